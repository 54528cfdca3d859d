import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { factsOf } from '../core/decision/facts-of.ts';
import { type Objection, objections } from '../core/decision/may-decide.ts';
import { contradictions, type Fresh } from '../core/decision/standing-decision.ts';
import { boundTo, decisionLine, decisionText, RELEASE_NAMESPACE } from '../core/decision/text.ts';
import { redactAll } from '../core/redact.ts';
import { renderPacket } from '../events/write-packet.ts';
import { appendDecision, loadDecisions, whileDeciding } from '../io/decisions.ts';
import { record } from '../io/event-log.ts';
import { freshNow } from '../io/fresh-now.ts';
import { sha256 } from '../io/hash.ts';
import { requester } from '../io/installed.ts';
import { type ReleaseCase, readPacket, releaseCase } from '../io/release-case.ts';
import { reason } from '../io/repository.ts';
import { sign, signedBy } from '../io/signatures.ts';
import { signingKey } from '../io/signing-key.ts';
import { ledgerOf, sealSummary } from '../io/summaries.ts';
import { witnessedIn } from '../io/witnessed.ts';
import { VERSION } from '../product.ts';
import { type Decision, decisionSchema } from '../schema/decision.ts';
import { cliLog } from './cli-log.ts';
import { freshAt } from './decision-standing.ts';
import type { Draft } from './draft.ts';
import type { ChosenRun, Here } from './here.ts';
import { EXIT, Refusal, type Terminal } from './terminal.ts';

/** Something that speaks against a decision, and the part of it that it is about. */
export interface Against {
  readonly about: Objection['kind'] | 'tree';
  readonly text: string;
}

/** A refusal with each thing that speaks against the decision. */
export class NotDecided extends Refusal {
  readonly against: readonly Against[];
  constructor(against: readonly Against[]) {
    super(`not decided:\n${against.map((one) => `  - ${one.text}`).join('\n')}`, EXIT.no);
    this.against = against;
  }
}

/** Opens a run for a decision. Throws a refusal that says what is missing. */
export function caseOf(chosen: ChosenRun, { root }: Here, terminal: Terminal): ReleaseCase {
  try {
    return releaseCase({ run: chosen.run, folder: chosen.folder, root, home: terminal.home, env: terminal.env });
  } catch (error) {
    throw new Refusal(reason(error));
  }
}

/** A decision that was recorded, and whose signature it carries. */
export interface Recorded {
  readonly decision: Decision;
  readonly signer?: string;
}

/**
 * Binds a draft to the run's packet, signs it where that is asked for, holds it against the rules, and adds it to the run's
 * decisions. The one place where decisions are made. Throws a refusal with every objection; then nothing is recorded.
 */
export function recordDecision(chosen: ChosenRun, repository: Here, draft: Draft, terminal: Terminal): Recorded {
  try {
    return whileDeciding(chosen.folder, () => {
      const open = caseOf(chosen, repository, terminal);
      if (draft.seen !== undefined && draft.seen !== open.digest)
        throw new Refusal('the packet is not the one that you looked at any more: look again', EXIT.no);
      const unsigned = drafted(open, repository, draft, terminal);
      // signing may ask for a passphrase or a touch: not for what would be refused anyway
      refuseOn(against(open, unsigned, { willSign: draft.sign !== undefined, chosen, repository, terminal }));
      const decision = draft.sign === undefined ? unsigned : signed(open, unsigned, { ...draft.sign, terminal });
      const signer = signerOf(open, decision);
      refuseOn(against(open, decision, { willSign: false, chosen, repository, terminal, ...(signer === undefined ? {} : { signer }) }));
      keep(chosen, open, decision, terminal);
      return { decision, ...(signer === undefined ? {} : { signer }) };
    });
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(reason(error));
  }
}

function drafted(open: ReleaseCase, { root, common }: Here, draft: Draft, terminal: Terminal): Decision {
  const by = requester({ ...open.frozen.ground, root, common, home: terminal.home }, terminal.env);
  const owner = draft.owner?.trim() || by.git;
  if (owner === undefined) throw new Refusal('who decides? --owner NAME, or set user.email in git', EXIT.usage);
  const { decisions, faults, head } = open.decisions;
  const [changed] = [...faults, ...contradictions(open.decisions, witnessedIn(open.folder))];
  if (changed !== undefined) throw new Refusal(`decisions.jsonl of run ${open.run} was changed by hand: ${changed}`, EXIT.no);
  const { value, reason, evidence, residualRisk, rollback, asked, overrides } = redactAll(draft);
  const made: Decision = {
    version: 1,
    number: decisions.length + 1,
    prev: head,
    at: new Date(terminal.now()).toISOString(),
    run: open.run,
    value,
    owner,
    reason,
    evidence: [...evidence],
    residualRisk,
    rollback,
    asked: [...asked],
    overrides: overrides.map((one) => ({ ...one })),
    bound: boundTo(open.packet, open.digest),
    by,
    product: VERSION,
  };
  // a line that nobody can read again would make every decision of the run void
  const [issue] = decisionSchema.safeParse(made).error?.issues ?? [];
  if (issue !== undefined) throw new Refusal(`no decision can say that: ${issue.path.join('.')}: ${issue.message}`, EXIT.usage);
  return made;
}

interface Held {
  /** It is about to be signed: then its signer is whom it names, or it is refused afterwards. */
  readonly willSign: boolean;
  readonly chosen: ChosenRun;
  readonly repository: Here;
  readonly terminal: Terminal;
  readonly signer?: string;
}

function against(open: ReleaseCase, decision: Decision, { willSign, chosen, repository, terminal, signer }: Held): readonly Against[] {
  const { packet, rules } = open;
  const facts = { ...factsOf(packet, rules, terminal.now()), signer: willSign ? decision.owner : signer };
  const said: readonly Objection[] = objections(decision, facts);
  return [
    ...said.map(({ kind, text }) => ({ about: kind, text })),
    ...notThisPerson(decision, facts.signer),
    ...elsewhere(chosen, facts.signer),
    ...stale(chosen, open, decision, repository, terminal),
  ];
}

/** Without a signature only git's word says who decides: then it must at least say so. */
function notThisPerson({ owner, by }: Decision, signer: string | undefined): readonly Against[] {
  if (signer !== undefined || owner.toLowerCase() === by.git?.toLowerCase()) return [];
  return [{ about: 'signature', text: `git calls you ${by.git ?? 'nobody'}: a decision of ${owner} needs a signature (--sign)` }];
}

/** The record of a run that was fetched cannot bear witness to a decision made here. */
function elsewhere({ origin }: ChosenRun, signer: string | undefined): readonly Against[] {
  if (origin === 'here' || signer !== undefined) return [];
  return [{ about: 'signature', text: 'the run was recorded on another machine: a decision on it counts only with a signature (--sign)' }];
}

/** A run of another machine has no work tree here: the commit that is checked out stands for it. */
function stale({ origin }: ChosenRun, open: ReleaseCase, { value }: Decision, repository: Here, terminal: Terminal): readonly Against[] {
  if (value !== 'ship') return [];
  if (origin === 'here') {
    const text = staleText(open.run, freshNow(open, terminal.env['PATH']));
    return text === undefined ? [] : [{ about: 'tree', text }];
  }
  const fresh = freshAt(open, repository, 'HEAD', terminal);
  if ('paths' in fresh && fresh.paths.length === 0) return [];
  const why =
    'problem' in fresh
      ? fresh.problem
      : `not in HEAD as the packet says: ${fresh.paths.slice(0, 5).join(', ')}; check out the commit that the run led to`;
  return [{ about: 'tree', text: why }];
}

/** What stands against a release by how the work tree looks now; undefined where it is as the packet says. */
export function staleText(run: string, fresh: Fresh): string | undefined {
  if ('problem' in fresh) return `whether the packet is of this tree cannot be told: ${fresh.problem}`;
  if (fresh.paths.length === 0) return undefined;
  const named = fresh.paths.slice(0, 5).join(', ') + (fresh.paths.length > 5 ? `, … (${fresh.paths.length})` : '');
  return `changed since the packet was made: ${named}; \`twoloops packet ${run} --again\` looks at the tree as it is now`;
}

function refuseOn(against: readonly Against[]): void {
  if (against.length > 0) throw new NotDecided(against);
}

function signed(
  open: ReleaseCase,
  decision: Decision,
  { key, terminal }: { readonly key?: string; readonly terminal: Terminal },
): Decision {
  const scratch = mkdtempSync(join(tmpdir(), 'twoloops-key-'));
  try {
    const { root, common } = open.frozen.ground;
    const file =
      key === undefined ? signingKey({ root, common, home: terminal.home }, terminal.env['PATH'], scratch) : resolve(terminal.cwd, key);
    if (file === undefined)
      throw new Refusal('git signs with no SSH key here (gpg.format, user.signingkey): name one with --key FILE', EXIT.usage);
    const made = sign(file, decisionText(decision), RELEASE_NAMESPACE, terminal.interactive);
    if ('problem' in made) throw new Refusal(`it could not be signed with ${file}: ${made.problem}`);
    return { ...decision, signature: made.signature };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Whose signature it is; a refusal where it would not count. */
function signerOf({ keys }: ReleaseCase, decision: Decision): string | undefined {
  const { signature } = decision;
  if (signature === undefined) return undefined;
  const checked = signedBy(keys, { text: decisionText(decision), signature, namespace: RELEASE_NAMESPACE });
  if ('problem' in checked) throw new Refusal(`${checked.problem}: nothing was recorded`, EXIT.no);
  return checked.signer;
}

/** The line first, then the event that bears witness to it: a line that nothing in the log speaks of does not count unsigned. */
function keep(chosen: ChosenRun, open: ReleaseCase, decision: Decision, terminal: Terminal): void {
  const line = decisionLine(decision);
  if (readPacket(chosen.folder, chosen.run).digest !== open.digest || loadDecisions(chosen.folder, chosen.run).head !== decision.prev)
    throw new Refusal('the packet or its decisions changed meanwhile: look again', EXIT.no);
  appendDecision(chosen.folder, line);
  if (chosen.origin === 'here') {
    const { number, value, owner, signature } = decision;
    const event = { type: 'decided', number, decision: sha256(line), value, owner, signed: signature !== undefined } as const;
    record(cliLog({ ...chosen, frozen: open.frozen }, terminal), () => ({ events: [event], answer: undefined }));
  }
  renderPacket(chosen.folder, open.packet, decision);
  if (chosen.origin === 'here') sumUp(chosen, open, terminal);
}

/** A run that is still open has no summary yet; whoever reads it later makes it. */
function sumUp({ folder, run }: ChosenRun, { frozen }: ReleaseCase, terminal: Terminal): void {
  try {
    sealSummary(folder, run, ledgerOf(frozen.ground.common, terminal.env['PATH']));
  } catch {
    // the decision stands all the same
  }
}

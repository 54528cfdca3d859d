import { parseArgs } from 'node:util';
import { visibleLine } from '../core/visible.ts';
import type { ReleaseCase } from '../io/release-case.ts';
import type { Decision } from '../schema/decision.ts';
import { askDecision } from './ask-decision.ts';
import { type Draft, evidenceOf, overrideOf, untilOf, VALUES } from './draft.ts';
import { chooseAny, here } from './here.ts';
import { peopleOnly } from './people-only.ts';
import { caseOf, recordDecision } from './record-decision.ts';
import { bold, EXIT, green, Refusal, red, type Terminal, yellow } from './terminal.ts';

export const usage =
  'twoloops decide ship|hold|escalate [--in RUN] --reason TEXT [--residual-risk TEXT] [--rollback TEXT] [--owner NAME] [--evidence ID]… [--asked TAG]… [--override REQUIREMENT=REASON]… [--until 7d|DATE] [--sign] [--key FILE]   the release decision on a run; asks for what is not given where a person sits there';

const OPTIONS = {
  in: { type: 'string' },
  owner: { type: 'string' },
  reason: { type: 'string' },
  'residual-risk': { type: 'string' },
  rollback: { type: 'string' },
  evidence: { type: 'string', multiple: true },
  asked: { type: 'string', multiple: true },
  override: { type: 'string', multiple: true },
  until: { type: 'string' },
  sign: { type: 'boolean' },
  key: { type: 'string' },
} as const;

/** Records a release decision: 0 where it was recorded, 1 where something speaks against it. */
export async function decide(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  peopleOnly(terminal, 'decide');
  const repository = here(terminal);
  const chosen = chooseAny(repository, values.in);
  const value = VALUES.find((one) => one === positionals[0]);
  if (positionals.length > 1 || (positionals.length === 1 && value === undefined))
    throw new Refusal(`ship, hold or escalate; usage: ${usage}`, EXIT.usage);
  const open = caseOf(chosen, repository, terminal);
  const given: Partial<Draft> = {
    ...(value === undefined ? {} : { value }),
    ...(values.owner === undefined ? {} : { owner: values.owner }),
    ...(values.reason === undefined ? {} : { reason: values.reason.trim() }),
    ...(values['residual-risk'] === undefined ? {} : { residualRisk: values['residual-risk'].trim() }),
    ...(values.rollback === undefined ? {} : { rollback: values.rollback.trim() }),
    ...(values.evidence === undefined ? {} : { evidence: evidenceOf(values.evidence, open.packet) }),
    asked: values.asked ?? [],
    ...(values.override === undefined ? {} : { overrides: overridesOf(values.override, values.until, open, terminal.now()) }),
    ...(values.sign || values.key !== undefined ? { sign: values.key === undefined ? {} : { key: values.key } } : {}),
  };
  const draft = isWhole(given) ? given : terminal.interactive ? await askDecision(open, given, terminal) : wanting(given);
  if (draft === undefined) return EXIT.no;
  const { decision, signer } = recordDecision(chosen, repository, { ...draft, seen: open.digest }, terminal);
  terminal.out(told(decision, signer, open, terminal));
  return EXIT.done;
}

type Whole = Partial<Draft> & Pick<Draft, 'value' | 'reason'>;

/** What a decision cannot be without; a release must also say what risk is left and how to go back. */
function isWhole(given: Partial<Draft>): given is Draft {
  const needed = given.value === 'ship' ? [given.reason, given.residualRisk, given.rollback] : [given.reason];
  if (given.value === undefined || needed.some((one) => one === undefined || one === '')) return false;
  Object.assign(given, { evidence: [], residualRisk: '', rollback: '', overrides: [], asked: [], ...given } satisfies Partial<Whole>);
  return true;
}

function wanting({ value, reason, residualRisk, rollback }: Partial<Draft>): never {
  const missing = [
    ...(value === undefined ? ['ship, hold or escalate'] : []),
    ...(reason ? [] : ['--reason TEXT']),
    ...(value === 'ship' && !residualRisk ? ['--residual-risk TEXT'] : []),
    ...(value === 'ship' && !rollback ? ['--rollback TEXT'] : []),
  ];
  throw new Refusal(`a decision needs ${missing.join(', ')}; usage: ${usage}`, EXIT.usage);
}

function overridesOf(given: readonly string[], until: string | undefined, open: ReleaseCase, now: number): Draft['overrides'] {
  const end = named(`--until \`${until}\``, () => untilOf(until, now));
  return given.map((one) => {
    const [, requirement = '', reason = ''] = /^([a-z-]+)=(.*)$/s.exec(one) ?? [];
    return named(`--override \`${requirement || one}\``, () => overrideOf(requirement, reason, end, open.packet));
  });
}

/** A refusal says which option it is about. */
function named<T>(option: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof Refusal ? new Refusal(`${option}: ${error.message}`, error.code) : error;
  }
}

/** What was recorded, for who typed it. */
export function told(decision: Decision, signer: string | undefined, { run, packet }: ReleaseCase, terminal: Terminal): string {
  const word = { ship: green, hold: red, escalate: yellow }[decision.value](terminal, decision.value);
  const by = signer === undefined ? `${decision.owner} (unsigned: git's word alone)` : `${signer}, signed`;
  return [
    `${bold(terminal, `decision ${decision.number}`)}: ${word} run ${run} by ${by}`,
    `  on packet ${decision.bound.number} (sha256 ${decision.bound.packet}), change set ${decision.bound.changeSet.slice(0, 12)}, ${packet.delivery.changes.length} changed paths`,
    ...decision.overrides.map((one) => `  overridden until ${one.until.slice(0, 10)}: ${one.requirement}: ${visibleLine(one.reason)}`),
    decision.value === 'ship'
      ? '  one changed byte makes it stale; next: commit, `twoloops trailers --amend`, `twoloops publish`'
      : '  nothing is released; a later decision supersedes this one',
    '',
  ].join('\n');
}

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { releaseRules } from '../../core/decision/rules.ts';
import { decisionText, RELEASE_NAMESPACE } from '../../core/decision/text.ts';
import { type ChangedPath, type CoveringRun, covering } from '../../core/gate/covering.ts';
import type { Gated, GatedRun, GateFault } from '../../core/gate/gated.ts';
import { judgeRun } from '../../core/gate/judge-run.ts';
import { type Recomputed, recompute } from '../../core/gate/recompute.ts';
import { effective } from '../../core/policy/effective.ts';
import type { Standing } from '../../schema/standing.ts';
import type { GitCall } from '../git.ts';
import type { Policies } from '../policy-files.ts';
import { signedBy } from '../signatures.ts';
import { basePolicies } from './base-policy.ts';
import { diffTexts } from './diff-texts.ts';
import { filesAt, type History, historyOf, lastChange } from './history.ts';
import type { PublishedRun } from './published-run.ts';
import { rawStates } from './raw-states.ts';
import { type RunScope, runScope } from './run-scope.ts';
import { runsOf } from './runs-of.ts';

export interface GateQuestion {
  readonly base: string;
  readonly head: string;
  readonly call: GitCall;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** ms since the epoch. */
  readonly now: number;
}

const NO_RISK: Recomputed['risk'] = { tier: 'low', matches: [], basis: 'recomputed' };

/** Says whether the changes from base to head may be released, by the policy of the base alone. Throws only where git or the disk fail. */
export function gate(question: GateQuestion): Gated {
  const scratch = mkdtempSync(join(tmpdir(), 'twoloops-gate-'));
  try {
    return judged(question, scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function judged(question: GateQuestion, scratch: string): Gated {
  const { call } = question;
  const history = historyOf(call, question.base, question.head);
  const refs = { base: { ref: question.base }, head: { ref: question.head } };
  const closed = (fault: GateFault): Gated => ({
    ...refs,
    verdict: 'closed',
    changed: 0,
    covered: 0,
    runs: [],
    risk: NO_RISK,
    faults: [fault],
    notes: [],
  });
  if ('problem' in history) return closed({ check: 'history', text: history.problem });
  const folder = join(scratch, 'base');
  mkdirSync(folder);
  const policies = basePolicies(call, filesAt(call, history.base), { ...question, scratch: folder });
  if ('problem' in policies)
    return closed({
      check: 'policy',
      text: policies.problem,
      next: 'mend the policy on the base branch first: the head’s own is not read',
    });
  const { standing } = effective(undefined, policies.policies, policies.signers, policies.revoked);
  return weigh(question, { history, policies, standing, scratch });
}

interface Ground {
  readonly history: History;
  readonly policies: Policies;
  readonly standing: Standing;
  readonly scratch: string;
}

function weigh(question: GateQuestion, { history, policies, standing, scratch }: Ground): Gated {
  const { call, home, now } = question;
  const files = filesAt(call, history.head);
  const base = filesAt(call, history.from);
  const found = runsOf(call, history, join(scratch, 'runs'));
  const paths = [
    ...new Set([
      ...history.diff.map((one) => one.path),
      ...found.runs.flatMap((one) => one.packet?.delivery.changes.map((change) => change.path) ?? []),
    ]),
  ];
  const atHead = rawStates(call, history.head, files, paths, { root: call.cwd, scratch });
  const atBase = rawStates(call, history.from, base, paths, { root: call.cwd, scratch });
  const scopes = new Map(
    found.runs.map((one) => [one.run, one.packet === undefined ? undefined : runScope(one.packet, one.folder, policies, home)]),
  );
  const { diffs } = diffTexts(call, history.diff);
  const { risk, secrets } = recompute({ diffs, standing }, (path) => worst(path, found.runs, scopes));
  const runs = found.runs.map((one) => judge(one, { scope: scopes.get(one.run), policies, standing, tier: risk.tier, now }));
  const changed = history.diff.map(({ path }): ChangedPath => ({ path, from: atBase(path), to: atHead(path) }));
  const counting = runs.flatMap(({ run }): CoveringRun[] =>
    run.packet === undefined ? [] : [{ run: run.run, packet: run.packet, counts: run.counts }],
  );
  const covered = covering({ changed, runs: counting, atHead, lastChange: (path) => lastChange(call, history, path) });
  const noted = standing.uncoveredNoted;
  const loose = covered.faults.filter((fault) => fault.check === 'covered');
  const overridden = new Set(
    runs
      .filter(({ run }) => run.counts && run.decision?.overrides.some((one) => one.requirement === 'no-secrets'))
      .map(({ run }) => run.run),
  );
  const open = secrets.filter(({ path }) => ![...overridden].some((run) => covered.covers.get(run)?.includes(path)));
  const faults: readonly GateFault[] = [
    ...found.faults,
    ...runs.flatMap((one) => one.faults),
    ...(noted === undefined ? covered.faults : covered.faults.filter((fault) => fault.check !== 'covered')),
    ...open.slice(0, 50).map(
      ({ path, line, kind }): GateFault => ({
        check: 'secret',
        text: `a secret (${kind}) stands in \`${path}\` at line ${line}`,
        next: 'take it out of every commit and have it replaced where it was issued',
        path,
        line,
      }),
    ),
  ];
  return {
    verdict: faults.length === 0 ? 'open' : 'closed',
    base: { ref: question.base, commit: history.base },
    head: { ref: question.head, commit: history.head },
    changed: changed.length,
    covered: covered.covered,
    runs: runs.map(({ run }) => ({ ...run, covers: covered.covers.get(run.run) ?? [] })),
    risk,
    faults,
    notes: [
      ...(changed.length === 0 ? ['nothing differs between base and head: there is nothing to release'] : []),
      ...found.runs.flatMap((one) => one.notes),
      ...(noted === undefined ? [] : loose.map((fault) => `${fault.text} (only noted: ${noted})`)),
    ],
  };
}

/** Of the runs that changed a path, the word of the one whose scope says worst of it. */
function worst(
  path: string,
  runs: readonly PublishedRun[],
  scopes: ReadonlyMap<string, RunScope | undefined>,
): ReturnType<RunScope['wordOf']> {
  const words = runs
    .filter((one) => one.packet?.delivery.changes.some((change) => change.path === path))
    .map((one) => scopes.get(one.run)?.wordOf(path));
  return (['forbidden', 'protected', 'outside', 'unscoped', 'inside'] as const).find((word) => words.includes(word)) ?? 'unscoped';
}

interface Judging {
  readonly scope: RunScope | undefined;
  readonly policies: Policies;
  readonly standing: Standing;
  readonly tier: Gated['risk']['tier'];
  readonly now: number;
}

function judge(
  published: PublishedRun,
  { scope, policies, standing, tier, now }: Judging,
): { readonly run: GatedRun; readonly faults: readonly GateFault[] } {
  const { run, packet, digest } = published;
  const own = published.faults.map((fault): GateFault => ({ ...fault, run }));
  if (packet === undefined || digest === undefined) return { run: { run, covers: [], counts: false }, faults: own };
  const released = judgeRun({
    run,
    packet,
    digest,
    decisions: published.decisions,
    rules: releaseRules(standing, scope?.scope, true),
    tier,
    standing,
    owed: policies.policies.flatMap((one) => one.evidence),
    signed: (decision) =>
      signedBy(policies, { text: decisionText(decision), signature: decision.signature ?? '', namespace: RELEASE_NAMESPACE }),
    witnessed: published.witnessed,
    now,
  });
  const faults = [
    ...own,
    ...(scope?.faults ?? []).map((text): GateFault => ({ check: 'scope', run, text: `run ${run}: ${text}` })),
    ...outside(packet, scope).map((text): GateFault => ({ check: 'zone', run, text: `run ${run}: ${text}` })),
    ...released.faults,
  ];
  const { decision, signer } = released;
  return {
    run: {
      run,
      packet,
      digest,
      covers: [],
      counts: faults.length === 0,
      ...(decision === undefined ? {} : { decision }),
      ...(signer === undefined ? {} : { signer }),
    },
    faults,
  };
}

/** Paths that the packet calls inside, and that the scope under the base policy does not. */
function outside({ delivery }: NonNullable<PublishedRun['packet']>, scope: RunScope | undefined): readonly string[] {
  if (scope === undefined) return [];
  return delivery.changes
    .filter((change) => change.scope === 'inside' && scope.wordOf(change.path) !== 'inside')
    .slice(0, 20)
    .map((change) => `its packet calls \`${change.path}\` inside the scope; by the base policy it is ${scope.wordOf(change.path)}`);
}

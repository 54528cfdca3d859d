import type { Standing } from '../schema/standing.ts';
import type { Answered } from '../schema/state.ts';
import type { Finding, Use, Verdict } from '../schema/verdict.ts';
import { redactAll } from './redact.ts';

/** Findings that a wider scope could lift: each makes a request that a person can answer. */
const REQUESTABLE = new Set<Finding['code']>([
  'FORBIDDEN',
  'READ_DENIED',
  'EDIT_DENIED',
  'READ_OUTSIDE_SCOPE',
  'EDIT_OUTSIDE_SCOPE',
  'OUTSIDE_REPOSITORY',
  'HOLDS_DENIED',
  'COMMAND_ASK',
  'COMMAND_NOT_GRANTED',
  'NETWORK_OUTSIDE_SCOPE',
  'DELEGATE_OUTSIDE_SCOPE',
  'DELEGATE_REMOTE',
  'MODEL_OUTSIDE_SCOPE',
  'WORKFLOW_OUTSIDE_SCOPE',
  'SCHEDULE_OUTSIDE_SCOPE',
  'SKILL_OUTSIDE_SCOPE',
  'PUBLISH_OUTSIDE_SCOPE',
  'MCP_OUTSIDE_SCOPE',
  'MCP_ARGUMENT',
  'MCP_ASK',
  'DATA_DENIED',
  'TOOL_UNKNOWN',
]);

/** Whether a person could let this through at all: every reason must be one that a wider scope lifts, and none a policy's own line. */
export function isRequestable(findings: readonly Finding[], standing: Standing | undefined): boolean {
  return findings.length > 0 && findings.every((finding) => REQUESTABLE.has(finding.code) && !saidByPolicy(finding, standing));
}

/** No approval goes beyond a policy: what its lines forbid stays forbidden. */
export function saidByPolicy({ rule }: Pick<Finding, 'rule'>, standing: Standing | undefined): boolean {
  return (standing?.files ?? []).some(({ file }) => rule.startsWith(`${file}:`));
}

/** What was refused, as text: two calls with the same text ask for the same. Where on a line it stood is no part of it. */
export function findingText(finding: Finding): string {
  const { at: _, part: __, ...args } = redactAll(finding).args;
  return `${finding.code} ${JSON.stringify(args)}`;
}

/** The paths, hosts or names that a finding is about: what `--narrow` chooses among. */
export function findingTarget({ args }: Pick<Finding, 'args'>): string {
  const named = ['path', 'command', 'target', 'agent', 'workflow', 'model', 'what']
    .map((key) => args[key])
    .find((one) => typeof one === 'string');
  return typeof named === 'string' ? named : '';
}

export interface LiftQuestion {
  readonly verdict: Verdict;
  readonly answers: readonly Answered[];
  /** Digest of the arguments of this call, and of the frozen scope that it is judged by. */
  readonly digest: string;
  readonly frozen: string;
  /** ms since the epoch, never before the last event of the run: a clock that goes back lengthens nothing. */
  readonly now: number;
  readonly hash: (text: string) => string;
}

export type Lift =
  /** Every reason is answered with yes; the answers that were needed. */
  | { readonly lifted: true; readonly by: readonly Answered[]; readonly uses: readonly Use[] }
  | { readonly lifted: false; readonly refused?: Answered };

/** What the answers of people make of a refusal. A no, as long as it counts, is stronger than any yes. */
export function lift({ verdict, answers, digest, frozen, now, hash }: LiftQuestion): Lift {
  const counting = answers.filter((one) => one.frozen === frozen && (one.until === null || now < one.until));
  const by: Answered[] = [];
  const uses: Use[] = [];
  for (const finding of verdict.findings) {
    const key = hash(findingText(finding));
    const about = counting.filter((one) => one.lifts.includes(key) && (one.digest === null || one.digest === digest));
    const last = about.at(-1);
    if (last?.answer === 'deny') return { lifted: false, refused: last };
    const yes = by.find((one) => about.includes(one)) ?? about.find((one) => one.answer === 'approve');
    if (yes === undefined) return { lifted: false };
    if (!by.includes(yes)) by.push(yes);
    const kind =
      verdict.accesses.find((access) => access.target === findingTarget(finding))?.kind ?? verdict.accesses[0]?.kind ?? 'unknown';
    uses.push({
      kind,
      target: findingTarget(finding),
      grant: `approval R${yes.request}`,
      text: yes.how === 'once' ? 'once' : 'for this run',
    });
  }
  return by.length === 0 ? { lifted: false } : { lifted: true, by, uses };
}

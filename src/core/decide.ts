import type { Access, Intent, PathIntent } from '../schema/access.ts';
import type { FrozenScope } from '../schema/frozen.ts';
import type { Holdings, Located } from '../schema/located.ts';
import type { Ceiling } from '../schema/standing.ts';
import type { Finding, Verdict, VerdictWord } from '../schema/verdict.ts';
import { holdingsKey, placeKey } from './fact-keys.ts';
import { judgeCommand } from './judge-command.ts';
import { judgeMcp } from './judge-mcp.ts';
import { judgeDelegate, judgeNetwork, judgePublish, judgeSchedule, judgeSkill, judgeWorkflow } from './judge-named.ts';
import { judgePath } from './judge-path.ts';
import { type Judged, type Ruling, refuse } from './judged.ts';
import { isOfCeiling } from './policy/sections.ts';

/** What the disk said about the paths of a call; keys are the paths as the call spells them. */
export interface Facts {
  readonly located: ReadonlyMap<string, Located>;
  readonly holdings: ReadonlyMap<string, Holdings>;
}

/** Findings that a person at the prompt may overrule where the scope says `outside: ask`. */
const OUTSIDE = new Set<Finding['code']>([
  'READ_OUTSIDE_SCOPE',
  'EDIT_OUTSIDE_SCOPE',
  'OUTSIDE_REPOSITORY',
  'COMMAND_NOT_GRANTED',
  'NETWORK_OUTSIDE_SCOPE',
  'DELEGATE_OUTSIDE_SCOPE',
  'WORKFLOW_OUTSIDE_SCOPE',
  'SCHEDULE_OUTSIDE_SCOPE',
  'SKILL_OUTSIDE_SCOPE',
  'PUBLISH_OUTSIDE_SCOPE',
  'MCP_OUTSIDE_SCOPE',
  'TOOL_UNKNOWN',
]);

/**
 * Judges what a call would do. Pure, synchronous, total: default deny; deny beats ask beats allow; the order of the
 * rules never matters; an error while judging is the caller's to turn into a deny.
 */
export function decide(ruling: Ruling, intents: readonly Intent[], facts: Facts): Verdict {
  const own = judgeEach(ruling, intents, facts).flatMap((one) => one.judged);
  const judged = [...own, ...beyondCeilings(ruling, intents, facts)];
  const findings = unique(judged.flatMap((one) => (one.finding ? [one.finding] : [])));
  return {
    verdict: worst(findings.map((finding) => weight(ruling.scope, finding))),
    findings,
    accesses: unique(judged.map((one) => one.access)),
    uses: findings.length > 0 ? [] : unique(judged.flatMap((one) => (one.use ? [one.use] : []))),
  };
}

/** What a policy's ceiling refuses, whatever the scope grants: the effective scope is both at once. */
function beyondCeilings(ruling: Ruling, intents: readonly Intent[], facts: Facts): readonly Judged[] {
  const { scope, standing } = ruling;
  if (scope === undefined) return [];
  return (standing?.ceilings ?? []).flatMap((ceiling) => beyond(ruling, scope, ceiling, intents, facts));
}

/** What one ceiling refuses. */
export function beyond(ruling: Ruling, scope: FrozenScope, ceiling: Ceiling, intents: readonly Intent[], facts: Facts): readonly Judged[] {
  const { file, ...grants } = ceiling;
  return judgeEach({ ...ruling, scope: { ...scope, ...grants } }, intents, facts)
    .flatMap((one) => one.judged)
    .flatMap(({ access, finding }) =>
      finding !== undefined && isOfCeiling(finding, ceiling)
        ? [{ access, finding: { ...finding, rule: ofPolicy(finding.rule, file) } }]
        : [],
    );
}

/** Where a ceiling's list has no line for it, the policy itself refuses. */
const ofPolicy = (rule: string, file: string): string => (rule.startsWith(`${file}:`) ? rule : `${file}: ceilings`);

/** The same for each intent by itself: what an explanation shows. */
export function judgeEach(
  ruling: Ruling,
  intents: readonly Intent[],
  facts: Facts,
): readonly { readonly intent: Intent; readonly judged: readonly Judged[] }[] {
  return intents.map((intent) => ({ intent, judged: judge(ruling, intent, facts).map((one) => placed(one, intent)) }));
}

/** A finding on a shell line names the part of the line that it is about. */
function placed(judged: Judged, intent: Intent): Judged {
  if (judged.finding === undefined || !('part' in intent) || intent.part === undefined) return judged;
  const { at, text } = intent.part;
  return { ...judged, finding: { ...judged.finding, args: { ...judged.finding.args, part: text.slice(0, 200), at: at + 1 } } };
}

function weight(scope: FrozenScope | undefined, finding: Finding): VerdictWord {
  if (finding.code === 'COMMAND_ASK' || finding.code === 'MCP_ASK') return 'ask';
  return scope?.outside === 'ask' && OUTSIDE.has(finding.code) ? 'ask' : 'deny';
}

function worst(words: readonly VerdictWord[]): VerdictWord {
  if (words.includes('deny')) return 'deny';
  return words.includes('ask') ? 'ask' : 'allow';
}

function unique<T>(items: readonly T[]): readonly T[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const key = JSON.stringify(item);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function judge(ruling: Ruling, intent: Intent, facts: Facts): readonly Judged[] {
  switch (intent.kind) {
    case 'read':
    case 'edit':
      return judgePlaces(ruling, intent, facts);
    case 'worktree':
      return judgePlaces(ruling, { kind: 'read', raw: intent.raw, reach: 'names' }, facts);
    case 'execute':
      return judgeCommand(ruling, intent, facts, (path) => judgePlaces(ruling, path, facts));
    case 'network':
      return [judgeNetwork(ruling, intent)];
    case 'delegate':
      return [judgeDelegate(ruling, intent)];
    case 'workflow':
      return judgeWorkflow(ruling, intent, facts);
    case 'unknown':
      return [judgeUnknown(ruling, intent)];
    case 'mcp':
      return [judgeMcp(ruling, intent)];
    case 'schedule':
      return [judgeSchedule(ruling, intent.target)];
    case 'skill':
      return [judgeSkill(ruling, intent.target)];
    case 'publish':
      return judgePublish(ruling, intent, facts);
  }
}

function judgePlaces(ruling: Ruling, intent: PathIntent, facts: Facts): readonly Judged[] {
  const located = facts.located.get(placeKey(intent));
  const places = located?.places ?? [{ state: 'unknown' as const, why: 'the disk was not asked' }];
  return places.map((place) => judgePath({ ...ruling, intent, place, holdings: facts.holdings.get(holdingsKey(intent)) }));
}

function judgeUnknown(ruling: Ruling, intent: Extract<Intent, { kind: 'unknown' }>): Judged {
  const access: Access = { kind: 'unknown', target: JSON.stringify(intent.what) };
  const args = { what: intent.what };
  if (intent.why !== 'tool') {
    const code = { input: 'INPUT_UNKNOWN', shell: 'COMMAND_UNKNOWN', path: 'PATH_UNKNOWN' } as const;
    const rule = intent.why === 'shell' ? (ruling.scope?.commands.place ?? 'default') : 'default';
    return refuse(ruling, access, code[intent.why], rule, intent.why === 'path' ? { path: intent.what, why: intent.what } : args);
  }
  const grant = ruling.scope?.tools.find((rule) => rule.name === intent.tool);
  if (grant) return { access, use: { kind: 'unknown', target: access.target, grant: grant.place, text: grant.name } };
  return refuse(ruling, access, 'TOOL_UNKNOWN', 'default', args);
}

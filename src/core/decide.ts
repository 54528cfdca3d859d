import type { Access, Intent, PathIntent } from '../schema/access.ts';
import type { CommandRule, Frozen, FrozenScope } from '../schema/frozen.ts';
import type { Holdings, Located } from '../schema/located.ts';
import type { Finding, Verdict, VerdictWord } from '../schema/verdict.ts';
import { type Judged, judgePath } from './judge-path.ts';

/** What the disk said about the paths of a call; keys are the paths as the call spells them. */
export interface Facts {
  readonly located: ReadonlyMap<string, Located>;
  readonly holdings: ReadonlyMap<string, Holdings>;
}

/** The part of a frozen run that a verdict depends on. */
export type Ruling = Pick<Frozen, 'ground' | 'scope' | 'unscoped'>;

/** Findings that a person at the prompt may overrule where the scope says `outside: ask`. */
const OUTSIDE = new Set<Finding['code']>([
  'READ_OUTSIDE_SCOPE',
  'EDIT_OUTSIDE_SCOPE',
  'OUTSIDE_REPOSITORY',
  'COMMAND_NOT_GRANTED',
  'DELEGATE_OUTSIDE_SCOPE',
  'TOOL_UNKNOWN',
]);

/**
 * Judges what a call would do. Pure, synchronous, total: default deny; deny beats ask beats allow; the order of the
 * rules never matters; an error while judging is the caller's to turn into a deny.
 */
export function decide(ruling: Ruling, intents: readonly Intent[], facts: Facts): Verdict {
  const judged = intents.flatMap((intent) => judge(ruling, intent, facts));
  const findings = unique(judged.flatMap((one) => (one.finding ? [one.finding] : [])));
  return {
    verdict: worst(findings.map((finding) => weight(ruling.scope, finding))),
    findings,
    accesses: unique(judged.map((one) => one.access)),
    uses: findings.length > 0 ? [] : unique(judged.flatMap((one) => (one.use ? [one.use] : []))),
  };
}

function weight(scope: FrozenScope | undefined, finding: Finding): VerdictWord {
  if (finding.code === 'COMMAND_ASK') return 'ask';
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
      return judgeCommand(ruling, intent.argv, facts);
    case 'delegate':
      return [judgeDelegate(ruling, intent.agent, intent.remote)];
    case 'unknown':
      return [judgeUnknown(ruling, intent)];
    case 'network':
    case 'mcp':
    case 'schedule':
    case 'skill':
    case 'publish':
      return [
        refuse(ruling, { kind: intent.kind, target: intent.target }, 'NOT_BUILT', 'default', { kind: intent.kind, target: intent.target }),
      ];
  }
}

function judgePlaces(ruling: Ruling, intent: PathIntent, facts: Facts): readonly Judged[] {
  const located = facts.located.get(intent.raw);
  const places = located?.places ?? [{ state: 'unknown' as const, why: 'the disk was not asked' }];
  return places.map((place) =>
    judgePath({ ...ruling, intent, place, holdings: intent.reach === 'recursive' ? facts.holdings.get(intent.raw) : undefined }),
  );
}

/** A deny; in a run without a scope the reason is always that there is none. */
function refuse(ruling: Ruling, access: Access, code: Finding['code'], rule: string, args: Finding['args']): Judged {
  if (ruling.scope === undefined) {
    return {
      access,
      finding: { code: 'UNSCOPED', args: { ...args, kind: access.kind, why: ruling.unscoped ?? 'no scope file' }, rule: 'default' },
    };
  }
  return { access, finding: { code, args, rule } };
}

const sameWords = (rule: CommandRule, argv: readonly string[]): boolean =>
  !rule.pattern && rule.argv.length === argv.length && rule.argv.every((word, i) => word === argv[i]);

function judgeCommand(ruling: Ruling, argv: readonly string[], facts: Facts): readonly Judged[] {
  const target = JSON.stringify(argv);
  const access: Access = { kind: 'execute', target };
  const { scope } = ruling;
  const command = argv.join(' ');
  if (scope === undefined) return [refuse(ruling, access, 'UNSCOPED', 'default', { command })];
  const asked = scope.commands.ask.find((rule) => sameWords(rule, argv));
  const allowed = scope.commands.allow.find((rule) => sameWords(rule, argv));
  const barred = operandFindings(ruling, argv, facts);
  if (barred.length > 0) return barred.map((finding) => ({ access, finding }));
  if (asked) return [{ access, finding: { code: 'COMMAND_ASK', args: { command }, rule: asked.place } }];
  if (allowed) return [{ access, use: { kind: 'execute', target, grant: allowed.place, text: allowed.text } }];
  return [refuse(ruling, access, 'COMMAND_NOT_GRANTED', scope.commands.place, { command })];
}

/** Programs that only read the files they name. */
const READERS = new Set([
  'cat',
  'head',
  'tail',
  'less',
  'more',
  'ls',
  'stat',
  'wc',
  'file',
  'grep',
  'rg',
  'diff',
  'cmp',
  'sha256sum',
  'md5sum',
  'test',
]);

/** The words of a command that may be paths: its program, its operands, the values of its options. */
export function pathWords(argv: readonly string[]): readonly string[] {
  return argv.flatMap((word) => {
    const value = /^[^/=]*=(.+)$/s.exec(word)?.[1];
    return value === undefined ? [word] : [word, value];
  });
}

/** Words of a command that are, or lie under, a forbidden path, a protected one or the record: denied all the same. */
function operandFindings(ruling: Ruling, argv: readonly string[], facts: Facts): readonly Finding[] {
  const barred = new Set<Finding['code']>(['FORBIDDEN', 'RUN_DIRECTORY', ...(READERS.has(argv[0] ?? '') ? [] : (['PROTECTED'] as const))]);
  return pathWords(argv)
    .flatMap((word) => (['read', 'edit'] as const).flatMap((kind) => judgePlaces(ruling, { kind, raw: word, reach: 'content' }, facts)))
    .flatMap(({ finding }) => (finding && barred.has(finding.code) ? [finding] : []));
}

function judgeDelegate(ruling: Ruling, agent: string, remote: boolean): Judged {
  const access: Access = { kind: 'delegate', target: agent };
  const { scope } = ruling;
  if (scope === undefined) return refuse(ruling, access, 'UNSCOPED', 'default', { agent });
  const grant = scope.delegate.agents.find((rule) => rule.name === agent);
  if (grant === undefined) return refuse(ruling, access, 'DELEGATE_OUTSIDE_SCOPE', scope.delegate.place, { agent });
  if (remote && !scope.delegate.remote) return refuse(ruling, access, 'DELEGATE_REMOTE', scope.delegate.place, { agent });
  return { access, use: { kind: 'delegate', target: agent, grant: grant.place, text: grant.name } };
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

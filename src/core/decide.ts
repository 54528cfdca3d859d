import type { Access, ExecuteIntent, Intent, NetworkIntent, PathIntent } from '../schema/access.ts';
import type { CommandRule, Frozen, FrozenScope } from '../schema/frozen.ts';
import type { Holdings, Located, Place } from '../schema/located.ts';
import type { Finding, Verdict, VerdictWord } from '../schema/verdict.ts';
import { holdingsKey, placeKey } from './fact-keys.ts';
import { type Judged, judgePath } from './judge-path.ts';
import { coveringHost } from './network.ts';
import { covers, wild } from './shell/grant.ts';

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
  'NETWORK_OUTSIDE_SCOPE',
  'DELEGATE_OUTSIDE_SCOPE',
  'TOOL_UNKNOWN',
]);

/**
 * Judges what a call would do. Pure, synchronous, total: default deny; deny beats ask beats allow; the order of the
 * rules never matters; an error while judging is the caller's to turn into a deny.
 */
export function decide(ruling: Ruling, intents: readonly Intent[], facts: Facts): Verdict {
  const judged = judgeEach(ruling, intents, facts).flatMap((one) => one.judged);
  const findings = unique(judged.flatMap((one) => (one.finding ? [one.finding] : [])));
  return {
    verdict: worst(findings.map((finding) => weight(ruling.scope, finding))),
    findings,
    accesses: unique(judged.map((one) => one.access)),
    uses: findings.length > 0 ? [] : unique(judged.flatMap((one) => (one.use ? [one.use] : []))),
  };
}

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
      return judgeCommand(ruling, intent, facts);
    case 'network':
      return [judgeNetwork(ruling, intent)];
    case 'delegate':
      return [judgeDelegate(ruling, intent.agent, intent.remote)];
    case 'unknown':
      return [judgeUnknown(ruling, intent)];
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
  const located = facts.located.get(placeKey(intent));
  const places = located?.places ?? [{ state: 'unknown' as const, why: 'the disk was not asked' }];
  return places.map((place) => judgePath({ ...ruling, intent, place, holdings: facts.holdings.get(holdingsKey(intent)) }));
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

function judgeCommand(ruling: Ruling, intent: ExecuteIntent, facts: Facts): readonly Judged[] {
  const target = JSON.stringify(intent.argv);
  const access: Access = { kind: 'execute', target };
  const { scope } = ruling;
  const command = intent.argv.join(' ');
  if (scope === undefined) return [refuse(ruling, access, 'UNSCOPED', 'default', { command })];
  const asked = scope.commands.ask.find((rule) => covers(rule, intent));
  const allowed = scope.commands.allow.find((rule) => covers(rule, intent));
  const barred = operandFindings(ruling, intent, asked ?? allowed, facts);
  if (barred.length > 0) return barred.map((finding) => ({ access, finding }));
  const [open] = intent.open ?? [];
  if ((asked ?? allowed) && open !== undefined)
    return [
      refuse(ruling, access, 'COMMAND_UNKNOWN', scope.commands.place, { what: `the word \`${open}\` of \`${intent.argv[0] ?? ''}\`` }),
    ];
  if (asked) return [{ access, finding: { code: 'COMMAND_ASK', args: { command }, rule: asked.place } }];
  if (allowed) {
    const form = intent.form === undefined ? {} : { form: intent.form };
    return [{ access, use: { kind: 'execute', target, grant: allowed.place, text: allowed.text, ...form } }];
  }
  if (intent.free) return [{ access, use: { kind: 'execute', target, grant: 'default', text: 'a utility whose accesses are judged' } }];
  return [refuse(ruling, access, 'COMMAND_NOT_GRANTED', scope.commands.place, notGranted(intent, command, scope))];
}

/** What a refusal says beside the command: why it needs a grant, its form, and the grant that comes nearest. */
function notGranted(intent: ExecuteIntent, command: string, scope: FrozenScope): Finding['args'] {
  const near = scope.commands.allow.find((rule) => rule.forms.some((form) => form[0] === (intent.as ?? intent.argv)[0]));
  const env = (intent.env ?? []).join(' ');
  return {
    command,
    ...(intent.why === undefined ? {} : { why: env === '' ? intent.why : `it runs under \`${env}\`` }),
    ...(intent.form === undefined ? {} : { form: intent.form.name, reversibility: intent.form.reversibility }),
    ...(near === undefined ? {} : { near: near.text }),
  };
}

/**
 * Words of a command that may be paths: forbidden ones, protected ones and the record are denied whatever is granted;
 * those that only a wildcard matched must also lie where reading is allowed.
 */
function operandFindings(ruling: Ruling, intent: ExecuteIntent, rule: CommandRule | undefined, facts: Facts): readonly Finding[] {
  const always = new Set<Finding['code']>(['FORBIDDEN', 'RUN_DIRECTORY', 'PROTECTED']);
  const loose = rule === undefined ? new Set<number>() : wild(rule, intent);
  const shifted = intent.as === undefined ? 0 : intent.argv.length - intent.as.length;
  return (intent.operands ?? []).flatMap(({ raw, word, index }) =>
    (['read', 'edit'] as const).flatMap((kind) =>
      judgePlaces(ruling, { kind, raw, reach: 'content' }, facts).flatMap(({ finding }) => {
        if (finding === undefined || (/\s/.test(word) && !facts.located.get(raw)?.places.some(isThere))) return [];
        if (always.has(finding.code)) return [finding];
        // a word that only a wildcard matched must not lead out of what may be read
        const outside = kind === 'read' && index > 0 && loose.has(index - shifted) && /^(?:[./~]|.*\/)/.test(word);
        return outside && (finding.code === 'OUTSIDE_REPOSITORY' || finding.code === 'READ_DENIED' || finding.code === 'PATH_UNKNOWN')
          ? [finding]
          : [];
      }),
    ),
  );
}

/** Words with blanks that name nothing on disk are messages, not paths. */
const isThere = (place: Place): boolean => place.state === 'unknown' || place.type !== 'absent';

function judgeNetwork(ruling: Ruling, intent: NetworkIntent): Judged {
  const access: Access = { kind: 'network', target: intent.target };
  const { scope } = ruling;
  if (intent.host === undefined) return refuse(ruling, access, 'NOT_BUILT', 'default', { kind: 'network', target: intent.target });
  if (scope === undefined) return refuse(ruling, access, 'UNSCOPED', 'default', { target: intent.target });
  const rule = coveringHost(scope.network.hosts, intent.host, intent.port);
  if (rule) return { access, use: { kind: 'network', target: intent.target, grant: rule.place, text: rule.text } };
  return refuse(ruling, access, 'NETWORK_OUTSIDE_SCOPE', scope.network.place, { target: intent.target });
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

import type { Access, Reversibility } from '../../schema/access.ts';
import type { RunEvent } from '../../schema/event.ts';
import type { Incident } from '../../schema/incident.ts';
import { SELF_TEST_CALL } from '../coverage/record.ts';
import { callsFound } from '../zones/calls.ts';
import type { Rule } from '../zones/rule.ts';

export type Verdict = Extract<RunEvent, { type: 'verdict' }>;
export type Result = Extract<RunEvent, { type: 'result' }>;
type External = Incident['effects']['done'][number];

const MOST = 300;

/** What became of each call. */
export function resultsOf(events: readonly RunEvent[]): ReadonlyMap<string, Result> {
  return new Map(events.flatMap((event) => (event.type === 'result' ? [[event.id, event] as const] : [])));
}

/** Verdicts of the agent's own calls. */
export const verdictsOf = (events: readonly RunEvent[]): readonly Verdict[] =>
  events.filter((event): event is Verdict => event.type === 'verdict' && event.id !== SELF_TEST_CALL);

/** Let through by a verdict, by observing alone, or by a person at the prompt. */
export const ran = (event: Verdict, result: Result | undefined): boolean =>
  event.verdict === 'allow' || !event.enforced || (event.verdict === 'ask' && result?.agreed === true);

/** What reached beyond the machine or the session, or tried to. `commands`: the zone catalogue's rule of commands that do. */
export function externalsOf(events: readonly RunEvent[], commands: Rule | undefined): Incident['effects'] {
  const results = resultsOf(events);
  const done: External[] = [];
  const refused: External[] = [];
  for (const event of verdictsOf(events)) {
    const result = results.get(event.id);
    const list = ran(event, result) ? done : refused;
    list.push(...ofCall(event, result, commands));
  }
  for (const event of results.values())
    if (event.unjudged)
      done.push({
        seq: event.seq,
        at: event.at,
        kind: 'not judged',
        what: event.tool,
        call: '',
        reversibility: 'unknown',
        result: event.ok ? 'succeeded' : 'failed',
      });
  done.sort((a, b) => a.seq - b.seq);
  const left = Math.max(0, done.length - MOST) + Math.max(0, refused.length - MOST);
  return { done: done.slice(-MOST), refused: refused.slice(-MOST), left, basis: 'derived' };
}

function ofCall(event: Verdict, result: Result | undefined, commands: Rule | undefined): readonly External[] {
  const outcome = result === undefined ? 'not seen' : result.ok ? 'succeeded' : 'failed';
  return event.accesses.flatMap((access): External[] => {
    const use = event.uses.find((one) => one.kind === access.kind && one.target === access.target);
    const found = kindOf(event, access, use?.effect === 'read', commands);
    if (found === undefined && use?.form === undefined) return [];
    const form = use?.form ?? formOf(event, access);
    return [
      {
        seq: event.seq,
        at: event.at,
        kind: found ?? 'command',
        what: form?.name ?? access.target,
        call: `${event.tool} ${event.call}`.slice(0, 300),
        ...(use === undefined ? {} : { grant: use.grant }),
        reversibility: form?.reversibility ?? REVERSIBILITY[found ?? ''] ?? 'unknown',
        result: outcome,
      },
    ];
  });
}

/** Where no form of a command says more. What was published may have been seen; what is scheduled can be taken off again. */
const REVERSIBILITY: Readonly<Record<string, Reversibility>> = { publish: 'irreversible', schedule: 'compensable', push: 'compensable' };

function kindOf(event: Verdict, access: Access, reads: boolean, commands: Rule | undefined): string | undefined {
  switch (access.kind) {
    case 'network':
    case 'publish':
    case 'schedule':
      return access.kind;
    case 'mcp':
      return reads ? undefined : 'mcp';
    case 'delegate':
      return /(?:^|, )isolation: (?!worktree\b)/.test(event.call) ? 'remote delegation' : undefined;
    case 'execute':
      if (/^\["(?:[^"]*\/)?git","push"/.test(access.target)) return 'push';
      if (formOf(event, access) !== undefined) return 'command';
      return commands !== undefined && callsFound(commands, { accesses: [access], ...NO_CALLS }).length > 0 ? 'command' : undefined;
    default:
      return undefined;
  }
}

const NO_CALLS = { mcp: { readers: [], writers: [] }, effects: [], classes: [] } as const;

/** A refused command has no use; its finding names the form. */
function formOf(event: Verdict, access: Access): { readonly name: string; readonly reversibility: Reversibility } | undefined {
  if (access.kind !== 'execute') return undefined;
  const args = event.findings.find(({ args: { form } }) => typeof form === 'string')?.args;
  return args === undefined ? undefined : { name: String(args['form']), reversibility: args['reversibility'] as Reversibility };
}

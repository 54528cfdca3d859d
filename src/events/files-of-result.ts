import { foreignAmong } from '../core/foreign.ts';
import { isRecord } from '../core/hook-input.ts';
import { meantBy } from '../core/meant.ts';
import { isAbsolute } from '../core/paths.ts';
import type { Touched } from '../core/stop-rules.ts';
import { nextTree } from '../io/warm-tree.ts';
import { wroteAt } from '../io/wrote.ts';
import type { World } from '../run.ts';
import type { ResultBody } from '../schema/event.ts';
import type { HookInput } from '../schema/hook-input.ts';
import type { RunState } from '../schema/state.ts';
import type { OpenRun } from './session.ts';

/** Foreign paths that a result names; more are counted. */
const MOST_FOREIGN = 200;

export interface Moment {
  readonly state: RunState;
  readonly touched: readonly Touched[];
  readonly ok: boolean;
}

type Files = Pick<ResultBody, 'wrote' | 'tree' | 'noTree' | 'foreign' | 'foreignMore' | 'background'>;

/** What a result says of files: what a file tool wrote; after a command that could change any, the tree. Under the lock. */
export function filesOf(open: OpenRun, input: HookInput, world: World, moment: Moment): Files {
  const id = String(input.fields['tool_use_id'] ?? '');
  const wrote = moment.ok ? wroteBy(open, input, moment) : {};
  if (moment.state.since[id] === undefined) return wrote;
  return { ...wrote, ...treeAfter(open, world, moment), ...(runsOn(input) ? { background: true as const } : {}) };
}

function wroteBy({ frozen }: OpenRun, input: HookInput, { state, touched }: Moment): Files {
  const meant = meantBy(String(input.fields['tool_name']), input.fields['tool_response']);
  const target = touched[0]?.target;
  if (meant === undefined || target === undefined || isAbsolute(target)) return {};
  const wrote = wroteAt(frozen.ground.root, target, meant, state.tree);
  return wrote === undefined ? {} : { wrote: [wrote] };
}

function treeAfter({ frozen, folder }: OpenRun, world: World, { state, touched }: Moment): Files {
  if (state.tree === null) return { noTree: 'there is no tree before it' };
  const named = [...Object.keys(state.writes), ...touched.map((one) => one.target)].filter((path) => !isAbsolute(path) && path !== '.');
  const next = nextTree(frozen, folder, world.env['PATH'], state.tree, named);
  if ('missing' in next) return { noTree: next.missing };
  const foreign = foreignAmong(next.differing, state);
  return {
    tree: next.tree,
    ...(foreign.length === 0 ? {} : { foreign: foreign.slice(0, MOST_FOREIGN) }),
    ...(foreign.length <= MOST_FOREIGN ? {} : { foreignMore: foreign.length - MOST_FOREIGN }),
  };
}

/** A command that was cut short, or goes on in the background. */
export function runsOn(input: HookInput): boolean {
  const { tool_response: response, tool_name: tool } = input.fields;
  return tool === 'Monitor' || (isRecord(response) && (response['interrupted'] === true || response['backgroundTaskId'] !== undefined));
}

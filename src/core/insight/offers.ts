import type { GrantKey } from './rows.ts';
import { THRESHOLDS } from './thresholds.ts';

/** Tighter grants that would cover the same targets, by how tight they are. Empty: none is tighter. */
export interface Offers {
  readonly exact?: readonly string[];
  readonly directory?: readonly string[];
  readonly glob?: readonly string[];
}

const PATHS: ReadonlySet<string> = new Set(['read', 'edit', 'scratch']);
const OPEN = '…';

/** What a grant could be narrowed to, so that it still covers these targets. */
export function offersOf({ kind, root, loose }: Pick<GrantKey, 'kind' | 'root' | 'loose'>, targets: readonly string[]): Offers {
  if (!loose || targets.length === 0) return {};
  if (PATHS.has(kind)) return paths(root, targets);
  if (kind === 'execute') return commands(root, targets);
  return targets.length <= THRESHOLDS.overBroad.exact && !targets.some((one) => one.includes(OPEN)) ? { exact: targets } : {};
}

function paths(root: string, targets: readonly string[]): Offers {
  if (targets.some((one) => one.includes(OPEN))) return {};
  const folders = targets.map((one) => one.split('/').slice(0, -1));
  const common = shared(folders).join('/');
  if (common === '' || common === root || !(root === '' || common.startsWith(`${root}/`))) return {};
  const own = [...new Set(folders.map((one) => one.join('/')))].sort();
  return {
    ...(targets.length <= THRESHOLDS.offers.exact ? { exact: targets } : {}),
    ...(own.length <= THRESHOLDS.offers.directories ? { directory: own.map((folder) => `${folder}/*`) } : {}),
    glob: [`${common}/**`],
  };
}

function commands(root: string, targets: readonly string[]): Offers {
  const words = targets.map((one) => one.split(' '));
  const common = shared(words);
  const open = common.indexOf(OPEN);
  const known = open < 0 ? common : common.slice(0, open);
  const exact = targets.length <= THRESHOLDS.overBroad.exact && !targets.some((one) => one.includes(OPEN));
  const longer = known.length > (root === '' ? 0 : root.split(' ').length);
  return {
    ...(exact ? { exact: targets } : {}),
    ...(longer ? { glob: [targets.length === 1 && targets[0] === known.join(' ') ? known.join(' ') : `${known.join(' ')} *`] } : {}),
  };
}

/** The beginning that all lists share. */
function shared(lists: readonly (readonly string[])[]): readonly string[] {
  const [first = []] = lists;
  let length = first.length;
  for (const list of lists) {
    let i = 0;
    while (i < length && i < list.length && list[i] === first[i]) i += 1;
    length = i;
  }
  return first.slice(0, length);
}

/** Whether a target lies within what was offered. */
export function withinOffer(kind: string, offers: Offers, target: string): boolean {
  const [glob] = offers.glob ?? [];
  if (glob === undefined) return (offers.exact ?? []).includes(target);
  if (PATHS.has(kind)) return target.startsWith(glob.slice(0, -2));
  const lead = glob.replace(/ \*$/, '');
  return target === lead || (glob !== lead && target.startsWith(`${lead} `));
}

import { below, expandHome, hasControl, isAbsolute, lexical } from '../core/paths.ts';
import type { FrozenScope, Ground } from '../schema/frozen.ts';
import type { Located, Name, Place } from '../schema/located.ts';
import { otherWorktrees } from './repository.ts';
import { BELOW_ABSENT, trueCase, walk } from './walk.ts';

/** Answers where paths lead, for one call. Work trees are listed once, and only when a path needs it. */
export interface Locator {
  locate(raw: string, cwd: string): Located;
}

export function locator(ground: Ground, scope: FrozenScope | undefined): Locator {
  let trees: readonly string[] | undefined;
  const worktrees = (): readonly string[] => {
    trees ??= otherWorktrees(ground.common, ground.root);
    return trees;
  };
  const inside = (root: string, path: string): string | undefined =>
    ground.caseInsensitive && below(root.toLowerCase(), path.toLowerCase()) !== undefined
      ? path.slice(root.length + (path.length > root.length ? 1 : 0))
      : below(root, path);

  /** The innermost root wins: a work tree inside the repository is judged by its own paths. */
  const rooted = (path: string): Pick<Extract<Place, { state: 'known' }>, 'relative' | 'root'> => {
    const roots = [
      { path: ground.root, root: 'repository' as const },
      ...worktrees().map((tree) => ({ path: tree, root: 'worktree' as const })),
      ...(scope?.repos ?? []).map((repo) => ({ path: repo.root, root: 'other' as const })),
    ];
    const holding = roots
      .flatMap((one) => {
        const relative = inside(one.path, path);
        return relative === undefined ? [] : [{ ...one, relative }];
      })
      .sort((a, b) => b.path.length - a.path.length)[0];
    return holding ? { relative: holding.relative, root: holding.root } : { root: 'none' };
  };

  const named = (path: string): Name => {
    const { relative } = rooted(path);
    return { path, ...(relative === undefined ? {} : { relative }) };
  };

  const place = (absolute: string): Place => {
    const walked = walk(absolute);
    if (walked.state === 'unknown') return walked;
    const path = ground.caseInsensitive ? trueCase(walked.path) : walked.path;
    const aliases = walked.aliases.map((alias) => named(lexical('/', alias)));
    const held = rooted(path);
    const target = held.root === 'worktree' ? (inside(ground.root, path) ?? path) : undefined;
    return {
      state: 'known',
      path,
      type: walked.type,
      links: walked.links,
      ...held,
      ...(target === undefined ? {} : { target }),
      ...(aliases.length > 0 ? { aliases } : {}),
    };
  };

  return {
    locate: (raw, cwd) => {
      if (hasControl(raw)) return { raw, places: [{ state: 'unknown', why: 'it holds control characters' }] };
      if (/^~[^/]/.test(raw)) return { raw, places: [{ state: 'unknown', why: "it names another user's home" }] };
      const spelled = expandHome(raw, ground.home);
      const absolute = isAbsolute(spelled) ? spelled : `${cwd}/${spelled}`;
      const first = place(absolute);
      if (!absolute.split('/').includes('..')) return { raw, places: [first] };
      // a tool may remove `..` as text before it opens the file: where that reads differently, both must be granted
      const second = place(lexical('/', absolute));
      const same = first.state === 'known' && second.state === 'known' && first.path === second.path;
      // the kernel cannot open it, so only the tool's own reading can do anything
      if (first.state === 'unknown' && first.why === BELOW_ABSENT) return { raw, places: [second] };
      return { raw, places: same ? [first] : [first, second] };
    },
  };
}

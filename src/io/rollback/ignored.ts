import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unfitName } from '../../core/rollback/plan.ts';
import { type GitCall, git } from '../git.ts';
import { rawPaths } from '../raw-path.ts';
import { contentOf, inBatches, sizesOf } from './objects.ts';
import { writeBlob } from './write.ts';

/** A path that is ignored whatever the rules are: git says nothing but an exit code where nothing is ignored. */
const ALWAYS = '.twoloops-ignored';

/**
 * Which of these paths the ignore rules of a tree leave out. What was ignored when a tree was taken is not in it, so that
 * its absence there says nothing. `scratch` is a folder of its own, and is removed.
 */
export function ignoredIn(call: GitCall, tree: string, paths: readonly string[], scratch: string, format: string): ReadonlySet<string> {
  const fit = paths.filter((path) => unfitName(path) === undefined);
  if (fit.length === 0) return new Set();
  try {
    mkdirSync(join(scratch, ALWAYS), { recursive: true, mode: 0o700 });
    writeFileSync(join(scratch, ALWAYS, '.gitignore'), '*\n');
    writeRules(call, tree, scratch, format);
    // as `./x`: a name may begin like magic of pathspecs, which this command takes and cannot be told not to
    const input = Buffer.from([...fit, `${ALWAYS}/x`].map((path) => `./${path}\0`).join(''), 'latin1');
    const there = { ...call, workTree: scratch, cwd: scratch, index: join(scratch, ALWAYS, 'index'), input };
    return new Set<string>(rawPaths(git(there, 'check-ignore', '--no-index', '-z', '--stdin')).map((path) => path.slice(2)));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function writeRules(call: GitCall, tree: string, scratch: string, format: string): void {
  const rules = ignoreFiles(call, tree);
  const sizes = sizesOf(
    call,
    rules.map((rule) => rule.id),
  );
  const held = rules.filter((rule) => sizes.has(rule.id));
  for (const batch of inBatches(held, (rule) => sizes.get(rule.id) ?? 0)) {
    const content = contentOf(
      call,
      batch.map((rule) => rule.id),
      format,
    );
    for (const { path, mode, id } of batch) writeBlob(scratch, path, { mode, id }, content.get(id) ?? Buffer.alloc(0));
  }
}

function ignoreFiles(call: GitCall, tree: string): readonly { readonly path: string; readonly mode: string; readonly id: string }[] {
  return rawPaths(git(call, 'ls-tree', '-r', '-z', '--full-tree', tree)).flatMap((line) => {
    const tab = line.indexOf('\t');
    const path = line.slice(tab + 1);
    const [mode = '', , id = ''] = line.slice(0, tab).split(' ');
    const rules = /(?:^|\/)\.gitignore$/.test(path) && mode.startsWith('100') && unfitName(path) === undefined;
    return rules ? [{ path, mode, id }] : [];
  });
}

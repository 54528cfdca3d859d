import type { FileDiff } from '../../schema/file-diff.ts';
import type { Weakened } from '../../schema/review.ts';
import type { TestCase } from './cases.ts';
import type { Changed } from './side.ts';
import { isNamedTest } from './test-files.ts';

/** Tests of one file that are named; the others are counted. */
const MOST_NAMED = 20;

/** Tests that are nowhere any more: of a deleted file in one line, of others each. */
export function deletedTests(changes: readonly Changed[], gone: readonly TestCase[], unread: readonly FileDiff[]): readonly Weakened[] {
  const byPath = grouped(gone);
  const found = changes.flatMap(({ diff, before }): readonly Weakened[] => {
    const own = byPath.get(diff.path) ?? [];
    if (diff.status !== 'deleted') return named(diff.path, own);
    if (own.length > 0)
      return [
        { path: diff.path, kind: 'deleted', text: `test file deleted: ${own.length} of its ${before.cases.length} tests are nowhere else` },
      ];
    const unknown = before.cases.length === 0 && isNamedTest(diff.path) && !/conftest\.py$/.test(diff.path) && /\w/.test(before.views.code);
    return unknown && !standsElsewhere(before.views.raw, changes)
      ? [{ path: diff.path, kind: 'deleted', text: 'test file deleted; which tests it had is not known' }]
      : [];
  });
  const blind = unread.filter(({ path, status }) => status === 'deleted' && isNamedTest(path));
  return [...found, ...blind.map(({ path }): Weakened => ({ path, kind: 'deleted', text: 'test file deleted; its text was not read' }))];
}

function grouped(cases: readonly TestCase[]): ReadonlyMap<string, readonly TestCase[]> {
  const byPath = new Map<string, TestCase[]>();
  for (const one of cases) {
    const list = byPath.get(one.path);
    if (list) list.push(one);
    else byPath.set(one.path, [one]);
  }
  return byPath;
}

function named(path: string, gone: readonly TestCase[]): readonly Weakened[] {
  const shown = gone
    .slice(0, MOST_NAMED)
    .map(({ name, line }): Weakened => ({ path, kind: 'deleted', text: `test \`${name.slice(0, 100)}\` of line ${line} before` }));
  const more = gone.length - shown.length;
  return more > 0 ? [...shown, { path, kind: 'deleted', text: `${more} more tests` }] : shown;
}

/** Whether most of its lines came with an added file. */
function standsElsewhere(text: string, changes: readonly Changed[]): boolean {
  const lines = [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '');
  return changes.some(({ diff, after }) => {
    if (diff.status !== 'added') return false;
    const there = new Set(after.lines.raw.map((line) => line.trim()));
    return lines.filter((line) => there.has(line)).length * 2 >= lines.length;
  });
}

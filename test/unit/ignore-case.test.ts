import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Ruling } from '../../src/core/judged.ts';
import { judge } from '../../src/index.ts';
import { repository, scopeText } from '../support/repository.ts';
import { rulingOf } from '../support/ruling.ts';

// such file systems are not to be had on every machine that tests: the fact is passed in
const on = (ignoring: boolean) => {
  const root = repository({ 'src/a.ts': 'a', 'billing/b.ts': 'b' });
  const ruling = rulingOf(root, scopeText({ forbidden: '["billing/**"]' }));
  const judged: Ruling = { ...ruling, ground: { ...ruling.ground, caseInsensitive: ignoring } };
  return (path: string, tool = 'Write') => {
    const { verdict, findings } = judge(judged, {
      tool,
      input: { file_path: path.startsWith('/') ? path : join(root, path), content: '' },
      cwd: root,
    });
    return findings[0]?.code ?? verdict;
  };
};

describe('where the file system ignores case', () => {
  it('a grant holds in any case, and so does the repository itself', () => {
    expect(on(true)('SRC/b.ts')).toBe('allow');
    expect(on(false)('SRC/b.ts')).toBe('EDIT_OUTSIDE_SCOPE');
    const write = on(true);
    expect(write('src/../SRC/b.ts')).toBe('allow');
  });

  it.each([true, false])('a denial holds in any case (ignoring: %s)', (ignoring) => {
    const write = on(ignoring);
    expect(write('BILLING/b.ts')).toBe('FORBIDDEN');
    expect(write('billing/B.TS', 'Read')).toBe('FORBIDDEN');
    expect(write('.Claude/SETTINGS.json')).toBe('PROTECTED');
    expect(write('.GIT/hooks/pre-commit')).toBe('PROTECTED');
    expect(write('.Git/TwoLoops/runs/x/events.jsonl', 'Read')).toBe('RUN_DIRECTORY');
  });
});

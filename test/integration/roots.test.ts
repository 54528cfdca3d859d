import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/index.ts';
import { cli } from '../support/hooks.ts';
import { put, repository, scopeText, temporaryFolder } from '../support/repository.ts';
import { rulingOf } from '../support/ruling.ts';

const verdicts = (root: string, scope: Readonly<Record<string, string>>) => {
  const ruling = rulingOf(root, scopeText(scope));
  return (tool: string, path: string) => {
    const { verdict, findings, accesses, uses } = judge(ruling, { tool, input: { file_path: path, content: '' }, cwd: root });
    return { said: findings[0]?.code ?? verdict, target: accesses.at(-1)?.target, grant: uses.at(-1)?.grant };
  };
};

describe('places outside the repository', () => {
  it('another repository is judged by the same globs and named by its own path', () => {
    const root = repository();
    const other = repository({ 'src/o.ts': 'o', 'billing/b': 'b' });
    const ask = verdicts(root, { repos: `["${other}"]`, forbidden: '["billing/**"]' });
    expect(ask('Write', join(other, 'src/o.ts'))).toMatchObject({ said: 'allow', target: join(other, 'src/o.ts') });
    expect(ask('Write', join(other, 'x.ts')).said).toBe('EDIT_OUTSIDE_SCOPE');
    expect(ask('Read', join(other, 'billing/b')).said).toBe('FORBIDDEN');
    expect(ask('Write', join(other, '.git/config')).said).toBe('PROTECTED');
  });

  it('scratch may be read and written, through no link that leads out of it, and never where it is protected', () => {
    const root = repository();
    const scratch = temporaryFolder();
    put(scratch, { out: '-> /etc', 'a.txt': 'a' });
    const ask = verdicts(root, { scratch: `["${scratch}/**"]` });
    expect(ask('Write', join(scratch, 'deep/new.txt'))).toMatchObject({ said: 'allow', grant: expect.stringMatching(/ scratch$/) });
    expect(ask('Read', join(scratch, 'a.txt')).said).toBe('allow');
    expect(ask('Write', join(scratch, 'out/passwd')).said).toBe('OUTSIDE_REPOSITORY');
    expect(ask('Write', join(scratch, '.claude/settings.json')).said).toBe('PROTECTED');
  });

  it('scratch that holds the repository does not open it', () => {
    const root = repository({ 'src/a.ts': 'a' });
    const ask = verdicts(root, { scratch: `["${join(root, '..')}/**"]` });
    expect(ask('Write', join(root, 'x.ts')).said).toBe('EDIT_OUTSIDE_SCOPE');
    expect(ask('Write', join(root, '..', 'elsewhere.txt')).said).toBe('allow');
  });

  it('an absolute grant and one in the home folder hold where they really lead', () => {
    const root = repository();
    const outside = temporaryFolder();
    put(outside, { 'notes/n.md': 'n', linked: '-> notes' });
    const ask = verdicts(root, { read: `{ allow: ["${outside}/linked/**", "~/docs/**"], deny: [] }` });
    expect(ask('Read', join(outside, 'notes/n.md')).said).toBe('allow');
    expect(ask('Read', join(outside, 'linked/n.md')).said).toBe('allow');
    expect(ask('Read', join(outside, 'other.md')).said).toBe('OUTSIDE_REPOSITORY');
    expect(ask('Read', '~/docs/d.md').said).toBe('allow');
    expect(ask('Read', '~/other.md').said).toBe('OUTSIDE_REPOSITORY');
  });
});

describe('doctor', () => {
  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    [
      'hooks that are switched off',
      { '.claude/settings.local.json': '{"disableAllHooks":true}' },
      /settings\.local\.json: `disableAllHooks`/,
    ],
    [
      'a value that drops the file',
      { '.claude/settings.local.json': '{"env":5}' },
      /`env` is no object, so the client drops the whole file/,
    ],
    ['settings without our hooks', { '.claude/settings.json': '{}' }, /the hook for PreToolUse is missing or changed/],
    [
      'a handler that was weakened',
      { '.claude/settings.json': '{"hooks":{"PreToolUse":[{"matcher":"Bash","hooks":[]}]}}' },
      /the hook for PreToolUse is missing/,
    ],
    [
      'a hook that lets everything through',
      { '.claude/twoloops/hooks/pre-tool-use.cjs': 'process.exit(0)' },
      /self-test: (SessionStart|a change of the settings was not refused)/,
    ],
  ])('finds %s', (_name, files, why) => {
    const root = repository({ '.claude/scope.yaml': scopeText() });
    cli(root, ['init']);
    expect(cli(root, ['doctor']).status).toBe(0);
    put(root, files);
    const { status, stdout } = cli(root, ['doctor', '--json']);
    const said = JSON.parse(stdout) as { guarded: boolean; findings: { level: string; text: string }[] };
    expect({ status, guarded: said.guarded }).toEqual({ status: 1, guarded: false });
    expect(
      said.findings
        .filter((finding) => finding.level === 'bad')
        .map((finding) => finding.text)
        .join('\n'),
    ).toMatch(why);
  });

  it('says that nothing is installed', () => {
    expect(cli(repository(), ['doctor'])).toMatchObject({ status: 1, stdout: expect.stringContaining('run `twoloops init`') });
  });
});

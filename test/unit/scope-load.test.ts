import { describe, expect, it } from 'vitest';
import { loadScope } from '../../src/core/scope/load.ts';
import { scopeText } from '../support/repository.ts';

const context = { home: '/home/u', realFolder: (path: string) => path, file: '.claude/scope.yaml', digest: 'd', repo: () => undefined };
const load = (text: string) => loadScope(text, context);
const good = scopeText();

describe('a good scope', () => {
  it('knows the line and column of every grant', () => {
    const { frozen, errors } = load(
      scopeText({ edit: '{ allow: ["src/**", "test/**"], deny: ["src/keys.ts"] }', forbidden: '["billing/**"]' }),
    );
    expect(errors).toEqual([]);
    expect(frozen?.edit.allow.map((rule) => rule.place)).toEqual([
      '.claude/scope.yaml:6:17 edit.allow',
      '.claude/scope.yaml:6:27 edit.allow',
    ]);
    expect(frozen?.edit.deny[0]?.place).toBe('.claude/scope.yaml:6:46 edit.deny');
    expect(frozen?.forbidden[0]?.place).toBe('.claude/scope.yaml:7:13 forbidden');
  });

  it.each([
    ['a byte order mark', `\uFEFF${good}`],
    ['CRLF', good.replaceAll('\n', '\r\n')],
    ['comments and blank lines', `# a comment\n\n${good}\n# the end\n`],
  ])('may have %s', (_name, text) => {
    expect(load(text).errors).toEqual([]);
    expect(load(text).frozen?.task).toBe('Fix the login timeout');
  });

  it('takes every field of the design', () => {
    const { errors, warnings } = load(
      scopeText({
        agent: '{ name: claude-code/bug-fix, models: ["*opus*"] }',
        commands: '{ allow: [npm test, "git commit *"], ask: ["npm install *"] }',
        network: '[docs.example.com]',
        mcp: '{ github: { source: project, allow: ["get_*"], ask: [add], resources: ["repo://docs/**"], args: { search: { collection: ["public-*"] } } } }',
        scratch: '["/tmp/**"]',
        delegate: '{ agents: [Explore], remote: true, schedule: true }',
        skills: '[a]',
        workflows: '[b]',
        tools: '[MyTool]',
        data: '{ allow: [public] }',
        stop: '{ denials: 5, failed_tests: 3, files_changed: 20, lines_changed: 400, tool_calls: 300, minutes: 60, tokens: 9, cost_usd: 5, touches: ["**/m/**"], commands: ["git push *"], data: [customer], secrets: 1, unattributed_changes: 1 }',
        evidence: '[{ run: npm test, name: tests }, rollback]',
        enforce: 'observe',
        outside: 'ask',
        in_scope: 'approve',
      }),
    );
    expect(errors).toEqual([]);
    expect(warnings, 'every field is held').toEqual([]);
  });
});

/** Each: what is wrong, the text, the error that a person sees. */
const BAD: readonly (readonly [string, string, RegExp])[] = [
  ['an unknown key', `${good}alow: 1\n`, /^\.claude\/scope\.yaml:7:1: unknown key `alow`: known here: version/],
  ['an unknown key with a near one', good.replace('deny: []', 'denny: []'), /:5:24: unknown key `denny`: did you mean `deny`\?/],
  ['a wrong version', good.replace('version: 1', 'version: 2'), /:1:10: `version`: found `2`, expected `1`, for example `version: 1`/],
  [
    'a missing owner',
    good.replace('owner: owner@example.com\n', ''),
    /:1:1: `owner`: missing: expected text, for example `owner: owner@example\.com`/,
  ],
  ['a negation that is none', `${good}forbidden: ["secrets/[!.]*"]\n`, /:7:13: `secrets\/\[!\.\]\*` in `forbidden` holds `\[!…\]`/],
  ['a range that is none', `${good}forbidden: ["log{1..12}"]\n`, /:7:13: .*holds a range in braces/],
  ['the same key twice', `${good}task: again\n`, /:7:1: the same key twice: keep one/],
  ['an anchor', good.replace('task: ', 'task: &a '), /:2:10: an anchor/],
  ['an alias', `${good.replace('task: ', 'task: &a ')}tools: [*a]\n`, /:7:9: an alias/],
  ['a merge key', `${good}stop: { <<: { denials: 1 } }\n`, /merge key|unknown key `<<`/],
  ['a tag', `${good}tools: !!js/x [a]\n`, /:7:15: a tag/],
  ['a tab', `${good}stop:\n\tdenials: 1\n`, /:8:1: a tab in the indentation: YAML takes spaces only/],
  ['a second document', `${good}---\nversion: 1\n`, /a second document/],
  ['nothing', '', /:1:1: the file is empty/],
  ['only a comment', '# scope\n', /:1:1: /],
  ['a list', '- 1\n', /:1:1: the file is no mapping/],
  ['a broken flow', 'version: 1\ntask: [', /:2:8: /],
  ['1 MB', `${good}# ${'x'.repeat(1024 * 1024)}\n`, /:1:1: larger than 256 KB: found 1024 KB/],
  ['a negated grant', good.replace('src/**', '!src/**'), /:6:17: `!src\/\*\*` in `edit\.allow` starts with `!`/],
  ['a glob that climbs', good.replace('src/**', '../x/**'), /:6:17: `\.\.\/x\/\*\*` in `edit\.allow` holds `\.\.`/],
  ['a backslash', good.replace('"src/**"', "'src\\*'"), /holds a backslash/],
  ["another user's home", good.replace('src/**', '~other/x'), /another user's home/],
  ['a number for a glob', good.replace('"src/**"', '5'), /:6:17: `edit\.allow\[0\]`: found `5`, expected text/],
  ['text for a number', `${good}stop: { denials: "5" }\n`, /:7:18: `stop\.denials`: found text `5`, expected a/],
  ['a limit of nothing', `${good}stop: { denials: 0 }\n`, /:7:18: `stop\.denials`: found `0`, expected a number above 0/],
  [
    'a command of two',
    `${good}commands: { allow: ["npm test; ls"] }\n`,
    /:7:21: `npm test; ls` in `commands\.allow` is not one plain command: it holds `;`/,
  ],
  ['scratch in the repository', `${good}scratch: [build]\n`, /:7:11: `build` in `scratch` lies inside the repository/],
  ['a repository that is not there', `${good}repos: [../other]\n`, /:7:9: `\.\.\/other` in `repos` is no folder/],
  ['a layer that this version lacks', `${good}require: os\n`, /:7:10: `require: os`/],
  ['a bad evidence entry', `${good}evidence: [{ rn: x }]\n`, /:7:12: `evidence\[0\]`/],
  ['a word that is none', `${good}enforce: maybe\n`, /:7:10: `enforce`: found text `maybe`, expected `deny` or `observe`/],
];

describe('a bad scope', () => {
  it.each(BAD)('%s is refused with its place', (_name, text, error) => {
    const loaded = load(text);
    expect(loaded.frozen).toBeUndefined();
    expect(loaded.errors.join('\n')).toMatch(error);
    expect(loaded.errors[0]).toMatch(/^\.claude\/scope\.yaml:\d+:\d+: /);
  });
});

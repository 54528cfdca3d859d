import { describe, expect, it } from 'vitest';
import { coveringHost, hostRule } from '../../src/core/network.ts';
import { commandRule } from '../../src/core/scope/words.ts';
import { covers } from '../../src/core/shell/grant.ts';
import type { ExecuteIntent } from '../../src/schema/access.ts';
import type { HostRule } from '../../src/schema/frozen.ts';

const covered = (grant: string, line: string, more: Partial<ExecuteIntent> = {}): boolean => {
  const made = commandRule(grant, 'p');
  if ('problem' in made) throw new Error(made.problem);
  return covers(made.rule, { kind: 'execute', argv: line.split(' '), ...more });
};

describe('a command grant', () => {
  it.each([
    ['npm test', 'npm test', true],
    ['npm test', 'npm test x', false],
    ['npm test', 'npm', false],
    ['npm test *', 'npm test', true],
    ['npm test *', 'npm test a b', true],
    ['npm run test:*', 'npm run test:unit', true],
    ['npm run test:*', 'npm run test:unit x', false],
    ['npm run test:* *', 'npm run test:unit x', true],
    ['npm run {lint,build}', 'npm run build', true],
    ['npm run {lint,build}', 'npm run test', false],
    ['git * x', 'git a x', true],
    ['git * x', 'git a b x', false],
    ['*', 'anything at all', true],
    ["echo '*'", 'echo *', true],
    ["echo '*'", 'echo a', false],
    ['cp src/* lib/*', 'cp src/a/b lib/c', true],
  ])('%s over %s: %s', (grant, line, expected) => expect(covered(grant, line)).toBe(expected));

  it('leaves words that run code or cannot be taken back to the same word', () => {
    expect(covered('git *', 'git push --force', { literal: [2] })).toBe(false);
    expect(covered('git push *', 'git push --force', { literal: [2] })).toBe(false);
    expect(covered('git push --force *', 'git push --force origin', { literal: [2] })).toBe(true);
    expect(covered('git push --force *', 'git push --forc', { literal: [2] })).toBe(false);
    expect(covered('*', 'bash', { whole: true })).toBe(false);
    expect(covered('bash', 'bash', { whole: true })).toBe(true);
  });

  it('names the assignments that it covers', () => {
    const env = { env: ['NODE_OPTIONS=--inspect'] };
    expect(covered('npm test', 'npm test', env)).toBe(false);
    expect(covered('* *', 'npm test', env)).toBe(false);
    expect(covered('NODE_OPTIONS=--inspect npm test', 'npm test', env)).toBe(true);
    expect(covered('NODE_OPTIONS=--other npm test', 'npm test', env)).toBe(false);
    expect(covered('NODE_OPTIONS=--inspect npm test', 'npm test')).toBe(true);
  });

  it('is matched on what is left where global options were passed over', () => {
    expect(covered('git log', 'git --no-pager log', { as: ['git', 'log'] })).toBe(true);
  });

  it('by exact text covers that text alone', () => {
    expect(covered('Get-ChildItem -Recurse | Measure-Object', 'x', { exact: 'Get-ChildItem -Recurse | Measure-Object' })).toBe(true);
    expect(covered('Get-ChildItem -Recurse | Measure-Object', 'x', { exact: 'Get-ChildItem  -Recurse | Measure-Object' })).toBe(false);
    expect(covered('Get-ChildItem *', 'Get-ChildItem x')).toBe(false);
    expect(covered('*', 'x', { exact: 'Remove-Item x' })).toBe(false);
  });

  it.each(['npm test; ls', 'npm test *; ls', 'echo $(x) *', 'a | b *', '', 'a{b,c}{d,e}'.repeat(9)])(
    'that is no plain command is an error: %s',
    (text) => {
      expect(commandRule(text, 'p')).toHaveProperty('problem');
    },
  );
});

const rules = (...texts: readonly string[]): readonly HostRule[] =>
  texts.map((text) => {
    const made = hostRule(text, 'p');
    if ('problem' in made) throw new Error(`${text} ${made.problem}`);
    return made.rule;
  });

describe('a host grant', () => {
  it.each([
    ['docs.example.com', 'docs.example.com', 443, true],
    ['docs.example.com', 'DOCS.example.com.', 443, true],
    ['docs.example.com', 'x.docs.example.com', 443, false],
    ['docs.example.com', 'docs.example.com.evil.test', 443, false],
    ['*.example.com', 'a.b.example.com', 80, true],
    ['*.example.com', 'example.com', 80, false],
    ['*.example.com', 'badexample.com', 80, false],
    ['example.com:8080', 'example.com', 8080, true],
    ['example.com:8080', 'example.com', 443, false],
    ['https://example.com', 'example.com', 443, true],
    ['https://example.com', 'example.com', 80, false],
    ['bücher.example', 'xn--bcher-kva.example', 443, true],
    ['127.0.0.1', '127.1', 80, true],
    ['127.0.0.1', 'localhost', 80, false],
    ['[::1]', '[0:0:0:0:0:0:0:1]', 80, true],
  ])('%s over %s:%s is %s', (grant, host, port, expected) => expect(coveringHost(rules(grant), host, port) !== undefined).toBe(expected));

  it.each(['', 'a b', 'https://example.com/path', 'user@example.com', '*', 'a.*.com', '*.10.0.0.1', 'exa mple'])(
    'that is none is an error: %s',
    (text) => {
      expect(hostRule(text, 'p')).toHaveProperty('problem');
    },
  );
});

import { isTestFile } from '../weakened/test-files.ts';
import { contradicted, type Judge, notCheckable, numberOf, plural, some, supported } from './hit.ts';
import { against } from './judge-changes.ts';
import { outcome, runsOf, said } from './runs.ts';

/** Kinds of the packet that change what is installed by name. */
const DECLARED = new Set(['added', 'install script', 'registry']);

export const noDependencies: Judge = ({ match, sentence }, { dependencies }) => {
  if (dependencies === undefined) return notCheckable('which dependencies changed is not known');
  if (dependencies.length === 0) return supported('no manifest or lockfile names another dependency than before');
  const any = /unchanged|dependency changes|chang|updat|touch|modif/i.test(match[0]) && !/\bnew\b/i.test(sentence.text);
  const against = any ? dependencies : dependencies.filter(({ kind }) => DECLARED.has(kind) && kind === 'added');
  const names = (list: typeof dependencies): string => some(list.map(({ name, kind }) => `${name}: ${kind}`));
  if (against.length > 0) return contradicted(`changed: ${names(against)}`);
  return notCheckable(`none was added by a manifest, but others changed: ${names(dependencies)}`);
};

export const testsUnchanged: Judge = ({ sentence }, { changed, weakened }) => {
  if (changed === undefined) return notCheckable('what changed is not known');
  const tests = changed.filter(({ path }) => isTestFile(path));
  if (tests.length === 0) return supported('no test file is among the changed paths');
  if (!/\bexisting\b/i.test(sentence.text)) return against(tests, 'test files changed');
  const old = tests.filter(({ status }) => status !== 'added');
  const cut = old.filter(({ removed }) => removed !== 0);
  if (old.length === 0) return supported('test files were only added');
  if (cut.length > 0) return against(cut, 'existing test files lost or changed lines');
  if (weakened === undefined || weakened.some(({ path }) => old.some((change) => change.path === path)))
    return notCheckable('existing test files only got lines, but these may weaken them');
  return supported('existing test files only got lines');
};

/** Which findings a word speaks of. */
const SPOKEN: readonly (readonly [RegExp, readonly string[]])[] = [
  [/skip|disabl/i, ['skipped', 'focused']],
  [/remov|delet/i, ['deleted']],
  [/weak|loosen|relax/i, ['deleted', 'skipped', 'focused', 'fewer assertions', 'trivial assertion', 'loosened', 'ignored failure']],
];

export const testsNotWeakened: Judge = ({ match }, facts) => {
  if (facts.weakened === undefined) return notCheckable('whether tests were weakened is not known');
  const kinds = new Set(SPOKEN.flatMap(([word, list]) => (word.test(match[0]) ? list : [])));
  const found = facts.weakened.filter(({ kind }) => kinds.has(kind));
  if (found.length > 0) return contradicted(`found in the diff: ${some(found.map(({ path, kind }) => `${path}: ${kind}`))}`);
  const skipping = runsOf('tests', facts).findLast(({ counts }) => (counts?.skipped ?? 0) > 0);
  if (/skip/i.test(match[0]) && skipping)
    return notCheckable(`the diff shows none newly skipped, but a run skipped some: ${said(skipping)}`);
  return supported('the diff shows none');
};

export const testAdded: Judge = ({ match }, { changed }) => {
  if (changed === undefined) return notCheckable('what changed is not known');
  const grown = changed.filter(({ path, added, status }) => isTestFile(path) && status !== 'deleted' && added !== 0);
  const count = numberOf(match.groups?.['n']) ?? 1;
  if (grown.length === 0) {
    // Rust keeps unit tests beside the code, and other languages are not known
    const beside = changed.filter(({ path }) => !/\.(?:[mc]?[jt]sx?|py|go|java|kt|rb|md)$/.test(path));
    return beside.length > 0
      ? notCheckable(`no test file got lines; tests may stand in ${some(beside.map(({ path }) => path))}`)
      : contradicted('no test file was added or got lines');
  }
  const lines = grown.reduce((sum, { added = 0 }) => sum + added, 0);
  const known = grown.every(({ added }) => added !== undefined);
  const evidence = `${some(grown.map(({ path }) => path))}: ${known ? `${plural(lines, 'line')} added` : 'lines not counted'}`;
  if (count === 1) return supported(evidence);
  return known && lines < count ? contradicted(evidence) : notCheckable(`${evidence}; how many tests that makes is not counted`);
};

export const committed: Judge = (_hit, { commits }) => {
  if (commits === undefined) return notCheckable('whether commits were made is not known');
  return commits > 0 ? supported(`${plural(commits, 'commit')} made`) : contradicted('no commit was made');
};

export const notCommitted: Judge = (_hit, { commits }) => {
  if (commits === undefined) return notCheckable('whether commits were made is not known');
  return commits > 0 ? contradicted(`${plural(commits, 'commit')} made`) : supported('no commit was made');
};

export const noDenials: Judge = (_hit, { denials }) =>
  denials > 0 ? contradicted(`${plural(denials, 'call')} denied`) : supported('no call was denied');

/** A command in a code span, against the commands that ran: alone, with more arguments, or within a longer line. */
export const ran: Judge = ({ sentence, match, after }, facts) => {
  const command = (sentence.codes[Number(match.groups?.['code'])] ?? '').replace(/^\$\s+/, '');
  if (!/^[\w./-]+(?: |$)/.test(command) || /[()]/.test(command.split(' ')[0] ?? '')) return undefined;
  const run = [...facts.commands, ...facts.runs].findLast((one) => ` ${one.command} `.includes(` ${command} `));
  if (run === undefined) return notCheckable(`no such command is recorded: \`${command}\``);
  const succeeded = /^\W*(?:(?:and|which|it|that|now|all)\s+){0,3}(?:succe|pass|success|clean|without (?:errors|issues))/i.test(after);
  if (!succeeded) return supported(`run: ${said(run)}`);
  const result = outcome(run);
  if (result === 'passed') return supported(`run and passed: ${said(run)}`);
  return result === 'failed'
    ? contradicted(`its last run failed: ${said(run)}`)
    : notCheckable(`run, but not ended as passed: ${said(run)}`);
};

import type { Step } from './chain.ts';
import { isSure } from './segments.ts';

/** Commands that read and change no file of the work tree, by their first words, unless one of the other words makes them. */
const READING: readonly { readonly words: readonly string[]; readonly unless?: RegExp }[] = [
  { words: ['tsc', '--noEmit'] },
  { words: ['eslint'], unless: /^(?:--fix.*|-o|--output-file.*|--cache.*|--init|--suppress.*|--prune.*)$/ },
  { words: ['biome', 'ci'] },
  { words: ['biome', 'check'], unless: /^--(?:write|fix|apply.*|unsafe)/ },
  { words: ['biome', 'lint'], unless: /^--(?:write|fix|apply.*|unsafe|suppress)/ },
  { words: ['prettier', '--check'], unless: /^(?:-w|--write)$/ },
  { words: ['ruff', 'check'], unless: /^(?:--fix.*|--add-noqa|--unsafe-fixes|-o.*|--output-file.*)$/ },
  { words: ['mypy'], unless: /^--(?:install-types|.*report.*|junit-xml.*)$/ },
  { words: ['git', 'status'] },
  { words: ['git', 'add'] },
  { words: ['git', 'diff'], unless: /^(?:--output.*|--ext-diff)$/ },
  { words: ['git', 'log'], unless: /^(?:--output.*|--ext-diff)$/ },
];

/** Words that make a checking command write: where one is seen, it does not matter that the command is owed. */
const WRITING = /^(?:--fix(?:$|[=-].*)|--write|-w|--apply.*|--in-place|--update.*|-u)$/;

/** Whether a command leaves the files of the work tree as they are, as far as a test's evidence is concerned. `isTest` knows the tests. */
export function changesNothing(step: Step, isTest: (step: Step) => boolean): boolean {
  if (isSure(step)) return true;
  if (step.writes || writes(step)) return false;
  if (isTest(step)) return true;
  const { argv, inner } = step;
  if (inner) return inner.steps.every((one) => changesNothing(one, isTest));
  return READING.some(({ words, unless }) => words.every((word, at) => argv[at] === word) && !argv.some((word) => unless?.test(word)));
}

const writes = ({ argv, inner }: Step): boolean => argv.some((word) => WRITING.test(word)) || (inner?.steps.some(writes) ?? false);

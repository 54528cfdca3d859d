import { type Chain, chainOf, realSteps, type Scripts, type Step, stepOf } from './run-line/chain.ts';
import { changesNothing } from './run-line/no-change.ts';
import { runsTests } from './run-line/runners.ts';
import { isSure } from './run-line/segments.ts';
import { unwrapped } from './run-line/wrappers.ts';

/** A line of owed evidence that a shell line runs, and what the line's exit code says of it. */
export interface OwedRun {
  readonly name: string;
  /**
   * `either`: the line's exit code is the command's. `ok only`: exit 0 says that it ran and ended with 0; any other exit
   * code says nothing of it, not even that it ran.
   */
  readonly when: 'either' | 'ok only';
}

interface Owed {
  readonly name: string;
  readonly argv: readonly string[];
}

/**
 * Names the owed commands that a line runs: word for word, through wrappers that change nothing, as part of a list with `&&`,
 * and by a script of package.json that is written there. More or fewer words than owed are another command, but for options
 * that only change what is printed.
 *
 * `yarn test` is not an owed `npm test`: managers differ in hooks, resolution and environment, and the scope's owner
 * named one. An owed `vitest run` names none: any manager's script may run it. `root`: the repository, so that
 * `cd ROOT && …` is read.
 */
export function owedByWords(owed: readonly Owed[], line: string, scripts: Scripts, root?: string): readonly OwedRun[] {
  const chain = owed.length === 0 ? undefined : chainOf(line, scripts, root);
  if (!chain) return [];
  const keys = owed.map(({ argv }) => stepOf(unwrapped(argv) ?? argv, scripts).key);
  const isTest = (step: Step): boolean => keys.includes(step.key) || runsTests(step.argv);
  return owed.flatMap(({ name }, at): OwedRun[] => {
    const when = whenIn(chain, keys[at] ?? '', isTest);
    return when === undefined ? [] : [{ name, when }];
  });
}

/**
 * How a chain's exit code speaks for a command; undefined where the command is not in it. What runs behind it must leave
 * the files alone: else the tree after the line is not the one it ran on. What runs before a script must, too: it could
 * rewrite the script.
 */
function whenIn(chain: Chain, key: string, isTest: (step: Step) => boolean): OwedRun['when'] | undefined {
  const { steps, hooked } = chain;
  const quiet = steps.map((step) => changesNothing(step, isTest));
  const firstLoud = quiet.includes(false) ? quiet.indexOf(false) : steps.length;
  const lastLoud = quiet.lastIndexOf(false);
  const found = steps.flatMap((step, at) => {
    if (at < lastLoud) return [];
    if (step.key === key) return 'either';
    return step.inner && at <= firstLoud ? (whenIn(step.inner, key, isTest) ?? []) : [];
  });
  if (found.length === 0) return undefined;
  return !hooked && realSteps(chain).length === 1 && found.includes('either') ? 'either' : 'ok only';
}

/**
 * The text of a line that runs tests by a usual runner or by a script that is one, so that its exit code is theirs; two
 * spellings of one run have the same text. Undefined for everything else.
 */
export function testRun(line: string, scripts: Scripts, root?: string): string | undefined {
  const chain = chainOf(line, scripts, root);
  const [step, ...more] = chain ? realSteps(chain) : [];
  return step && more.length === 0 && isTestStep(step) ? step.text : undefined;
}

/** A script named `test` runs tests by its name; another one by what it consists of. */
function isTestStep({ argv, key, inner }: Step): boolean {
  if (runsTests(argv) || /^\["script","\w+","test(?::[\w:.-]+)?"/.test(key)) return true;
  const [step, ...more] = inner && !inner.hooked ? inner.steps.filter((one) => !isSure(one)) : [];
  return step !== undefined && more.length === 0 && isTestStep(step);
}

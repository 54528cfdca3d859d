import type { DiffLine } from '../../schema/file-diff.ts';
import type { Weakened } from '../../schema/review.ts';
import { type Changed, LONGEST_LINE, type Side } from './side.ts';

const CONFIG =
  /(?:^|\/)(?:package\.json|\.?(?:jest|vitest|vite|playwright|cypress|karma|ava|nyc|c8|wdio|stryker)(?:\.[\w-]+){0,2}\.(?:[cm]?[jt]s|jsonc?)|\.nycrc(?:\.json)?|\.c8rc\.json|\.mocharc\.\w+|pyproject\.toml|setup\.cfg|tox\.ini|pytest\.ini|\.coveragerc|\.?codecov\.ya?ml|\.simplecov|(?:spec|test|rails)_helper\.rb|build\.gradle(?:\.kts)?|pom\.xml|\.github\/workflows\/.+\.ya?ml|[Mm]akefile)$/;

interface Setting {
  readonly name: string;
  readonly pattern: RegExp;
  /** Which way is the looser one. */
  readonly looser: 'less' | 'more';
  readonly where: 'config' | 'tests';
  /** What it is where it is not set; undefined: not known. */
  readonly unset?: number;
}

const VALUE = '(\\d[\\d_]{0,12}(?:\\.\\d{1,6})?)';
const key = (names: string): RegExp => new RegExp(`(?<![\\w-])["']?(${names})["']?\\s*[:=]\\s*${VALUE}(?![\\w.])`);

const SETTINGS: readonly Setting[] = [
  {
    name: 'coverage',
    pattern: key('branches|functions|lines|statements|fail_under|fail-under|minimum_coverage|minimum'),
    looser: 'less',
    where: 'config',
  },
  {
    name: 'coverage',
    pattern: new RegExp(`(--cov-fail-under|--fail-under|<minimum>|minimum_coverage|--check-coverage --lines)[= ]?\\s*${VALUE}`),
    looser: 'less',
    where: 'config',
  },
  {
    name: 'timeout',
    pattern: key('timeout|testTimeout|hookTimeout|actionTimeout|navigationTimeout|defaultCommandTimeout'),
    looser: 'more',
    where: 'config',
  },
  {
    name: 'timeout',
    pattern: new RegExp(`(jest\\.setTimeout|this\\.timeout|mark\\.timeout|@Timeout)\\(\\s*${VALUE}`),
    looser: 'more',
    where: 'tests',
  },
  {
    name: 'timeout',
    pattern: new RegExp(`(?:\\b(?:it|test|describe)\\b.{0,300}|vi\\.setConfig.{0,100})\\b(timeout|testTimeout)\\s*:\\s*${VALUE}`),
    looser: 'more',
    where: 'tests',
  },
  { name: 'retries', pattern: key('retries|retry|reruns|max_runs'), looser: 'more', where: 'config', unset: 0 },
  { name: 'retries', pattern: new RegExp(`(--retries|--retry|--reruns)[= ]${VALUE}`), looser: 'more', where: 'config', unset: 0 },
  {
    name: 'retries',
    pattern: new RegExp(`(jest\\.retryTimes|this\\.retries|mark\\.flaky)\\(\\s*(?:reruns\\s*=\\s*|max_runs\\s*=\\s*)?${VALUE}`),
    looser: 'more',
    where: 'tests',
    unset: 0,
  },
  {
    name: 'retries',
    pattern: new RegExp(`\\b(?:it|test|describe)\\b.{0,300}\\b(retry|retries)\\s*:\\s*${VALUE}`),
    looser: 'more',
    where: 'tests',
    unset: 0,
  },
];

interface Value {
  readonly key: string;
  readonly value: number;
  readonly line: number;
  readonly text: string;
}

/** Thresholds of coverage that went down or away, timeouts and retries that went up, by the order in which a file has them. */
export function loosenedSettings({ diff, test, before, after }: Changed): readonly Weakened[] {
  return SETTINGS.filter(({ where }) => (where === 'tests' ? test : CONFIG.test(diff.path))).flatMap((setting) => {
    const removed = values(setting, diff.removed, before);
    const added = values(setting, diff.added, after);
    const keys = [...new Set([...removed, ...added].map((one) => one.key))];
    return keys.flatMap((name) => {
      const [old, now] = [removed.filter((one) => one.key === name), added.filter((one) => one.key === name)];
      return compared(setting, name, old, now).map((found) => ({ path: diff.path, kind: 'loosened' as const, ...found }));
    });
  });
}

function compared(
  { looser, unset }: Setting,
  name: string,
  old: readonly Value[],
  now: readonly Value[],
): readonly { line?: number; text: string }[] {
  const looserThan = (a: number, b: number): boolean => (looser === 'less' ? a < b : a > b);
  const moved = now.flatMap(({ value, line }, i) => {
    const was = old[i]?.value ?? unset;
    return was !== undefined && looserThan(value, was) ? [{ line, text: `${name}: ${was} before, ${value} now` }] : [];
  });
  const gone = looser === 'less' && now.length === 0 ? old.map(({ value }) => ({ text: `${name}: ${value} before, not set now` })) : [];
  return [...moved, ...gone];
}

function values({ pattern }: Setting, lines: readonly DiffLine[], { lines: layers }: Side): readonly Value[] {
  return lines.flatMap(({ line, text }) => {
    const code = layers.code[line - 1] ?? '';
    if (text.length > LONGEST_LINE || /^\s*(?:#|\/\/|\*|<!--)/.test(text)) return [];
    const match = pattern.exec(text);
    const at = match ? match.index + match[0].length - 1 : 0;
    // the number itself must stand in code, not in a comment
    return match?.[1] !== undefined && code[at] === text[at]
      ? [{ key: match[1], value: Number(match[2]?.replaceAll('_', '')), line, text }]
      : [];
  });
}

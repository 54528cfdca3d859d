import type { Weakened } from '../../schema/review.ts';
import { keyOf, newSigns, type Sign, wordsOf } from './balance.ts';
import { type Changed, LONGEST_LINE, type Side } from './side.ts';

/** Files that say how tests are run. */
const PIPELINES =
  /(?:^|\/)(?:\.github\/(?:workflows|actions)\/.+\.ya?ml|action\.ya?ml|\.?gitlab-ci[^/]*\.ya?ml|\.circleci\/.+\.ya?ml|azure-pipelines[^/]*\.ya?ml|bitbucket-pipelines\.yml|\.travis\.yml|\.?cirrus\.yml|Jenkinsfile|\.buildkite\/.+\.ya?ml|package\.json|composer\.json|deno\.jsonc?|(?:GNU)?[Mm]akefile|[Jj]ustfile|Taskfile\.ya?ml|tox\.ini|noxfile\.py|pyproject\.toml|setup\.cfg|pom\.xml|build\.gradle(?:\.kts)?|Rakefile|Dockerfile[^/]*|\.husky\/[^/]+|\.pre-commit-config\.yaml|lefthook\.ya?ml|(?:jest|vitest|vite)\.config\.[cm]?[jt]s|[^/]+\.(?:sh|bash|mk))$/;
/** Programs and words whose failure is news. */
const CHECKS =
  /(?:^|[\s"'/:-])(?:tests?|spec|lint|checks?|verify|type-?check|tsc|vitest|jest|mocha|ava|pytest|tox|nox|unittest|eslint|biome|oxlint|ruff|mypy|pyright|flake8|pylint|rspec|rubocop|clippy|cargo (?:test|check|clippy|build|nextest)|go (?:vet|test|build)|mvnw?|gradlew?|phpunit|ctest|playwright|cypress|build)(?=$|[\s"':;&|)\]},.])/;
/** Commands that may fail on a clean machine and check nothing. */
const CHORES =
  /^(?:rm|mkdir|kill|pkill|killall|cp|mv|ln|grep|egrep|which|command|docker|echo|test|\[|cat|ls|find|touch|unset|pushd|popd|cd)\b/;

interface Rule {
  readonly name: string;
  readonly pattern: RegExp;
  /** Where it only tells something beside a check. */
  readonly when?: (line: string, match: RegExpExecArray, side: Side, at: number, path: string) => boolean;
}

const RULES: readonly Rule[] = [
  {
    name: 'or true',
    pattern: /\|\|\s*(?:true|:|\/bin\/true|exit 0|echo\b[^|&;]{0,80})\s*(?=$|["'`)\];}&|#\\])/,
    when: (line, match) => ofCheck(line.slice(0, match.index)),
  },
  {
    name: 'continue on error',
    pattern: /^\s*-?\s*continue-on-error:\s*['"]?(?:true|\$\{\{)/,
    when: (_line, _match, side, at) => stepChecks(side, at),
  },
  { name: 'allow failure', pattern: /^\s*-?\s*allow_failure:\s*true\b|\bignore_errors:\s*(?:true|yes)\b/ },
  { name: 'pass with no tests', pattern: /--pass-?[wW]ith-?[nN]o-?[tT]ests\b|\bpassWithNoTests["']?\s*:\s*true\b/ },
  { name: 'no verify', pattern: /\bgit\b.{0,200}\s--no-verify\b/ },
  {
    name: 'set +e',
    pattern: /^\s*(?:-\s+|run:\s+)?set\s+\+(?:e|o errexit)/,
    when: (_line, _match, side, at) =>
      !keepsStatus(side, at) && side.lines.raw.some((line) => line.length < LONGEST_LINE && CHECKS.test(line)),
  },
  {
    name: 'make ignores',
    pattern: /^\t[ \t]*@?-[ \t]*@?[\w./$]/,
    when: (line, _match, _side, _at, path) => /akefile$|\.mk$/.test(path) && ofCheck(line.replace(/^[\s@-]+/, '')),
  },
  {
    name: 'tests skipped',
    pattern:
      /-DskipTests\b(?!=false)|-Dmaven\.test\.skip\b(?!=false)|<(?:testFailureIgnore|skipTests)>\s*true|\bignoreFailures\s*=\s*true\b/,
  },
  { name: 'exit zero', pattern: /--exit-zero\b|--no-error-on-unmatched-pattern\b|--suppressTests\b/ },
];

/** New ways of the scripts and pipelines to go on where a check failed. */
export function ignoredFailures(changes: readonly Changed[]): readonly Weakened[] {
  const own = changes.filter(({ diff }) => PIPELINES.test(diff.path));
  const removed = own.flatMap(({ diff, before }) => signs(diff.path, diff.removed, before));
  const added = own.flatMap(({ diff, after }) => signs(diff.path, diff.added, after));
  return newSigns(removed, added).map(({ path, line, text }) => ({ path, line, kind: 'ignored failure' as const, text }));
}

function signs(path: string, lines: readonly { readonly line: number; readonly text: string }[], side: Side): readonly Sign[] {
  return lines.flatMap(({ line, text }) => {
    if (text.length > LONGEST_LINE) return [];
    const shown = withoutComment(text, path);
    return RULES.flatMap(({ name, pattern, when }) => {
      const match = pattern.exec(shown);
      if (!match || (when && !when(shown, match, side, line - 1, path))) return [];
      const rest = `${shown.slice(0, match.index)} ${shown.slice(match.index + match[0].length)}`;
      return [{ path, line, text: text.trim().slice(0, 200), of: name, key: keyOf(text), words: wordsOf(rest) }];
    });
  });
}

/** A script that takes the exit code soon after may well pass it on. */
const keepsStatus = ({ lines }: Side, at: number): boolean =>
  lines.raw.slice(at, at + 10).some((line) => line.slice(0, LONGEST_LINE).includes('$?'));

function withoutComment(line: string, path: string): string {
  if (/\.(?:json|xml|[cm]?[jt]s|gradle|kts)$/.test(path) || path.endsWith('Jenkinsfile'))
    return /^\s*(?:\/\/|\*|\/\*|<!--)/.test(line) ? '' : line;
  const at = /(?:^|\s)#/.exec(line)?.index;
  return at === undefined ? line : line.slice(0, at);
}

/** Whether the last command of a line checks something; the key of a script counts where its only command is unknown. */
function ofCheck(line: string): boolean {
  const script = /^\s*"([^"]{1,100})"\s*:\s*"/.exec(line);
  const text = script ? line.slice(script[0].length) : line.replace(/^\s*(?:-\s+)?(?:run:|script:)?\s*/, '');
  const commands = text.split(/&&|;|\|\|/);
  const last = (commands.at(-1) ?? '').trim();
  if (CHORES.test(last)) return false;
  return CHECKS.test(last) || (commands.length === 1 && script?.[1] !== undefined && CHECKS.test(script[1]));
}

/** The step of a job that a line lies in; a line of no step speaks for its whole job. */
function stepChecks({ lines }: Side, at: number): boolean {
  const own = lines.raw[at] ?? '';
  const indent = (line: string): number => line.search(/\S/);
  let begin = at;
  while (begin > 0 && at - begin < 60 && !/^\s*- /.test(lines.raw[begin] ?? '') && indent(lines.raw[begin] ?? '') !== 0) begin -= 1;
  const first = lines.raw[begin] ?? '';
  if (!/^\s*- /.test(first) || (begin !== at && indent(first) + 2 !== indent(own))) return true;
  let end = at + 1;
  while (end < lines.raw.length && end - at < 60 && (indent(lines.raw[end] ?? '') > indent(first) || (lines.raw[end] ?? '').trim() === ''))
    end += 1;
  return lines.raw.slice(begin, end).some((line) => line.length < LONGEST_LINE && CHECKS.test(line));
}

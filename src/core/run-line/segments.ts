import { simpleWords } from '../shell/words.ts';
import { isHarmless, unwrapped } from './wrappers.ts';

/** One command of a list, without its wrappers, harmless assignments and trailing redirections. */
export interface Segment {
  readonly argv: readonly string[];
  /** Its output goes to a file. */
  readonly writes: boolean;
}

/** A longer line is not read. */
const LONGEST = 10_000;
const MOST_SEGMENTS = 50;

/** Words that change the shell which runs the rest of the line, or end it (bash's builtins and keywords). */
const TELLING: ReadonlySet<string> = new Set(
  (
    '. alias bg bind break builtin caller case cd compgen complete compopt continue coproc declare dirs disown do done elif else enable esac ' +
    'eval exec exit export fc fg fi for function getopts hash help history if in jobs kill let local logout mapfile popd pushd ' +
    'read readarray readonly return select set shift shopt source suspend then times trap typeset ulimit umask unalias unset until wait while sudo doas'
  ).split(' '),
);

/** Commands that cannot fail and do nothing but print. */
const SURE: ReadonlySet<string> = new Set(['echo', 'true', ':', 'printf', 'pwd', 'date']);

export const isSure = ({ argv, writes }: Segment): boolean =>
  !writes && SURE.has(argv[0] ?? '') && !argv.some((word) => word.startsWith('-') && word !== '-n' && word !== '-e');

/**
 * The commands of a line that is one simple command or a list with `&&`; undefined for every other line: its exit code
 * is not the exit code of its commands, or what runs is not known. `cd` to the repository's root may come first.
 */
export function segmentsOf(line: string, root?: string): readonly Segment[] | undefined {
  if (line.length > LONGEST) return undefined;
  const parts = listOf(line.trim().replace(/;$/, ''));
  if (parts.length > MOST_SEGMENTS) return undefined;
  const segments = parts.map(segmentOf);
  const [first, ...rest] = segments;
  const home = first?.argv[0] === 'cd' && first.argv.length === 2 && isHere(first.argv[1] ?? '', root);
  const known = (home ? rest : segments).filter((one): one is Segment => one !== undefined);
  const all = home ? rest.length : segments.length;
  return known.length === all && all > 0 && !known.some(({ argv }) => TELLING.has(argv[0] ?? '')) ? known : undefined;
}

const isHere = (folder: string, root: string | undefined): boolean =>
  folder === '.' || folder === './' || (root?.startsWith('/') === true && folder === root);

/** Splits at `&&` outside of quotes; what an escape or expansion would change is refused where the words are read. */
function listOf(line: string): readonly string[] {
  const parts: string[] = [];
  let [start, quote] = [0, ''];
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === "'" || char === '"') quote = char;
    else if (char === '&' && line.charAt(at + 1) === '&') {
      parts.push(line.slice(start, at));
      start = at + 2;
      at += 1;
    }
  }
  return [...parts, line.slice(start)];
}

const ASSIGNED = /^([A-Za-z_]\w*)=(?:'([^']*)'|"([^"$`\\!]*)"|([\w.,:@%+/-]*))[ \t]+/;

function segmentOf(part: string): Segment | undefined {
  let { text, writes } = withoutRedirections(part.trim());
  for (let match = ASSIGNED.exec(text); match; match = ASSIGNED.exec(text)) {
    if (!isHarmless(match[1] ?? '', match[2] ?? match[3] ?? match[4] ?? '')) return undefined;
    text = text.slice(match[0].length);
  }
  // a word in front, so that `time` and `env` are words like others: what they may be is said in wrappers.ts
  const words = simpleWords(`_ ${text}`);
  const argv = words.ok ? unwrapped(words.argv.slice(1)) : undefined;
  return argv === undefined || !/^[\w./@:+-]+$/.test(argv[0] ?? '') ? undefined : { argv, writes };
}

/** Redirections at the end that leave the exit code alone: output and errors to a file or to each other, no input. */
const REDIRECTION = /(?:(?<=\s)[12])?(?:>>?|&>>?)[ \t]*([\w./@%+=:,-]+)$|(?<=\s)(?:1|2)?>&[12]$|<[ \t]*\/dev\/null$/;

function withoutRedirections(segment: string): { text: string; writes: boolean } {
  let [text, writes] = [segment, false];
  for (let match = REDIRECTION.exec(text), left = 4; match && left > 0; match = REDIRECTION.exec(text), left -= 1) {
    writes ||= match[1] !== undefined && match[1] !== '/dev/null';
    text = text.slice(0, match.index).trimEnd();
  }
  return { text, writes };
}

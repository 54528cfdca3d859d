/**
 * How a version or a range stands to another: negative where the first is lower, 0 where both begin alike, undefined where
 * nothing here can tell: addresses, tags, alternatives, upper limits alone, suffixes that are not known.
 * A range counts by its lower end: semver.org 11, PEP 440, Maven's and RubyGems' usual forms.
 */
export function compareVersions(a: string, b: string): number | undefined {
  const [one, other] = [versionOf(a), versionOf(b)];
  if (one === undefined || other === undefined) return undefined;
  const release = compareNumbers([one.epoch, ...one.release], [other.epoch, ...other.release]);
  return release !== 0 ? release : compareSuffixes(one.suffix, other.suffix);
}

interface Version {
  readonly epoch: string;
  /** Digits, without leading zeros. */
  readonly release: readonly string[];
  readonly suffix: string;
}

const LOWER_END = /^\s{0,5}(?:>=|>|\^|~>|~=|~|===|==|=)?\s{0,5}[vV=]?(?:(\d{1,4})!)?(\d{1,30}(?:\.\d{1,30}){0,9})([^\s,]{0,80})/;

function versionOf(text: string): Version | undefined {
  if (text.length > 200 || /\|\||[a-z+]{2,}:|[\\#\s]\w+=/i.test(text)) return undefined;
  const bare = text.replace(/^[\s[(]{1,5}/, '');
  const [, epoch = '0', numbers, rest = ''] = LOWER_END.exec(bare) ?? [];
  if (numbers === undefined) return undefined;
  const suffix = rest
    .replace(/\+.*$/, '')
    .replace(/[\])]$/, '')
    .replace(/^(?:\.[xX*])+/, '')
    .replace(/^[.-]/, '')
    .toLowerCase();
  return { epoch: plain(epoch), release: numbers.split('.').map(plain), suffix };
}

const plain = (digits: string): string => digits.replace(/^0+(?=\d)/, '');

function compareNumbers(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [one, other] = [a[i] ?? '0', b[i] ?? '0'];
    if (one !== other) return one.length - other.length || (one < other ? -1 : 1);
  }
  return 0;
}

/** Words before and after a release, in their order; `''` is the release itself. */
const ORDER = ['dev', 'alpha', 'beta', 'milestone', 'rc', '', 'post'];
/** Before a release too, and nobody says how they stand to the others. */
const LOOSE: ReadonlySet<string> = new Set(['canary', 'nightly', 'snapshot', 'next', 'experimental']);
const SAME: Readonly<Record<string, string>> = {
  a: 'alpha',
  b: 'beta',
  m: 'milestone',
  c: 'rc',
  cr: 'rc',
  pre: 'rc',
  preview: 'rc',
  final: '',
  ga: '',
  release: '',
  sp: 'post',
  p: 'post',
};

function compareSuffixes(a: string, b: string): number | undefined {
  if (a === b) return 0;
  const [one, other] = [suffixOf(a), suffixOf(b)];
  if (one === undefined || other === undefined) return undefined;
  if (one.word === other.word) return compareNumbers(one.numbers, other.numbers);
  const loose = [one, other].filter(({ word }) => LOOSE.has(word) || word === 'commit');
  const settled = [one, other].filter(({ word }) => word === '' || word === 'post');
  if (loose.length > 0 && settled.length === 0) return undefined;
  return rankOf(one.word) - rankOf(other.word);
}

const rankOf = (word: string): number => ORDER.indexOf(word);

/** `rc.1`, `beta2`, `alpha-3`, `20230101000000-abcdef` (Go's time of a commit). */
function suffixOf(suffix: string): { readonly word: string; readonly numbers: readonly string[] } | undefined {
  const time = /^(?:0\.)?(\d{14})-[0-9a-f]{12}$/.exec(suffix)?.[1];
  if (time !== undefined) return { word: 'commit', numbers: [time] };
  const [, written, numbers = ''] = /^([a-z]{0,12})[.-]?(\d{0,20}(?:\.\d{1,20}){0,4})$/.exec(suffix) ?? [];
  if (written === undefined || (written === '' && numbers !== '')) return undefined;
  const word = Object.hasOwn(SAME, written) ? (SAME[written] ?? written) : written;
  return ORDER.includes(word) || LOOSE.has(word) ? { word, numbers: numbers.split('.').filter(Boolean).map(plain) } : undefined;
}

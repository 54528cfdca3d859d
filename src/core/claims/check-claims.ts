import type { Claim } from '../../schema/review.ts';
import { isEnglish } from './english.ts';
import type { ClaimFacts } from './facts.ts';
import { type Hit, type Judgement, notCheckable, plural } from './hit.ts';
import type { Pattern } from './pattern.ts';
import { PATTERNS } from './patterns.ts';
import { commandPatterns } from './patterns-tools.ts';
import { type Reading, type Sentence, sentencesOf, shown } from './sentences.ts';
import { toneOf } from './tone.ts';
import { BUILD, LINT, TESTS, TYPES } from './words.ts';

const SUBJECT = `(?:«\\d+»|(?:the\\s+)?(?:[\\w-]+\\s+)?(?:${TESTS}|${LINT}|${TYPES}|${BUILD}))`;
/** `Tests, lint and build all pass` is as many claims as it has subjects. */
const LISTED = new RegExp(
  `(?<![\\w»])(${SUBJECT}(?:(?:\\s*,\\s*|\\s*/\\s*|\\s*&\\s*|\\s*\\+\\s*)(?:and\\s+)?${SUBJECT}){0,5}\\s*(?:,?\\s+and|/|&|\\+)\\s*${SUBJECT})\\s+(?:(?:are|all|both|now|still)\\s+){0,3}(?:pass(?:es|ed|ing)?|green|clean|succeed(?:ed)?)\\b`,
  'i',
);

/**
 * The sentences of an agent's closing message that can be checked, each held against the record. Patterns only, English
 * only: a message in another language yields nothing, and so does a sentence that no pattern knows. What is not recorded is
 * `not checkable`, never supported. 200 sentences of 500 characters are looked at; where there was more, the last claim is
 * of kind `cut` and says so.
 */
export function checkClaims(message: string, facts: ClaimFacts): readonly Claim[] {
  const reading = sentencesOf(message);
  if (!isEnglish(reading.sentences.map((one) => one.text.replace(/«\d+»/g, ' ')).join(' '))) return [];
  const claims = reading.sentences.flatMap((sentence) => claimsOf(sentence, reading.sentences, facts));
  const seen = new Set<string>();
  const once = claims.filter(({ kind, text }) => !seen.has(`${kind} ${text}`) && seen.add(`${kind} ${text}`));
  return [...once, ...cutClaim(reading)];
}

function claimsOf(sentence: Sentence, all: readonly Sentence[], facts: ClaimFacts): readonly Claim[] {
  const groups = new Set<string>();
  return spread(sentence).flatMap((one) =>
    [...commandPatterns(one, facts), ...PATTERNS].flatMap((row) => {
      if (groups.has(row.group)) return [];
      const hit = hitOf(row, one, all);
      if (hit === undefined) return [];
      const judged = judgedBy(row, hit, facts);
      if (judged === undefined) return [];
      groups.add(row.group);
      return [{ text: shown(sentence), kind: row.kind, ...judged }];
    }),
  );
}

function hitOf({ pattern }: Pattern, sentence: Sentence, all: readonly Sentence[]): Hit | undefined {
  const match = pattern.exec(sentence.text);
  if (!match) return undefined;
  const end = match.index + match[0].length;
  return { sentence, all, match, before: sentence.text.slice(0, match.index), after: sentence.text.slice(end) };
}

function judgedBy(row: Pattern, hit: Hit, facts: ClaimFacts): Judgement | undefined {
  const { sentence, match, before } = hit;
  const tone = toneOf(sentence.text, before.length, before.length + match[0].length);
  if (tone === 'unsaid' || (tone === 'expected' && row.hoped !== true)) return undefined;
  if (tone === 'expected') return notCheckable('said as an expectation, not as a fact');
  const judged = row.judge(hit, facts);
  return judged !== undefined && sentence.cut ? notCheckable('the sentence is too long to be read to its end') : judged;
}

/** A sentence, and before it one for each subject of a list in it. */
function spread(sentence: Sentence): readonly Sentence[] {
  const list = LISTED.exec(sentence.text);
  if (!list?.[1]) return [sentence];
  const before = sentence.text.slice(0, list.index);
  const after = sentence.text.slice(list.index + list[0].length);
  const subjects = list[1].split(/\s*[,/&+]\s*(?:and\s+)?|\s+and\s+/i).filter((part) => part !== '');
  return [...subjects.map((subject) => ({ ...sentence, text: `${before}${subject} pass${after}` })), sentence];
}

function cutClaim({ sentences, left, unread }: Reading): readonly Claim[] {
  const long = sentences.filter((one) => one.cut).length;
  if (left === 0 && unread === 0 && long === 0) return [];
  const parts = [
    left > 0 ? `${plural(left, 'sentence')} after the first ${sentences.length} not looked at` : '',
    unread > 0 ? `the last ${plural(unread, 'character')} not read` : '',
    long > 0 ? `${plural(long, 'sentence')} read in part only` : '',
  ];
  return [
    {
      text: 'The closing message is longer than what is looked at.',
      kind: 'cut',
      ...notCheckable(parts.filter((part) => part !== '').join('; ')),
    },
  ];
}

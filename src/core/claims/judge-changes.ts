import { isTestFile } from '../weakened/test-files.ts';
import type { ChangedFact, ClaimFacts } from './facts.ts';
import { contradicted, type Hit, type Judge, type Judgement, notCheckable, numberOf, plural, some, supported } from './hit.ts';
import { covers, pathsIn } from './paths.ts';

const UNKNOWN = notCheckable('what changed is not known');
const DOC = /(?:^|\/)(?:docs?|documentation)\/|\.(?:md|mdx|rst|adoc|txt)$|(?:^|\/)(?:README|CHANGELOG)[^/]*$/i;
/** Kinds of files that a sentence can name instead of paths. */
const CLASSES: readonly (readonly [RegExp, (path: string) => boolean])[] = [
  [/\btests?(?: files?| suites?| code)?\b/i, isTestFile],
  [/\b(?:docs|documentation|markdown)\b/i, (path) => DOC.test(path)],
];
const LEFT_OUT = /\b(?:but|while|without|leav(?:e|ing)|left|untouched|unchanged|except|apart from|other than|not)\b|n't\b/i;

const paths = (changes: readonly ChangedFact[]): readonly string[] => changes.map((change) => change.path);

/** Whether changes that a claim leaves no room for contradict it: what nobody of the run claims proves nothing. */
export function against(extra: readonly ChangedFact[], what: string): Judgement {
  const ours = extra.filter((change) => change.unattributed !== true);
  return ours.length > 0
    ? contradicted(`${what}: ${some(paths(ours))}`)
    : notCheckable(`${what}, but by whom is not known: ${some(paths(extra))}`);
}

export const onlyChanged: Judge = ({ sentence, match }, { changed }) => {
  if (changed === undefined) return UNKNOWN;
  const named = pathsIn(sentence);
  const kinds = CLASSES.filter(([word]) => word.test(sentence.text.replace(/«\d+»/g, '')) && named.length === 0);
  if (named.length === 0 && kinds.length === 0) return notCheckable('it names no path');
  const extra = changed.filter(({ path }) => named.every((name) => covers(name, path) === 'no') && kinds.every(([, is]) => !is(path)));
  if (extra.length > 0) return against(extra, 'other paths changed too');
  if (changed.length === 0) return notCheckable('nothing changed');
  if (LEFT_OUT.test(sentence.text) && !/\boutside\b/i.test(match[0])) return notCheckable('which of the paths it excepts is not clear');
  return supported(`all ${plural(changed.length, 'changed path')} fit`);
};

const STATUS: readonly (readonly [RegExp, ChangedFact['status']])[] = [
  [/creat|new|add/i, 'added'],
  [/delet|remov/i, 'deleted'],
  [/modif|edit|updat|chang|touch/i, 'modified'],
];

export const filesChanged: Judge = ({ sentence, match, after }, { changed }) => {
  const count = numberOf(match.groups?.['n']);
  if (changed === undefined) return UNKNOWN;
  if (count === undefined || /^\s*(?:in(?! total)|under|with|of|at)\b/i.test(after))
    return notCheckable('which files it counts is not clear');
  const status = STATUS.find(([verb]) => verb.test(match[0]))?.[1];
  const ours = changed.filter((change) => change.unattributed !== true);
  const ofStatus = (list: readonly ChangedFact[]): number => list.filter((change) => change.status === status).length;
  const fits = status === 'added' || status === 'deleted' ? [] : [changed.length, ours.length];
  const tests = changed.filter(({ path }) => isTestFile(path)).length;
  if ([...fits, ofStatus(changed), ofStatus(ours), ...(/\btest/i.test(match[0]) ? [tests] : [])].includes(count))
    return supported(`${plural(changed.length, 'path')} changed`);
  // files may be counted without their tests, or only those of one kind
  if (/\b(?:test|source|config|doc)/i.test(sentence.text) || count === changed.length - tests)
    return notCheckable(`${plural(changed.length, 'path')} changed`);
  if (status === 'added' || status === 'deleted')
    return notCheckable(`${plural(ofStatus(changed), 'path')} ${status}; an ignored or outside file would not show`);
  return contradicted(`${plural(changed.length, 'path')} changed, not ${count}: ${some(paths(changed))}`);
};

export const noOtherFiles: Judge = ({ all }, { changed }) => {
  if (changed === undefined) return UNKNOWN;
  const telling = all.filter((one) => !LEFT_OUT.test(one.text));
  const named = telling.flatMap(pathsIn);
  const words = telling.map((one) => one.text.toLowerCase()).join(' ');
  const isNamed = ({ path }: ChangedFact): boolean =>
    named.some((name) => covers(name, path) !== 'no') ||
    CLASSES.some(([word, is]) => is(path) && word.test(words)) ||
    (/lock/.test(path) && /lock ?file/.test(words));
  const extra = changed.filter((change) => !isNamed(change));
  if (extra.length === 0) return supported(`each of ${plural(changed.length, 'changed path')} is named in the message`);
  // a stem that the words hold may well mean the file
  const unheard = extra.filter(({ path }) => !words.includes((path.split('/').at(-1) ?? '').replace(/\..*$/, '').toLowerCase()));
  if (named.length === 0 || unheard.length === 0) return notCheckable(`changed and not named by path: ${some(paths(extra))}`);
  return against(unheard, 'changed and not named in the message');
};

export const untouched: Judge = (hit, { changed }) => {
  const named = targets(hit);
  if (named.length === 0) return undefined;
  if (changed === undefined) return UNKNOWN;
  const hitBy = (how: string): readonly ChangedFact[] => changed.filter(({ path }) => named.some((name) => covers(name, path) === how));
  if (hitBy('exact').length > 0) return against(hitBy('exact'), 'it changed');
  if (hitBy('perhaps').length > 0) return notCheckable(`another path of this name changed: ${some(paths(hitBy('perhaps')))}`);
  return supported('it is not among the changed paths');
};

/** The paths right in the match; a list of them goes on after it. */
function targets({ sentence, match, after }: Hit): readonly string[] {
  const tail = /^(?:\s*,\s*(?:or\s+|and\s+|nor\s+)?«\d+»|\s+(?:or|and|nor)\s+«\d+»){0,20}/.exec(after)?.[0] ?? '';
  return pathsIn({ text: `${match[0]}${tail}`, codes: sentence.codes });
}

export const fileCreated: Judge = (hit, facts) => made(hit, facts, 'added');
export const fileDeleted: Judge = (hit, facts) => made(hit, facts, 'deleted');

function made(hit: Hit, { changed, absent = [] }: ClaimFacts, status: 'added' | 'deleted'): Judgement | undefined {
  const path = targets(hit)[0];
  if (path === undefined || /\b(?:temp|temporary|scratch)\b/i.test(hit.sentence.text)) return undefined;
  if (changed === undefined) return UNKNOWN;
  const exact = changed.find((change) => change.path === path);
  const near = changed.find((change) => covers(path, change.path) !== 'no' && change.status === status);
  if (exact?.status === status || (exact === undefined && near)) return supported(`\`${(exact ?? near)?.path}\` was ${status}`);
  if (exact?.status === 'deleted') return contradicted(`\`${path}\` was deleted`);
  if (exact)
    return contradicted(
      status === 'deleted' ? `\`${path}\` is still there: ${exact.status}` : `\`${path}\` was there before: ${exact.status}`,
    );
  if (status === 'added' && absent.includes(path) && !/\b(?:delet|remov|renam|mov)/i.test(hit.sentence.text))
    return contradicted(`\`${path}\` does not exist at the end`);
  return notCheckable(`\`${path}\` is not among the changed paths; an ignored or outside file would not show`);
}

export const reverted: Judge = (hit, { changed }) => {
  if (changed === undefined) return UNKNOWN;
  if (/\ball\b/i.test(hit.match[0]))
    return changed.length === 0 ? supported('nothing differs from the baseline') : against(changed, 'still different from the baseline');
  const named = pathsIn(hit.sentence);
  const left = changed.filter(({ path }) => named.some((name) => covers(name, path) === 'exact'));
  if (named.length === 0) return notCheckable('it names no path');
  if (left.length === 0) return supported(`no difference from the baseline is left in ${some(named)}`);
  return /\bmy changes to $/i.test(`${hit.match[0]} `)
    ? against(left, 'still different from the baseline')
    : notCheckable(`still different from the baseline: ${some(paths(left))}`);
};

export const insideScope: Judge = (_hit, { changed }) => {
  if (changed === undefined) return UNKNOWN;
  const out = changed.filter(({ scope }) => scope === 'outside' || scope === 'forbidden' || scope === 'protected');
  if (out.length > 0) return against(out, 'changed and not inside the scope');
  if (changed.some(({ scope }) => scope === 'unscoped')) return notCheckable('the run had no scope');
  return supported(`all ${plural(changed.length, 'changed path')} lie inside the scope`);
};

export const docsUpdated: Judge = ({ sentence, match }, { changed }) => {
  if (changed === undefined) return UNKNOWN;
  const file = /\b(?:README|CHANGELOG)\b/i.exec(match[0])?.[0];
  const docs = changed.filter(({ path }) => (file === undefined ? DOC.test(path) : covers(file, path) !== 'no'));
  if (docs.length > 0) return supported(`changed: ${some(paths(docs))}`);
  const elsewhere = pathsIn(sentence).some((name) => name.toLowerCase() !== file?.toLowerCase());
  if (file !== undefined && !elsewhere) return contradicted(`no ${file} is among the changed paths`);
  return notCheckable('no file of documentation changed; comments in code are not told apart');
};

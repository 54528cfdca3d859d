import type { PathRule } from '../schema/frozen.ts';
import type { Name, Place } from '../schema/located.ts';
import { withAncestors } from './paths.ts';

export type KnownPlace = Extract<Place, { state: 'known' }>;

const compiled = new Map<string, RegExp>();

/** A rule's regular expression, built at most once in a process. */
function regex(source: string, ignoreCase: boolean): RegExp {
  const key = `${ignoreCase ? 'i' : 's'}${source}`;
  const known = compiled.get(key);
  if (known) return known;
  // `s`: a newline in a name is a character like another
  const made = new RegExp(source, ignoreCase ? 'is' : 's');
  compiled.set(key, made);
  return made;
}

/** The text of a place that a rule is judged against, or undefined where it does not apply. */
function subject(rule: PathRule, place: KnownPlace): string | undefined {
  return rule.base === 'absolute' ? place.path : place.relative;
}

/** The allow rule that covers this very path. */
export function allowing(rules: readonly PathRule[], place: KnownPlace, ignoreCase: boolean): PathRule | undefined {
  return rules.find((rule) => {
    const text = subject(rule, place);
    if (text === undefined) return false;
    const test = regex(rule.regex, ignoreCase);
    return test.test(text) || test.test(text.normalize('NFC'));
  });
}

/**
 * The allow rule that covers a folder with everything below it. Only a rule that ends in a folder wildcard can promise
 * that: its folder part must match the folder itself or one above it.
 */
export function allowingAll(rules: readonly PathRule[], place: KnownPlace, ignoreCase: boolean): PathRule | undefined {
  return rules.find((rule) => {
    const text = subject(rule, place);
    if (text === undefined || rule.folder === undefined) return false;
    if (rule.folder === '') return true;
    const folder = regex(rule.folder, ignoreCase);
    return withAncestors(text).some((path) => folder.test(path) || folder.test(path.normalize('NFC')));
  });
}

/**
 * The deny rule that names this path or a folder above it, by the place it leads to or by any name on the way; never
 * fooled by case or by Unicode composition.
 */
export function denying(rules: readonly PathRule[], place: KnownPlace): PathRule | undefined {
  return [place, ...(place.aliases ?? [])].map((name) => denyingName(rules, name)).find((rule) => rule !== undefined);
}

function denyingName(rules: readonly PathRule[], name: Name): PathRule | undefined {
  return rules.find((rule) => {
    const text = rule.base === 'absolute' ? name.path : name.relative;
    if (text === undefined) return false;
    const test = regex(rule.regex, true);
    return withAncestors(text).some((path) => test.test(path) || test.test(path.normalize('NFC')));
  });
}

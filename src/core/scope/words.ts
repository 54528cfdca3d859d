import type { CommandRule } from '../../schema/frozen.ts';
import { simpleWords } from '../shell/words.ts';

/** A command grant as words; a grant with a wildcard is kept and marked, because this version matches words exactly. */
export function commandRule(text: string, place: string): { readonly rule: CommandRule } | { readonly problem: string } {
  if (/[*?{}[\]]/.test(text)) return { rule: { text, place, argv: text.split(/\s+/).filter(Boolean), pattern: true } };
  const words = simpleWords(text);
  if (!words.ok) return { problem: `is not one plain command: it holds ${words.why}` };
  return { rule: { text, place, argv: words.argv, pattern: false } };
}

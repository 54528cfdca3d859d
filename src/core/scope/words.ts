import type { CommandRule, CommandWord } from '../../schema/frozen.ts';
import { simpleWords } from '../shell/words.ts';

/** Word lists that one grant may stand for. */
const MOST_FORMS = 200;

type Made = { readonly rule: CommandRule } | { readonly problem: string };

/**
 * A command grant as words: blanks separate, quotes keep words together and what stands in them literal, `*` stands for
 * any characters of a word (alone at the end: for any further words), `{a,b}` for either.
 */
export function commandRule(text: string, place: string): Made {
  // only the PowerShell tool has commands of this form, and those count by their very text
  if (/^[A-Z][a-z]+-[A-Z]\w+/.test(text)) return { rule: { text, place, forms: [] } };
  if (!/[*{}]/.test(text)) {
    const plain = /^(?:[A-Za-z_]\w*=[^\s'"$`\\;&|<>(){}]*\s+)+(?=\S)/.exec(text)?.[0] ?? '';
    const words = simpleWords(text.slice(plain.length));
    if (!words.ok) return { problem: `is not one plain command: it holds ${words.why}` };
    return { rule: { text, place, forms: [[...plain.split(/\s+/).filter(Boolean), ...words.argv]] } };
  }
  const words = patternWords(text);
  if (typeof words === 'string') return { problem: words };
  let forms: CommandWord[][] = [[]];
  for (const { source, literal } of words) {
    const alternatives = literal ? [source] : braced(source);
    if (forms.length * alternatives.length > MOST_FORMS) return { problem: 'stands for too many commands: write it as several grants' };
    forms = forms.flatMap((form) => alternatives.map((word) => [...form, !literal && word.includes('*') ? { glob: word } : word]));
  }
  return { rule: { text, place, forms } };
}

interface PatternWord {
  readonly source: string;
  /** It stood in quotes: its characters mean themselves. */
  readonly literal: boolean;
}

function patternWords(text: string): readonly PatternWord[] | string {
  const out: PatternWord[] = [];
  for (const [whole] of text.matchAll(/'[^']*'|"[^"]*"|\S+/g)) {
    const quoted = /^(['"])(.*)\1$/s.exec(whole);
    const source = quoted?.[2] ?? whole;
    if (!quoted && /[\n;&|<>()$`\\'"]/.test(whole))
      return `is not one plain command: it holds \`${/[\n;&|<>()$`\\'"]/.exec(whole)?.[0] ?? ''}\``;
    out.push({ source, literal: quoted !== null });
  }
  const [first] = out;
  if (first === undefined) return 'is an empty command';
  return out;
}

/** `a{b,c}` → `ab`, `ac`; braces without a comma stand for themselves. */
function braced(word: string): readonly string[] {
  const found = /^(.*?)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(word);
  if (!found) return [word];
  const [, before = '', middle = '', after = ''] = found;
  return middle.split(',').flatMap((item) => braced(before + item + after));
}

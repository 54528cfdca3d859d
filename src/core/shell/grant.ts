import type { ExecuteIntent } from '../../schema/access.ts';
import type { CommandRule, CommandWord } from '../../schema/frozen.ts';
import { wildcard } from '../wildcard.ts';

/** Does a grant cover a command? On words, never on text; words that run code or cannot be taken back only by the same word. */
export function covers(rule: CommandRule, intent: ExecuteIntent): boolean {
  if (intent.exact !== undefined) return rule.text === intent.exact;
  const argv = intent.as ?? intent.argv;
  return rule.forms.some((form) => fits(form, argv, intent));
}

function fits(form: readonly CommandWord[], argv: readonly string[], intent: ExecuteIntent): boolean {
  // assignments in front of a grant name those that it covers
  const named = form.findIndex((word) => !(typeof word === 'string' && /^[A-Za-z_]\w*=/.test(word)));
  const env = form.slice(0, named < 0 ? form.length : named);
  if ((intent.env ?? []).some((one) => !env.includes(one))) return false;
  const words = form.slice(env.length);
  if (intent.whole && words.some((word) => typeof word !== 'string')) return false;
  return matches(words, 0, argv, 0, new Set(intent.literal ?? []));
}

const isRest = (word: CommandWord | undefined): boolean => typeof word === 'object' && word.glob === '*';

function matches(words: readonly CommandWord[], w: number, argv: readonly string[], a: number, literal: ReadonlySet<number>): boolean {
  for (; w < words.length; w += 1, a += 1) {
    const word = words[w];
    // `*` alone as the last word: zero or more words, none of which must be named
    if (w === words.length - 1 && isRest(word)) {
      for (let i = a; i < argv.length; i += 1) if (literal.has(i)) return false;
      return true;
    }
    const given = argv[a];
    if (given === undefined || word === undefined) return false;
    if (typeof word === 'string' ? word !== given : literal.has(a) || climbs(given) || !wildcard(word.glob).test(given)) return false;
  }
  return a === argv.length;
}

/** A word that goes up leads out of what its pattern names: `scripts/*` is not `scripts/../x`. */
const climbs = (word: string): boolean => /(?:^|[/=:])\.\.(?:\/|$)/.test(word);

/** The words of a command that a wildcard of this rule matched: they are judged as paths, the named ones are a person's own. */
export function wild(rule: CommandRule, intent: ExecuteIntent): ReadonlySet<number> {
  const argv = intent.as ?? intent.argv;
  for (const form of rule.forms) {
    if (!fits(form, argv, intent)) continue;
    const words = form.filter((word) => !(typeof word === 'string' && /^[A-Za-z_]\w*=/.test(word)));
    return new Set(argv.map((_, i) => i).filter((i) => typeof words[i] !== 'string'));
  }
  return new Set();
}

/**
 * Whether a command is one that a stop rule names. Where a grant must be sure that it covers a command, a rule that stops
 * must be sure that it does not: words that are not known fit every pattern, options and assignments on the way excuse nothing.
 */
export function isNamedBy(rule: CommandRule, intent: ExecuteIntent): boolean {
  if (intent.exact !== undefined && rule.text === intent.exact) return true;
  const open = new Set(intent.open ?? []);
  const spellings = [intent.as ?? intent.argv, intent.argv, [(intent.argv[0] ?? '').replace(/^.*\//, ''), ...intent.argv.slice(1)]];
  return rule.forms.some((form) =>
    spellings.some((argv) =>
      open.size === 0
        ? matches(form, 0, argv, 0, new Set())
        : form.slice(0, argv.length).every((word, i) => open.has(argv[i] ?? '') || matches([word], 0, [argv[i] ?? ''], 0, new Set())),
    ),
  );
}

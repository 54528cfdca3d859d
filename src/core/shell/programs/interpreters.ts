import { free, type Handler, type Invocation, opaque } from '../call.ts';
import { isText, shown } from '../field.ts';
import { optionsOf, readArguments } from '../options.ts';
import { done, merge, type Outcome, type State } from '../state.ts';
import { INTERPRETERS, type Interpreter, SHELLS } from '../tables/wrappers.ts';
import { simpleWords } from '../words.ts';

const SHELL =
  'c a b e f h i k l m n p r s t u v x B C D E H P T o?data O?data init-file:code rcfile:code login noprofile norc posix restricted verbose debug debugger dump-po-strings dump-strings noediting pretty-print rpm-requires';

/** Shells: code that is known is read like the line itself; code that is not known is unknown. */
const shell: Handler = (call) => {
  const { walker, words, state } = call;
  // `-o name` takes the next word; the code of `-c` is the first operand
  const plain: (typeof words)[number][] = [];
  let odd: string | undefined;
  let ended = false;
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i];
    if (word === undefined) continue;
    // `-k` takes assignments anywhere, `+n` runs after all, `-oc name` takes its words in another order
    if (
      isText(word) &&
      !ended &&
      (/^[-+][A-Za-z]*k/.test(word.text) || /^\+[A-Za-z]*n/.test(word.text) || /^[-+][A-Za-z]*[oO][A-Za-z]/.test(word.text))
    )
      odd = word.text;
    if (!(isText(word) && /^[-+]/.test(word.text))) ended = true;
    if (isText(word) && !ended && /^[-+][A-Za-z]*[oO]$/.test(word.text)) {
      i += 1;
      const name = words[i];
      if (!(name && isText(name) && /^(?:pipefail|errexit|nounset|xtrace|noglob|noclobber|verbose|errtrace|functrace)$/.test(name.text)))
        odd = `${word.text} ${name ? shown(name) : ''}`;
      plain.push({ kind: 'text', text: word.text.replace(/[oO]$/, '') });
    } else plain.push(isText(word) && /^\+[A-Za-z]+$/.test(word.text) ? { kind: 'text', text: `-${word.text.slice(1)}` } : word);
  }
  const args = readArguments(
    plain.filter((word) => !(isText(word) && /^-?$/.test(word.text) && word.text !== '')),
    optionsOf(SHELL),
    { first: true },
  );
  const code = args.given.find((one) => one.role === 'code');
  if (args.strange.length > 0 || code || odd !== undefined) {
    opaque(call, `twoloops does not know its option \`${args.strange[0] ?? code?.name ?? odd ?? ''}\``, { whole: true });
    walker.sink.unknown(`what \`${call.name}\` runs`);
    return done(state);
  }
  if (args.given.some((one) => one.role === 'help')) return noted(call);
  const fields = args.operands.map((one) => one.field);
  if (args.given.some((one) => one.name === 'c')) {
    const [body, zero, ...positional] = fields;
    if (body === undefined || !isText(body)) {
      walker.sink.unknown(`the code that \`${call.name} -c\` runs${body ? `: \`${shown(body)}\`` : ''}`);
      return done(state);
    }
    if (args.given.some((one) => one.name === 'n')) return noted(call);
    return child(zero ? { ...call, state: { ...state, zero } } : call, body.text, positional);
  }
  if (fields.length > 0 && !args.given.some((one) => one.name === 's')) {
    if (args.given.some((one) => one.name === 'n')) {
      for (const field of fields.slice(0, 1)) walker.sink.path('read', field, 'content', state);
      return noted(call);
    }
    opaque(call, 'it runs a script');
    return done(state);
  }
  return fromInput(call, fields);
};

function noted(call: Invocation): Outcome {
  free(call);
  return done(call.state);
}

/** A shell that reads its input: a here-document, a here-string or a known pipe is read here, too. */
function fromInput(call: Invocation, positional: Invocation['words']): Outcome {
  const { walker, state } = call;
  const { input } = state;
  // what of it a command inside reads is text of the line, judged as a command already
  if (input.kind === 'lines' && input.raw !== undefined)
    return child({ ...call, state: { ...state, input: { kind: 'none' } } }, input.raw, positional);
  if (input.kind === 'none') {
    free(call);
    return done(state, { kind: 'none' });
  }
  opaque(call, 'it runs what it reads', { whole: true });
  walker.sink.unknown(`the code that \`${call.name}\` reads from ${input.kind === 'unknown' ? input.cause : 'its input'}`);
  return done(state);
}

/** Another shell: it sees the variables only where they are exported, so each may be unset in it. */
export function child(call: Invocation, code: string, positional: Invocation['words']): Outcome {
  const { walker, state } = call;
  const vars = new Map([...state.vars].map(([name, variable]) => [name, { ...variable, unset: true as const }] as const));
  const inner: State = {
    ...state,
    vars,
    functions: new Map(),
    positional,
    ...(/^(?:sh|dash|ash|busybox)$/.test(call.name) ? { posix: true as const } : {}),
  };
  // dash's echo reads escapes; other shells are other languages beyond plain words
  if (inner.posix && /\becho\b/.test(code) && code.includes('\\')) walker.sink.unknown(`what \`echo\` prints under \`${call.name}\``);
  if (/^(?:zsh|ksh|mksh|yash|rbash|posh|fish|csh|tcsh)$/.test(call.name) && !simpleWords(code).ok)
    walker.sink.unknown(`what \`${call.name}\` makes of \`${code.slice(0, 60)}\``);
  const outcome = walker.apart(() => walker.script(code, inner));
  return done({ ...state, links: merge(outcome.ok, outcome.fail)?.links ?? state.links }, outcome.output);
}

/** Interpreters: a script needs a grant, inline code one that names its form. */
const interpreter =
  (row: Interpreter): Handler =>
  (call) => {
    const { words, state } = call;
    const literal: number[] = [];
    const data: number[] = [];
    let script: number | undefined;
    for (let i = 0; i < words.length; i += 1) {
      const word = words[i];
      if (word === undefined) continue;
      const source = isText(word) ? word.text : word.kind === 'unknown' ? word.prefix : '';
      if (/^--?(?:version|help|V|v|h)$/.test(source) && words.length === 1) return noted(call);
      const code = codeOption(row, source);
      if (code !== undefined) {
        literal.push(i + 1);
        // the code itself is no path
        if (code === 'next') data.push(i + 1);
        data.push(i);
        if (code === 'next') i += 1;
        continue;
      }
      if (row.data.includes(source)) {
        i += 1;
        continue;
      }
      if (!source.startsWith('-') || source === '-') {
        script = i;
        break;
      }
    }
    const name = words[script ?? -1];
    if (script === undefined || (isText(name) && name.text === '-')) {
      if (literal.length > 0) opaque(call, 'it runs code that stands on the line', { literal, data });
      else if (state.input.kind === 'none') opaque(call, 'it runs what it reads', { whole: true });
      else opaque(call, 'it runs the code that it reads from its input', { whole: true });
      if (literal.length > 0) noteFiles(call);
      return done(state);
    }
    if (literal.length > 0) noteFiles(call);
    opaque(call, literal.length > 0 ? 'it runs code that stands on the line' : 'it runs a script', { literal, data });
    return done(state);
  };

/** `perl -i` and `ruby -i` change the files that they are given. */
function noteFiles({ walker, name, words, state }: Invocation): void {
  if (name !== 'perl' && name !== 'ruby') return;
  if (!words.some((word) => isText(word) && /^-(?![MmIx])[a-zA-Z0]*i/.test(word.text))) return;
  let code = false;
  for (const word of words) {
    if (isText(word) && word.text.startsWith('-')) {
      code = /[eE]$/.test(word.text);
      continue;
    }
    if (!code) walker.sink.path('edit', word, 'content', state);
    code = false;
  }
}

/** Whether a word runs code: alone, with the code in the next word, or with it attached. */
function codeOption(row: Interpreter, word: string): 'next' | 'attached' | undefined {
  for (const option of row.code) {
    if (word === option) return 'next';
    if (option.startsWith('--') && (word.startsWith(`${option}=`) || (word.length > 4 && option.startsWith(word))))
      return word.includes('=') ? 'attached' : 'next';
    if (/^-[A-Za-z]$/.test(option) && word.startsWith(option) && !word.startsWith('--')) return 'attached';
  }
  const letters = row.code.filter((option) => /^-[A-Za-z]$/.test(option)).map((option) => option.charAt(1));
  if (/^-[a-zA-Z0-9]+$/.test(word) && letters.some((letter) => word.includes(letter)))
    return letters.includes(word.at(-1) ?? '') ? 'next' : 'attached';
  return undefined;
}

export const INTERPRETING: Readonly<Record<string, Handler>> = {
  ...Object.fromEntries([...SHELLS].map((name) => [name, shell])),
  ...Object.fromEntries(Object.entries(INTERPRETERS).map(([name, row]) => [name, interpreter(row)])),
  pypy: interpreter(INTERPRETERS['python'] ?? { code: ['-c'], data: [] }),
};

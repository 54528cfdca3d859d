import { lexical } from '../paths.ts';
import { free, type Handler, type Invocation, opaque } from './call.ts';
import { isNumber } from './expand.ts';
import { type Field, isText, NUMBER, shown, text, unknown } from './field.ts';
import { run, unshadowed } from './simple.ts';
import { done, type Input, type Outcome, setVar } from './state.ts';
import { linesOf } from './walk.ts';

const silent: Input = { kind: 'none' };

/** Commands that the shell itself carries out and that change what it does next. */
export const BUILTINS: Readonly<Record<string, Handler>> = {
  ':': (call) => noted(call, silent),
  cd: (call) => changeFolder(call),
  pushd: (call) => changeFolder(call),
  popd: (call) => {
    free(call);
    return done({ ...call.state, bases: [undefined] }, silent);
  },
  pwd: (call) => {
    free(call);
    const { bases } = call.state;
    const lines = bases.includes(undefined) ? undefined : bases.map((base) => text(base ?? ''));
    return done(call.state, lines && lines.length === 1 ? { kind: 'lines', lines } : { kind: 'unknown', cause: 'the folder' });
  },
  echo: (call) => {
    free(call);
    return done(call.state, printedBy(call.words, call));
  },
  printf: (call) => printf(call),
  eval: (call) => evaluate(call),
  source: (call) => source(call),
  '.': (call) => source(call),
  exec: (call) => {
    const words = call.words.filter((word) => !(isText(word) && /^-[cl]$/.test(word.text)));
    // without a command it only opens its redirections, which stay open
    return words.length === 0 ? done(call.state, silent) : { ...run(call.walker, words, call.state), ok: undefined };
  },
  builtin: (call) => inner(call, call.words),
  command: (call) => {
    const [first, ...rest] = call.words;
    if (isText(first) && /^-[pvV]+$/.test(first.text)) {
      if (/[vV]/.test(first.text)) return noted(call);
      return inner(call, rest);
    }
    return inner(call, isText(first) && first.text === '--' ? rest : call.words);
  },
  exit: (call) => call.walker.leave('exit', call.state),
  logout: (call) => call.walker.leave('exit', call.state),
  return: (call) => call.walker.leave('return', call.state),
  break: (call) => call.walker.leave('break', call.state),
  continue: (call) => call.walker.leave('continue', call.state),
  shift: (call) => {
    const { positional } = call.state;
    const [by] = call.words;
    const count = by === undefined ? 1 : isText(by) && /^\d+$/.test(by.text) ? Number(by.text) : undefined;
    return done({ ...call.state, positional: positional && count !== undefined ? positional.slice(count) : undefined }, silent);
  },
  set: (call) => settings(call),
  unset: (call) => {
    let { state } = call;
    for (const word of call.words) {
      if (!isText(word) || !/^(?:-[fvn]+|[A-Za-z_]\w*(?:\[[\w@*]+\])?)$/.test(word.text))
        call.walker.sink.unknown(`what \`unset ${shown(word)}\` removes`);
      else if (!word.text.startsWith('-')) {
        const functions = new Map(state.functions);
        functions.delete(word.text);
        state = { ...setVar(state, word.text, { values: [[text('')]], array: false, unset: true }), functions };
      }
    }
    return done(state, silent);
  },
  read: (call) => readVariables(call),
  mapfile: (call) => mapfile(call),
  readarray: (call) => mapfile(call),
  let: (call) => {
    for (const word of call.words)
      if (!isText(word) || !/^[\w\s]+(?:[-+*/%]?=|\+\+|--)?[\d\s]*$/.test(word.text))
        call.walker.sink.unknown(`arithmetic over \`${shown(word)}\``);
    let { state } = call;
    for (const word of call.words) {
      const name = isText(word) ? /^([A-Za-z_]\w*)/.exec(word.text)?.[1] : undefined;
      if (name) state = setVar(state, name, { values: [[NUMBER]], array: false });
    }
    return done(state, silent);
  },
  getopts: (call) => {
    let { state } = call;
    const name = call.words[1];
    for (const one of ['OPTARG', isText(name) ? name.text : ''])
      if (one) state = setVar(state, one, { values: [[unknown(`\`$${one}\``)]], array: false });
    return done(state, silent);
  },
  trap: (call) => trap(call),
  alias: (call) => {
    if (call.words.some((word) => !isText(word) || word.text.includes('=')))
      call.walker.sink.unknown('`alias` changes what later words run');
    return noted(call, silent);
  },
  unalias: (call) => noted(call, silent),
  shopt: (call) => {
    const risky = call.words.find(
      (word) =>
        !isText(word) ||
        /^(?:expand_aliases|extdebug|dotglob|lastpipe|globstar|nocaseglob|localvar_inherit|assoc_expand_once)$/.test(word.text),
    );
    if (risky) call.walker.sink.unknown(`\`shopt ${shown(risky)}\` changes how the rest is read`);
    return noted(call, silent);
  },
  enable: (call) => {
    call.walker.sink.unknown('`enable` changes which commands are builtins');
    return done(call.state, silent);
  },
  hash: (call) => {
    if (call.words.some((word) => !isText(word) || /^-[a-zA-Z]*[pl]/.test(word.text)))
      call.walker.sink.unknown('`hash -p` changes which program a name runs');
    return noted(call, silent);
  },
  bind: (call) => {
    call.walker.sink.unknown('`bind` can run commands');
    return done(call.state, silent);
  },
  complete: (call) => generating(call),
  compgen: (call) => generating(call),
  compopt: (call) => generating(call),
  jobs: (call) => {
    const run = call.words.findIndex((word) => isText(word) && /^-[a-zA-Z]*x/.test(word.text));
    return run < 0 ? noted(call) : inner(call, call.words.slice(run + 1));
  },
  fc: (call) => {
    call.walker.sink.unknown('`fc` runs commands of the history');
    return done(call.state, silent);
  },
  history: (call) => noted(call),
  wait: (call) => {
    if (call.words.some((word) => !isText(word) || word.text.startsWith('-p')))
      call.walker.sink.unknown(`what \`wait ${call.words.map(shown).join(' ')}\` assigns`);
    return noted(call, silent);
  },
  test: (call) => condition(call, call.words),
  '[': (call) => condition(call, call.words.slice(0, -1)),
  type: (call) => noted(call),
  kill: (call) => {
    if (call.words.some((word) => isText(word) && /^-[lL]$/.test(word.text))) return noted(call);
    opaque(call, 'it ends processes');
    return done(call.state, silent);
  },
  ulimit: (call) => noted(call, silent),
  umask: (call) => noted(call),
  caller: (call) => noted(call),
};

function noted(call: Invocation, output?: Input): Outcome {
  free(call);
  return done(call.state, output);
}

/** The rest of the words as a command, functions left aside. */
function inner(call: Invocation, words: readonly Field[]): Outcome {
  const [first, ...rest] = words;
  if (first === undefined) return noted(call, silent);
  if (!isText(first)) return run(call.walker, words, call.state);
  return unshadowed(call.walker, first.text, rest, call.state);
}

function changeFolder(call: Invocation): Outcome {
  const { walker, words, state } = call;
  free(call);
  const [target, more] = words.filter((word) => !(isText(word) && /^(?:-[LPe@]+|--)$/.test(word.text)));
  const to = target ?? text(walker.known.home);
  // CDPATH sends relative names elsewhere; it is not free, so the whole line is held to a grant already
  if (more !== undefined || !isText(to) || to.text === '-' || /^[+-]\d+$/.test(to.text)) {
    if (to.kind === 'glob' || to.kind === 'below') walker.sink.path('read', to, 'names', state);
    return { ok: { ...state, bases: [undefined] }, fail: state, output: silent };
  }
  if (to.text === '') return done(state, silent);
  walker.sink.path('read', to, 'names', state);
  const bases = to.text.startsWith('/') ? [to.text] : state.bases.map((base) => (base === undefined ? undefined : `${base}/${to.text}`));
  const clean = bases.map((base) => (base === undefined ? undefined : base.includes('..') ? base : lexical('/', base)));
  // where a link was made on the line, the folder is not known
  const linked =
    state.links.length > 0 &&
    clean.some((base) => base !== undefined && state.links.some((link) => base === link || base.startsWith(`${link}/`)));
  return { ok: { ...state, bases: linked ? [undefined] : clean }, fail: state, output: silent };
}

function printedBy(words: readonly Field[], call: Invocation): Input {
  const first = words.findIndex((word) => !(isText(word) && /^-[neE]+$/.test(word.text)));
  const flags = words
    .slice(0, first < 0 ? words.length : first)
    .map(shown)
    .join('');
  const rest = words.slice(first < 0 ? words.length : first);
  if (rest.length === 1 && rest[0] && rest[0].kind !== 'text')
    return rest[0].kind === 'unknown' ? { kind: 'unknown', cause: rest[0].cause } : { kind: 'lines', lines: [rest[0]] };
  if (!rest.every(isText)) return { kind: 'unknown', cause: `the output of \`${call.name}\`` };
  const line = rest.map((word) => word.text).join(' ');
  if (flags.includes('e') && line.includes('\\')) return { kind: 'unknown', cause: `the output of \`${call.name} -e\`` };
  return linesOf(text(flags.includes('n') ? line : `${line}\n`));
}

function printf(call: Invocation): Outcome {
  const { words, walker, state } = call;
  const [first, name] = words;
  if (isText(first) && first.text.startsWith('-v')) {
    const variable = first.text === '-v' ? (isText(name) ? name.text : '') : first.text.slice(2);
    if (!/^[A-Za-z_]\w*$/.test(variable)) walker.sink.unknown(`the name in \`printf ${first.text}\` can run code`);
    free(call);
    return done(setVar(state, variable, { values: [[unknown(`\`$${variable}\``)]], array: false }), silent);
  }
  free(call);
  const format = isText(first) && first.text === '--' ? words[1] : first;
  const rest = words.slice(isText(first) && first.text === '--' ? 2 : 1);
  return done(state, formatted(format, rest));
}

/** What `printf` prints for the plain formats: `%s`, `%d`, `\n`, `\t`. */
function formatted(format: Field | undefined, args: readonly Field[]): Input {
  const cause = { kind: 'unknown', cause: 'the output of `printf`' } as const;
  if (!isText(format) || !/^(?:[^%\\]|%[sd%]|\\[nt\\])*$/s.test(format.text)) return cause;
  const plain = format.text.replace(/\\([nt\\])/g, (_, char: string) => ({ n: '\n', t: '\t' })[char] ?? '\\');
  const slots = plain.match(/%[sd]/g)?.length ?? 0;
  if (slots === 0) return linesOf(text(plain.replaceAll('%%', '%')));
  if (!args.every(isText)) return slots === 1 && /^%s\n?$/.test(plain) ? { kind: 'lines', lines: args } : cause;
  let out = '';
  for (let i = 0; i < Math.max(args.length, 1); i += slots) {
    let slot = i;
    out += plain.replace(/%[sd%]/g, (mark) => {
      if (mark === '%%') return '%';
      const arg = args[slot];
      slot += 1;
      return isText(arg) ? arg.text : '';
    });
  }
  return linesOf(text(out));
}

/** `eval` of words that are known is read like the line itself. */
function evaluate(call: Invocation): Outcome {
  const { walker, words, state } = call;
  const rest = isText(words[0]) && words[0].text === '--' ? words.slice(1) : words;
  if (!rest.every(isText)) {
    walker.sink.unknown(`what \`eval\` runs: \`${rest.map(shown).join(' ')}\``);
    return done(state);
  }
  return walker.script(rest.map((word) => word.text).join(' '), state);
}

/** A virtual environment's own activate script is read; every other sourced file runs unseen. */
function source(call: Invocation): Outcome {
  const { walker, words, state } = call;
  const [file] = words;
  if (words.length === 1 && isText(file) && /^(?:\.\/)?(?:[\w.-]+\/)*(?:\.?venv|env)\/bin\/activate$/.test(file.text)) {
    walker.sink.path('read', file, 'content', state);
    free(call);
    return done(state, silent);
  }
  opaque(call, 'it runs the commands of a file in this shell', { whole: true });
  walker.sink.unknown(`the commands in \`${words.map(shown).join(' ')}\``);
  return done(state);
}

function settings(call: Invocation): Outcome {
  const { walker, words, state } = call;
  if (words.length === 0) {
    walker.sink.unknown('all variables, which `set` prints');
    return done(state);
  }
  const [first] = words;
  if (!isText(first)) {
    walker.sink.unknown(`what \`set ${shown(first ?? text(''))}\` changes`);
    return done({ ...state, positional: undefined }, silent);
  }
  if (first.text === '--') return done({ ...state, positional: words.slice(1) }, silent);
  const flags = /^[-+][A-Za-z]+$/;
  // `-a` exports, `-k` takes assignments anywhere, `-f` and `-o` change how words are read
  const strange = words.find(
    (word) =>
      !isText(word) ||
      !(
        flags.test(word.text) ||
        /^(?:pipefail|errexit|nounset|xtrace|noglob|noclobber|verbose|errtrace|functrace|posix|hashall|braceexpand)$/.test(word.text)
      ),
  );
  if (strange) return done({ ...state, positional: undefined }, silent);
  if (words.some((word) => isText(word) && /^-[A-Za-z]*k/.test(word.text))) walker.sink.unknown('`set -k` changes what later words mean');
  return done(state, silent);
}

function readVariables(call: Invocation): Outcome {
  const { walker, words, state } = call;
  free(call);
  let next = state;
  let other = false;
  let array = false;
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i];
    if (!isText(word)) {
      walker.sink.unknown(`the name in \`read ${word ? shown(word) : ''}\` can run code`);
      continue;
    }
    if (word.text.startsWith('-')) {
      if (/^-[a-zA-Z]*[uptdnNi]$/.test(word.text)) {
        if (word.text.endsWith('u')) other = true;
        i += 1;
      } else if (/^-[a-zA-Z]*u\d/.test(word.text)) other = true;
      if (/^-[a-zA-Z]*a$/.test(word.text)) array = true;
      continue;
    }
    if (!/^[A-Za-z_]\w*$/.test(word.text)) {
      walker.sink.unknown(`the name in \`read ${word.text}\` can run code`);
      continue;
    }
    const names = words.slice(i).filter((one) => isText(one) && !one.text.startsWith('-')).length;
    const known = !other && !array && names === 1 && i === words.length - 1 ? valuesOf(state.input) : undefined;
    next = setVar(next, word.text, {
      values: (known ?? [unknown(`\`$${word.text}\`, which is read`)]).map((field) => [field]),
      array,
      ...(known ? { unset: true } : {}),
    });
  }
  if (words.length === 0) next = setVar(next, 'REPLY', { values: [[unknown('`$REPLY`, which is read')]], array: false });
  return done(next, silent);
}

function valuesOf(input: Input): readonly Field[] | undefined {
  if (input.kind !== 'lines' || input.lines.length > 24) return undefined;
  return input.lines.map((line) => (line.kind === 'text' ? text(line.text.trim()) : line));
}

function mapfile(call: Invocation): Outcome {
  const { walker, words, state } = call;
  free(call);
  if (words.some((word) => !isText(word) || /^-[a-zA-Z]*[Cc]/.test(word.text)))
    walker.sink.unknown('`mapfile -C` runs a command for each line');
  const name = words.at(-1);
  const variable = isText(name) && /^[A-Za-z_]\w*$/.test(name.text) ? name.text : 'MAPFILE';
  const known = valuesOf(state.input);
  return done(setVar(state, variable, { values: [known ?? [unknown(`\`$${variable}\``)]], array: true }), silent);
}

/** A trap's code is read as if it ran at once. */
function trap(call: Invocation): Outcome {
  const { walker, words, state } = call;
  const [code] = words.filter((word, i) => !(i === 0 && isText(word) && word.text === '--'));
  if (code === undefined || (isText(code) && /^(?:-|-[lp]+|)$/.test(code.text))) return noted(call, silent);
  if (!isText(code)) {
    walker.sink.unknown(`what \`trap\` runs: \`${shown(code)}\``);
    return done(state, silent);
  }
  if (words.length === 1) return done(state, silent);
  // it runs who knows where and when: relative paths and variables are open
  const vars = new Map(
    [...state.vars].map(
      ([name, variable]) => [name, { ...variable, values: [...variable.values, [unknown(`\`$${name}\``, true)]] }] as const,
    ),
  );
  walker.script(code.text, { ...state, vars, bases: [undefined] });
  return done(state, silent);
}

function generating(call: Invocation): Outcome {
  if (call.words.some((word) => !isText(word) || /^-[a-zA-Z]*[CFW]/.test(word.text)))
    call.walker.sink.unknown(`\`${call.name}\` can run commands`);
  return noted(call);
}

/** `test` compares, and looks at files without reading them. */
function condition(call: Invocation, words: readonly Field[]): Outcome {
  const { walker, state } = call;
  free(call);
  words.forEach((word, i) => {
    if (!isText(word)) return;
    if (/^-(?:eq|ne|lt|le|gt|ge)$/.test(word.text)) {
      for (const side of [words[i - 1], words[i + 1]])
        if (side && !isNumber(side) && !(isText(side) && !/[[$`]/.test(side.text))) numbersOnly(call, side);
    }
    if (word.text === '-v' || word.text === '-R') {
      const name = words[i + 1];
      if (name && !(isText(name) && /^\w+$/.test(name.text)))
        walker.sink.unknown(`the name in \`test ${word.text} ${shown(name)}\` can run code`);
    }
  });
  return done(state, silent);
}

/** `[ a -eq b ]` takes numbers only, unlike `[[ ]]`: what is no number is an error. */
function numbersOnly(call: Invocation, side: Field): void {
  if (isText(side)) call.walker.sink.unknown(`arithmetic over \`${side.text}\``);
}

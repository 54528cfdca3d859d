import { lexical } from '../paths.ts';
import { free, type Handler, type Invocation, opaque } from './call.ts';
import { isFreeAssignment } from './env-names.ts';
import { Expander } from './expand.ts';
import { type Field, isNumber, isText, mayBeOption, shown, text, unknown } from './field.ts';
import { declare, run, unshadowed } from './simple.ts';
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
    const { rest, known } = afterOptions(call.words, /^-[cl]+$/, /^-[cl]*a$/);
    if (!known) call.walker.sink.unknown(`what \`exec ${call.words.map(shown).join(' ')}\` runs`);
    // without a command it only opens its redirections, which stay open
    return rest.length === 0
      ? done({ ...call.state, opened: true }, silent)
      : { ...run(call.walker, rest, { ...call.state, functions: new Map() }), ok: undefined };
  },
  builtin: (call) => inner(call, afterOptions(call.words, /^--$/, undefined).rest),
  command: (call) => {
    const { rest, flags } = afterOptions(call.words, /^-[pvV]+$/, undefined);
    return /[vV]/.test(flags) ? noted(call) : inner(call, rest);
  },
  export: (call) => declare(call.walker, [text('export'), ...call.words], [], call.state),
  declare: (call) => declare(call.walker, [text('declare'), ...call.words], [], call.state),
  typeset: (call) => declare(call.walker, [text('typeset'), ...call.words], [], call.state),
  local: (call) => declare(call.walker, [text('local'), ...call.words], [], call.state),
  readonly: (call) => declare(call.walker, [text('readonly'), ...call.words], [], call.state),
  // with words that are no status it does not exit
  exit: (call) =>
    call.words.length === 0 || (call.words.length === 1 && isNumber(call.words[0] ?? text('x')))
      ? call.walker.leave('exit', call.state)
      : done(call.state, silent),
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
      if (!isText(word) || !/^(?:-[fvn]+|[A-Za-z_]\w*)$/.test(word.text)) call.walker.sink.unknown(`what \`unset ${shown(word)}\` removes`);
      else if (!word.text.startsWith('-')) {
        // a function of that name may stay, and so may a variable that is read-only
        const functions = new Map(state.functions);
        const own = functions.get(word.text);
        if (own) functions.set(word.text, { ...own, orProgram: true });
        const held = state.vars.get(word.text);
        if (!isFreeAssignment(word.text, [unknown('nothing')]))
          state = { ...state, env: [...new Set([...state.env, `unset ${word.text}`])] };
        const vars = new Map(state.vars).set(word.text, held?.readonly ? held : { values: [[text('')]], array: false, unset: true });
        state = { ...state, vars, functions };
      }
    }
    return done(state, silent);
  },
  read: (call) => readVariables(call),
  mapfile: (call) => mapfile(call),
  readarray: (call) => mapfile(call),
  let: (call) => {
    const expander = new Expander(call.state, call.walker.around);
    for (const word of call.words) {
      if (isText(word)) expander.expression(word.text);
      else call.walker.sink.unknown(`arithmetic over \`${shown(word)}\``);
    }
    return done(expander.state, silent);
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
        /^(?:expand_aliases|extdebug|xpg_echo|cdable_vars|-[a-z]*o[a-z]*|dotglob|lastpipe|globstar|nocaseglob|localvar_inherit|assoc_expand_once)$/.test(
          word.text,
        ),
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
  history: (call) => {
    if (call.words.length > 0 && !(call.words.length === 1 && isText(call.words[0]) && /^\d+$/.test(call.words[0].text)))
      call.walker.sink.unknown('what `history` reads or writes');
    return noted(call);
  },
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
  ps: (call) => {
    // the `e` of BSD's words shows environments
    if (call.words.some((word) => !isText(word) || /^[A-Za-z]*e[A-Za-z]*$/.test(word.text) || /^-[a-zA-Z]*E/.test(word.text)))
      call.walker.sink.unknown('the environments that `ps` prints');
    return noted(call);
  },
  basename: (call) => nameOf(call, (path) => path.replace(/\/+$/, '').split('/').at(-1) ?? ''),
  dirname: (call) => nameOf(call, (path) => (path.includes('/') ? path.replace(/\/+[^/]*\/*$/, '') || '/' : '.')),
};

function noted(call: Invocation, output?: Input): Outcome {
  free(call);
  return done(call.state, output);
}

/** The words behind the options of a builtin; `taking` is the form of an option that takes the next word. */
function afterOptions(
  words: readonly Field[],
  plain: RegExp,
  taking: RegExp | undefined,
): { readonly rest: readonly Field[]; readonly flags: string; readonly known: boolean } {
  let flags = '';
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i];
    if (!isText(word) || !word.text.startsWith('-') || word.text === '-') return { rest: words.slice(i), flags, known: true };
    if (word.text === '--') return { rest: words.slice(i + 1), flags, known: true };
    if (taking?.test(word.text)) i += 1;
    else if (!plain.test(word.text)) return { rest: words.slice(i), flags, known: false };
    flags += word.text;
  }
  return { rest: [], flags, known: true };
}

/** The rest of the words as a command, functions left aside. */
function inner(call: Invocation, words: readonly Field[]): Outcome {
  const [first, ...rest] = words;
  if (first === undefined) return noted(call, silent);
  if (!isText(first)) return run(call.walker, words, call.state);
  return unshadowed(call.walker, first.text, rest, call.state);
}

/** Text in, text out: nothing on disk is looked at. */
function nameOf(call: Invocation, change: (path: string) => string): Outcome {
  free(call);
  const [only] = call.words;
  const known = call.words.length === 1 && isText(only) && !only.text.startsWith('-');
  return done(
    call.state,
    known ? { kind: 'lines', lines: [text(change(only.text))] } : { kind: 'unknown', cause: `the output of \`${call.name}\`` },
  );
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
  if (first && !isText(first) && mayBeOption(first)) walker.sink.unknown(`whether \`${shown(first)}\` is an option of \`printf\``);
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
  const activate = isText(file) && /^(?:\.\/)?(?:[\w.-]+\/)*(?:\.?venv|env)\/bin\/activate$/.test(file.text);
  if (words.length === 1 && activate) {
    // one that the agent may write is its own script
    walker.sink.path('read', file, 'content', state, { notMine: true });
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
  let positional = state.positional;
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i];
    if (isText(word) && word.text === '--') {
      positional = words.slice(i + 1);
      break;
    }
    if (!isText(word) || !/^[-+]/.test(word.text)) {
      positional = words.slice(i);
      break;
    }
    if (/^[-+][A-Za-z]*o$/.test(word.text)) {
      i += 1;
      const option = words[i];
      const harmless = /^(?:pipefail|errexit|nounset|xtrace|noglob|noclobber|verbose|errtrace|functrace|allexport|monitor|notify)$/;
      if (!(isText(option) && harmless.test(option.text)))
        walker.sink.unknown(`\`set ${word.text} ${option ? shown(option) : ''}\` changes how the rest is read`);
    }
    if (/^-[A-Za-z]*x/.test(word.text) && state.vars.has('PS4')) walker.sink.unknown('`set -x` expands PS4 for every command');
    // `-k` takes assignments anywhere, `+B` leaves braces as they are, `-n` runs nothing
    if (!/^[-+][aeufvxbhmCETo]*$/.test(word.text)) walker.sink.unknown(`\`set ${word.text}\` changes how the rest is read`);
  }
  return done({ ...state, positional }, silent);
}

function readVariables(call: Invocation): Outcome {
  const { walker, words, state } = call;
  free(call);
  const names: string[] = [];
  let plain = true;
  let array = false;
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i];
    if (isText(word) && /^-/.test(word.text) && names.length === 0) {
      if (word.text === '--') continue;
      if (!/^-[rs]+$/.test(word.text)) plain = false;
      if (/a/.test(word.text)) array = true;
      else if (/[uptdnNi]$/.test(word.text)) i += 1;
    } else if (isText(word) && /^[A-Za-z_]\w*$/.test(word.text)) names.push(word.text);
    else walker.sink.unknown(`the name in \`read ${word ? shown(word) : ''}\` can run code`);
  }
  const raw = words.some((word) => isText(word) && /^-[a-zA-Z]*r/.test(word.text));
  const ifs = state.vars.get('IFS')?.values[0]?.[0];
  const whole = plain && names.length === 1 && (ifs === undefined || (isText(ifs) && ifs.text.trim() === ''));
  const known = whole ? valuesOf(state.input)?.filter((value) => raw || !isText(value) || !value.text.includes('\\')) : undefined;
  const sure = known !== undefined && known.length === valuesOf(state.input)?.length;
  let next = state;
  for (const name of names.length === 0 ? ['REPLY'] : names) {
    const values = sure && known ? known : [unknown(`\`$${name}\`, which is read`)];
    next = setVar(next, name, { values: values.map((field) => [field]), array, ...(sure ? { unset: true } : {}) });
  }
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
  const name = words.find((word) => isText(word) && /^[A-Za-z_]\w*$/.test(word.text));
  const variable = isText(name) && /^[A-Za-z_]\w*$/.test(name.text) ? name.text : 'MAPFILE';
  const plain = words.every((word) => isText(word) && (/^-t$/.test(word.text) || !word.text.startsWith('-')));
  const known = plain ? valuesOf(state.input) : undefined;
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
  if (words.some((word) => !isText(word) || /^(?:DEBUG|ERR|RETURN|SIGDEBUG)$/i.test(word.text)))
    walker.sink.unknown(`what \`trap\` runs between commands: \`${code.text}\``);
  walker.traps.push(code.text);
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
  // a word that is not known may be `-v`, which evaluates the subscript of the next one
  const open = words.find((word) => word.kind === 'unknown' && !word.quoted);
  const risky = words.some((word) => word.kind === 'unknown') && words.some((word) => isText(word) && /\[.*[$`]/s.test(word.text));
  if (open !== undefined || risky) walker.sink.unknown(`what \`${open ? shown(open) : 'a word'}\` is to \`test\`: quote it`);
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

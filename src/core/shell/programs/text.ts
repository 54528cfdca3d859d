import { awkEffects } from '../awk.ts';
import { free, type Handler, type Invocation, opaque } from '../call.ts';
import { escaped, type Field, isText, shown, text } from '../field.ts';
import { givenValue, has, optionsOf, readArguments } from '../options.ts';
import { sedEffects } from '../sed.ts';
import { done, type Input } from '../state.ts';
import { finish } from './files.ts';
import { child } from './interpreters.ts';

const SED =
  'n,quiet,silent debug e,expression:data f,file:data E,r,regexp-extended i,in-place?data l,line-length:data posix s,separate sandbox u,unbuffered z,null-data follow-symlinks b,binary a';

/** sed: its program is read for what it writes (`w`), reads (`r`) and runs (`e`). */
const sed: Handler = (call) => {
  const { walker, state } = call;
  const args = readArguments(call.words, optionsOf(SED));
  if (args.given.some((one) => one.role === 'help')) return finish(call, args);
  const scripts: Field[] = args.given.flatMap((one) => (one.name === 'e' && one.value ? [one.value] : []));
  const files = args.operands.map((one) => one.field);
  const fromFile = givenValue(args, 'f');
  if (fromFile) {
    walker.sink.path('read', fromFile, 'content', state);
    walker.sink.unknown('what the sed program in a file does');
  }
  if (scripts.length === 0 && !fromFile) {
    const first = files.shift();
    if (first) scripts.push(first);
  }
  const inPlace = args.given.find((one) => one.name === 'i');
  for (const script of scripts) program(call, script, has(args, 'sandbox'));
  // macOS takes the suffix as a word of its own: `sed -i '' …` leaves an empty first file here
  for (const file of files) {
    if (isText(file) && (file.text === '-' || file.text === '')) continue;
    walker.sink.path('read', file, 'content', state);
    if (!inPlace) continue;
    walker.sink.path('edit', file, 'content', state);
    const suffix = inPlace.value;
    if (suffix) backup(call, file, suffix);
  }
  const outcome = finish(call, args);
  return files.length === 0 && !inPlace ? outcome : { ...outcome, output: { kind: 'unknown', cause: 'the output of `sed`' } };
};

/** `-i.bak` keeps the old file beside the new one; a `*` in the suffix stands for its name. */
function backup({ walker, state }: Invocation, file: Field, suffix: Field): void {
  if (!isText(suffix) || suffix.text === '') {
    if (!isText(suffix)) walker.sink.unknown('the backups that `sed -i` makes');
    return;
  }
  const named = /[*/]/.test(suffix.text);
  if (isText(file)) {
    const slash = file.text.lastIndexOf('/') + 1;
    const name = file.text.slice(slash);
    const kept = suffix.text.includes('*') ? suffix.text.replaceAll('*', name) : name + suffix.text;
    walker.sink.path('edit', text(kept.includes('/') ? kept : file.text.slice(0, slash) + kept), 'content', state);
  } else if (file.kind === 'glob' && !named) {
    walker.sink.path(
      'edit',
      { kind: 'glob', pattern: file.pattern + escaped(suffix.text), text: file.text + suffix.text },
      'content',
      state,
    );
  } else if (file.kind === 'below' && !named) walker.sink.path('edit', { kind: 'below', roots: file.roots }, 'content', state);
  else walker.sink.unknown('the backups that `sed -i` makes');
}

function program({ walker, state }: Invocation, script: Field, sandbox: boolean): void {
  if (!isText(script)) {
    walker.sink.unknown('what a sed program with a value that is not known does');
    return;
  }
  if (sandbox) return;
  const effects = sedEffects(script.text);
  if (effects === undefined) {
    walker.sink.unknown(`what the sed program \`${script.text}\` does`);
    return;
  }
  if (effects.runs) walker.sink.unknown(`the commands that the sed program \`${script.text}\` runs`);
  for (const file of effects.writes) walker.sink.path('edit', text(file), 'content', state);
  for (const file of effects.reads) walker.sink.path('read', text(file), 'content', state);
}

const AWK =
  'F,field-separator:data v,assign:data f,file:data b,characters-as-bytes c,traditional C,copyright d,dump-variables=code D,debug=code e,source:data E,exec:data g,gen-pot h i,include:code I,trace l,load:code L,lint?data M,bignum n,non-decimal-data N,use-lc-numeric o,pretty-print=code O,optimize p,profile=code P,posix r,re-interval s,no-optimize S,sandbox t,lint-old V';

/** awk: its program is read for commands, files and pipes. */
const awk: Handler = (call) => {
  const { walker, state } = call;
  const args = readArguments(call.words, optionsOf(AWK), { first: true });
  if (args.given.some((one) => one.role === 'help')) return finish(call, args);
  const programs: Field[] = args.given.flatMap((one) => (one.name === 'e' && one.value ? [one.value] : []));
  const fromFile = givenValue(args, 'f') ?? givenValue(args, 'E');
  const files = args.operands.map((one) => one.field);
  if (fromFile) {
    walker.sink.path('read', fromFile, 'content', state);
    opaque(call, 'it runs the awk program in a file');
  }
  if (programs.length === 0 && !fromFile) {
    const first = files.shift();
    if (first) programs.push(first);
  }
  for (const one of programs) {
    const effects = isText(one) ? awkEffects(one.text) : { fault: 'it holds a value that is not known', runs: [], writes: [], reads: [] };
    if (has(args, 'S')) continue;
    if (effects.fault) walker.sink.unknown(`what the awk program does: ${effects.fault}`);
    for (const file of effects.writes) walker.sink.path('edit', text(file), 'content', state);
    for (const file of effects.reads) walker.sink.path('read', text(file), 'content', state);
    // what is printed into it is its input
    const piped: Input = { kind: 'unknown', cause: 'what awk prints' };
    for (const command of effects.runs) child({ ...call, state: { ...state, input: piped } }, command, []);
  }
  for (const file of files) {
    if (isText(file) && /^[A-Za-z_]\w*=/.test(file.text)) continue;
    if (isText(file) && file.text === '-') continue;
    walker.sink.path('read', file, 'content', state);
  }
  if (fromFile) return done(state);
  return finish(call, args);
};

const ed: Handler = (call) => {
  opaque(call, 'its commands can write any file and run programs');
  call.walker.sink.unknown(`what the commands given to \`${call.name}\` do`);
  return done(call.state);
};

const csplit: Handler = (call) => {
  const { walker, state } = call;
  const args = readArguments(
    call.words,
    optionsOf('b,suffix-format:data f,prefix:data k,keep-files suppress-matched n,digits:data s,quiet,silent z,elide-empty-files'),
  );
  const [file] = args.operands.map((one) => one.field);
  if (file) walker.sink.path('read', file, 'content', state);
  const prefix = givenValue(args, 'f');
  if (shown(givenValue(args, 'b') ?? text('')).includes('/')) walker.sink.unknown('the files that `csplit` writes');
  if (prefix && !isText(prefix)) walker.sink.unknown('the files that `csplit` writes');
  else
    walker.sink.path(
      'edit',
      {
        kind: 'glob',
        pattern: `${prefix && isText(prefix) ? prefix.text : 'xx'}[0-9]*`,
        text: `${prefix && isText(prefix) ? prefix.text : 'xx'}00`,
      },
      'content',
      state,
    );
  return finish(call, args);
};

const SPLIT =
  'a,suffix-length:data additional-suffix:data b,bytes:data C,line-bytes:data d numeric-suffixes?data x hex-suffixes?data e,elide-empty-files filter=code l,lines:data n,number:data t,separator:data u,unbuffered verbose';

/** `split` writes PREFIX and a suffix beside each other. */
const split: Handler = (call) => {
  const { walker, state } = call;
  const args = readArguments(call.words, optionsOf(SPLIT), { digits: true });
  if (args.given.some((one) => one.role === 'help')) return finish(call, args);
  const [file, prefix = text('x')] = args.operands.map((one) => one.field);
  if (file && !(isText(file) && file.text === '-')) walker.sink.path('read', file, 'content', state);
  if (isText(prefix))
    walker.sink.path('edit', { kind: 'glob', pattern: `${escaped(prefix.text)}*`, text: `${prefix.text}aa` }, 'content', state);
  else walker.sink.unknown('the files that `split` writes');
  return finish(call, args);
};

/** `yq -i` changes its files. */
const yq: Handler = (call) => {
  const { walker, state } = call;
  const args = readArguments(
    call.words,
    optionsOf(
      'i,inplace,in-place e,eval-all,exit-status r,raw-output,unwrapScalar? P,prettyPrint o,output-format:data p,input-format:data n,null-input j,tojson C,colors M,no-colors y,yaml-output s,split-exp:code f,from-file:read N,no-doc I,indent:data c,compact-output',
    ),
  );
  const [first, ...rest] = args.operands.map((one) => one.field);
  const verbs = new Set(['eval', 'e', 'eval-all', 'ea']);
  const files = first && isText(first) && verbs.has(first.text) ? rest.slice(1) : rest;
  for (const file of files) {
    walker.sink.path('read', file, 'content', state);
    if (has(args, 'i')) walker.sink.path('edit', file, 'content', state);
  }
  const program = first && isText(first) && verbs.has(first.text) ? rest[0] : first;
  if (program && !(isText(program) && !/load|env|system|\$ENV/.test(program.text))) walker.sink.unknown('what the yq program reads');
  return finish(call, args);
};

/** jq reads no file but those named; `env`, `input_filename` and modules are told apart by name. */
const jq: Handler = (call) => {
  const { walker, state } = call;
  // `--arg a b`, `--slurpfile a f`, `--args` take words that the option table cannot say
  const words: Field[] = [];
  for (let i = 0; i < call.words.length; i += 1) {
    const word = call.words[i];
    if (word === undefined) continue;
    const option = isText(word) ? word.text : '';
    if (/^--(?:arg|argjson)$/.test(option)) i += 2;
    else if (/^--(?:slurpfile|rawfile|argfile)$/.test(option)) {
      const file = call.words[i + 2];
      if (file) walker.sink.path('read', file, 'content', state);
      i += 2;
    } else if (/^--(?:args|jsonargs)$/.test(option)) {
      // what follows is data, but for the program where it has not come yet
      if (words.some((one) => !(isText(one) && one.text.startsWith('-')))) break;
    } else words.push(word);
  }
  const args = readArguments(
    words,
    optionsOf(
      'n,null-input R,raw-input s,slurp c,compact-output C,color-output M,monochrome-output r,raw-output j,join-output a,ascii-output S,sort-keys tab indent:data e,exit-status stream stream-errors seq unbuffered f,from-file:read L,library-path:code raw-output0',
    ),
  );
  const fromFile = has(args, 'f');
  const operands = args.operands.map((one) => one.field);
  const program = fromFile ? undefined : operands[0];
  const files = fromFile ? operands : operands.slice(1);
  const source = givenValue(args, 'f');
  if (source) {
    walker.sink.path('read', source, 'content', state);
    walker.sink.unknown('what the jq program in a file reads');
  }
  if (program && isText(program) && /ENV|(?<![.\w"-])env\b(?!")|\b(?:import|include|input_filename|get_search_list)\b/.test(program.text))
    walker.sink.unknown('what the jq program reads beside its input');
  for (const file of files) walker.sink.path('read', file, 'content', state);
  if (args.strange.length > 0) return finish(call, args);
  if (args.given.some((one) => one.role === 'code')) return finish(call, args);
  free(call);
  return done(state);
};

export const TEXT: Readonly<Record<string, Handler>> = {
  sed,
  gsed: sed,
  awk,
  gawk: awk,
  mawk: awk,
  nawk: awk,
  ed,
  ex: ed,
  vi: ed,
  vim: ed,
  nano: ed,
  emacs: ed,
  csplit,
  split,
  gsplit: split,
  yq,
  jq,
};

import { free, type Handler, opaque } from '../call.ts';
import { isFreeAssignment } from '../env-names.ts';
import { type Field, isText, join, shown, text, unknown } from '../field.ts';
import { givenValue, has, optionsOf, readArguments, textOf } from '../options.ts';
import { run } from '../simple.ts';
import { done, type Input, MOST_VALUES, type State } from '../state.ts';
import { child } from './interpreters.ts';

const XARGS =
  '0,null a,arg-file:read d,delimiter:data E:data e?data eof?data I:data i?data replace?data L,max-lines:data l?data n,max-args:data o,open-tty P,max-procs:data p,interactive process-slot-var:data r,no-run-if-empty s,max-chars:data t,verbose x,exit show-limits J:data R:data S:data';

/** `xargs`: the command runs over whatever its input can hold. */
export const xargs: Handler = (call) => {
  const { walker, state } = call;
  const args = readArguments(call.words, optionsOf(XARGS), { first: true });
  if (args.given.some((one) => one.role === 'help')) {
    free(call);
    return done(state);
  }
  const file = givenValue(args, 'a');
  if (file) walker.sink.path('read', file, 'content', state);
  if (args.strange.length > 0) walker.sink.unknown(`what the option \`${args.strange[0]}\` of \`xargs\` changes`);
  free(call);
  const fields = args.operands.map((one) => one.field);
  const command = fields.length === 0 ? [text('echo')] : fields;
  const input: Input = file ? { kind: 'unknown', cause: 'a file of arguments' } : state.input;
  const lines = has(args, '0', 'd', 'I', 'i', 'replace') ? 'lines' : 'words';
  const separator = textOf(givenValue(args, 'd'));
  const odd = has(args, 'n', 'L', 's', 'E', 'e', 'eof', 'R') || (has(args, 'd') && separator !== '\\n' && separator !== '\n');
  const slot = textOf(givenValue(args, 'process-slot-var'));
  if (has(args, 'process-slot-var') && (slot === undefined || !isFreeAssignment(slot, [])))
    walker.sink.unknown('what a variable that `xargs` sets changes');
  const values = odd && !has(args, 'n') ? [unknown('a word from its input', false)] : valuesFrom(input, lines);
  const mark =
    textOf(givenValue(args, 'I')) ??
    (has(args, 'i', 'replace') ? (textOf(givenValue(args, 'i')) ?? textOf(givenValue(args, 'replace')) ?? '{}') : undefined);
  const inner: State = { ...state, functions: new Map(), input: { kind: 'none' } };
  let output: Input | undefined;
  for (const value of values) {
    const argv = mark === undefined ? [...command, value] : command.map((word) => replaced(word, mark, value));
    output = run(walker, argv, inner).output;
  }
  // all the words may be appended to one call, or any few of them
  if (mark === undefined && values.length > 1)
    run(walker, has(args, 'n') ? [...command, unknown('words from its input', false)] : [...command, ...values], inner);
  if (mark !== undefined && has(args, 'n')) run(walker, [...command, unknown('words from its input', false)], inner);
  return done(state, values.length === 1 ? output : undefined);
};

/** What the words that xargs and parallel append can be, one by one; several texts are each judged. */
function valuesFrom(input: Input, by: 'lines' | 'words'): readonly Field[] {
  if (input.kind === 'none') return [unknown('a word from its input', false)];
  if (input.kind === 'unknown') return [unknown(`a word from ${input.cause}`, false)];
  const fields = input.lines.flatMap((line) =>
    line.kind === 'text' && by === 'words' ? line.text.split(/\s+/).filter(Boolean).map(text) : [line],
  );
  if (fields.some((field) => field.kind === 'text' && (/['"\\]/.test(field.text) || field.text !== field.text.trim())))
    return [unknown('a word with quotes from its input', false)];
  return fields.length > MOST_VALUES ? [unknown('one of many words', false)] : fields;
}

/** Puts a value where its mark stands in a word. */
export function replaced(word: Field, mark: string, value: Field): Field {
  if (!isText(word) || !word.text.includes(mark)) return word;
  if (word.text === mark) return value.kind === 'unknown' ? { ...value, quoted: true } : value;
  if (value.kind === 'text') return text(word.text.replaceAll(mark, value.text));
  const [before = '', ...after] = word.text.split(mark);
  if (value.kind === 'below' && before === '' && after.every((one) => !one.includes('/') && !one.includes('..')))
    return join(value, text(after.join('')));
  return unknown(word.text.slice(before.length), true, before);
}

const PARALLEL =
  'j,jobs:data k,keep-order n,max-args:data N,max-replace-args:data m X,xargs 0,null a,arg-file:read d,delimiter:data I:data L:data l?data C,colsep:data bar eta progress halt:data joblog:edit results:edit-tree retries:data timeout:data tag tagstring:data dry-run,dryrun t,verbose v q,quote r,no-run-if-empty u,ungroup group line-buffer,lb delay:data load:data memfree:data nice:data will-cite env:code S,sshlogin:code sshloginfile:code transferfile:code return:code workdir,wd:base pipe block:data round-robin shuf plus no-notice P:data s:data';

/** GNU parallel: its arguments stand behind `:::`, or come from its input. */
export const parallel: Handler = (call) => {
  const { walker, state } = call;
  const marks = call.words.findIndex((word) => isText(word) && /^:{3,4}\+?$/.test(word.text));
  const before = marks < 0 ? call.words : call.words.slice(0, marks);
  const args = readArguments(before, optionsOf(PARALLEL), { first: true });
  const code = args.given.find((one) => one.role === 'code');
  if (args.strange.length > 0 || code) {
    opaque(call, `its option \`${args.strange[0] ?? code?.name ?? ''}\` is not one that twoloops can follow`, { whole: true });
    walker.sink.unknown('what `parallel` runs');
    return done(state);
  }
  if (has(args, 'dry-run') || args.given.some((one) => one.role === 'help')) {
    free(call);
    return done(state);
  }
  free(call);
  const command = args.operands.map((one) => one.field);
  const sources =
    marks < 0
      ? valuesFrom(state.input, 'lines')
      : call.words.slice(marks + 1).filter((word) => !(isText(word) && /^:{3,4}\+?$/.test(word.text)));
  const fromFile = marks >= 0 && call.words.some((word) => isText(word) && word.text.startsWith('::::'));
  const values = fromFile || sources.length > MOST_VALUES ? [unknown('one of many words', false)] : sources;
  const inner: State = { ...state, functions: new Map(), input: { kind: 'none' } };
  for (const value of values) {
    if (command.length === 0) {
      if (isText(value)) child({ ...call, state: inner }, value.text, []);
      else walker.sink.unknown(`the command that \`parallel\` reads: \`${shown(value)}\``);
      continue;
    }
    const marked = command.some((word) => isText(word) && /\{[\d#%./]*\}/.test(word.text));
    const argv = marked ? command.map((word) => placed(word, value)) : [...command, value];
    // the words are joined and read by a shell
    if (argv.every(isText)) {
      const joinedWords = argv.map((word) => word.text);
      const last = joinedWords.length - 1;
      const line = marked ? joinedWords.join(' ') : [...joinedWords.slice(0, last), quoted(joinedWords[last] ?? '')].join(' ');
      child({ ...call, state: inner }, line, []);
      if (marked && command.length > 1)
        run(
          walker,
          command.map((word) => (isText(word) && isText(value) ? text(word.text.replace(/\{[\d#%./]*\}/g, () => value.text)) : word)),
          inner,
        );
    } else run(walker, argv, inner);
  }
  return done(state);
};

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

function placed(word: Field, value: Field): Field {
  if (!isText(word)) return word;
  const marked = /\{[\d#%./]*\}/g;
  if (!marked.test(word.text)) return word;
  if (value.kind === 'text') return text(word.text.replace(marked, () => quoted(value.text)));
  return /^\{\d*\}$/.test(word.text)
    ? value
    : unknown(word.text.slice(word.text.search(/\{[\d#%./]*\}/)), true, word.text.slice(0, word.text.search(/\{[\d#%./]*\}/)));
}

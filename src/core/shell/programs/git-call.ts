import { execute, free, type Invocation, pathsIn } from '../call.ts';
import { type Field, isText, shown } from '../field.ts';
import { formOf } from '../irreversible.ts';
import { type Arguments, aliasesOf, type Options, optionsOf } from '../options.ts';
import { done, type Outcome } from '../state.ts';
import { GIT } from '../tables/git.ts';

/** A call of git with its global options read. */
export interface GitCall extends Invocation {
  readonly verb: string;
  readonly rest: readonly Field[];
  readonly args: Arguments;
  /** Words that only the same word of a grant covers: they run code or move the repository. Indices of `as`. */
  readonly literal: readonly number[];
  readonly as: readonly string[];
}

export function needs(call: GitCall, why: string): void {
  const row = Object.hasOwn(GIT, call.verb) ? GIT[call.verb] : undefined;
  const offset = call.as.length - call.rest.length;
  const form = row?.options === undefined ? formOf(call.as) : readForm(call, optionsOf(row.options), offset);
  const { state } = call;
  const open = call.rest.filter((field) => field.kind === 'unknown' && !isData(call, field)).map(shown);
  const code = call.args.given.filter((one) => one.role === 'code').map((one) => offset + one.at);
  // an option that the table does not know may run code
  const odd =
    row?.options === undefined ? [] : call.rest.flatMap((field, i) => (call.args.strange.includes(shown(field)) ? [offset + i] : []));
  execute(
    { ...call, name: 'git' },
    {
      why,
      as: call.as,
      literal: [...new Set([...call.literal, ...code, ...odd, ...(form?.literal ?? [])])],
      ...(form ? { form: form.form } : {}),
      ...(open.length > 0 ? { open } : {}),
      // what it names and does not touch without force is no access
      operands:
        call.verb === 'clean' && !call.args.given.some((one) => one.name === 'f')
          ? []
          : call.rest.flatMap((field, i) => (isText(field) && !isData(call, field) ? pathsIn(field.text, offset + i, state) : [])),
      ...(state.env.length > 0 ? { env: state.env } : {}),
    },
  );
}

/** The form of a call whose options were read: a value that holds a letter is no option. */
function readForm(call: GitCall, options: Options, offset: number): ReturnType<typeof formOf> {
  const words: string[] = ['git', call.verb];
  const places: number[] = [0, offset - 1];
  for (const one of call.args.given) {
    for (const alias of aliasesOf(options, one.name)) {
      const value = one.value && alias.length > 1 ? `=${shown(one.value)}` : '';
      words.push(alias.length === 1 ? `-${alias}` : `--${alias}${value}`);
      places.push(offset + one.at);
    }
  }
  for (const { field, at } of call.args.operands) {
    words.push(shown(field));
    places.push(offset + at);
  }
  const found = formOf(words);
  if (found === undefined) return undefined;
  const literal = [...new Set(found.literal.map((i) => places[i] ?? 0))];
  const spelled = literal.map((i) => call.as[i] ?? '').join(' ');
  return { form: { ...found.form, name: `git ${spelled}`.slice(0, 80) }, literal };
}

const isData = (call: GitCall, field: Field): boolean =>
  !(field.kind === 'unknown' && !field.quoted) &&
  call.args.given.some(
    (one) => one.role === 'data' && (call.rest[one.at] === field || (one.value !== undefined && call.rest[one.at + 1] === field)),
  );

/** Notes a reading call: free where nothing on it runs code or moves the repository. */
export function reads(call: GitCall): void {
  if (call.literal.length > 0) {
    needs(call, 'its global options run code or move the repository');
    return;
  }
  const code = call.args.given.find((one) => one.role === 'code');
  if (code) {
    needs(call, `its option \`${code.name}\` runs code`);
    return;
  }
  const odd = call.args.strange[0];
  if (odd !== undefined) {
    needs(call, `\`${odd}\` is no option of \`git ${call.verb}\` that twoloops knows`);
    return;
  }
  free({ ...call, name: 'git' });
}

export const words = (call: GitCall): readonly string[] => call.rest.map((field) => (isText(field) ? field.text : '\0'));

export function byWords(call: GitCall, isReading: (given: readonly string[]) => boolean): Outcome {
  const given = words(call);
  if (given.every((word) => word !== '\0') && isReading(given) && call.literal.length === 0) free({ ...call, name: 'git' });
  else needs(call, 'it changes the repository');
  return done(call.state);
}

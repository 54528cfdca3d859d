import { withAncestors } from '../paths.ts';
import { execute, free, type Handler, type Invocation, opaque } from './call.ts';
import { isSecretName } from './env-names.ts';
import { isText, shown } from './field.ts';
import { formOf } from './irreversible.ts';
import { ARCHIVES } from './programs/archives.ts';
import { FILES } from './programs/files.ts';
import { find } from './programs/find.ts';
import { git } from './programs/git.ts';
import { INTERPRETING } from './programs/interpreters.ts';
import { NETWORK } from './programs/network.ts';
import { PACKAGES } from './programs/packages.ts';
import { TEXT } from './programs/text.ts';
import { WRAPPING, wrap } from './programs/wrap.ts';
import { done, type Outcome } from './state.ts';
import { HARMLESS, READING, WRITING } from './tables/coreutils.ts';
import { WRAPPERS } from './tables/wrappers.ts';
import { applyUtility } from './utility.ts';

/** Folders whose programs are the ones that everybody means by their bare names. */
const STANDARD = /^\/(?:usr\/(?:local\/)?)?s?bin\/([^/]+)$/;

const harmless = new Set(HARMLESS);

/** Programs with readers of their own, by name. */
const PROGRAMS: Readonly<Record<string, Handler>> = {
  ...FILES,
  ...TEXT,
  ...ARCHIVES,
  ...NETWORK,
  ...WRAPPING,
  ...INTERPRETING,
  ...PACKAGES,
  git,
  find,
  printenv,
};

/** Tables are looked up by own names only: a program called `constructor` is in none. */
function row<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** A program, by the name that it is called with. */
export function program(call: Invocation): Outcome {
  const name = STANDARD.exec(call.name)?.[1] ?? call.name;
  const known: Invocation = name === call.name ? call : { ...call, name };
  if (harmless.has(name)) {
    free(known);
    return done(call.state);
  }
  const special = row(PROGRAMS, versionless(name));
  if (special) return special({ ...known, name });
  const wrapper = row(WRAPPERS, name);
  if (wrapper) return wrap(known, wrapper);
  const reading = row(READING, name) ?? row(WRITING, name);
  if (reading) return utility(known, reading);
  const form = formOf([name, ...call.words.map(shown)]);
  opaque(call, 'it is no utility that twoloops knows', form ? { form: form.form, literal: form.literal } : {});
  return done(call.state);
}

/** `python3.11` is python, `lua5.4` is lua. */
function versionless(name: string): string {
  const base = /^(python|pypy|pip|perl|ruby|lua|php|node|tclsh|guile|gcc|g\+\+|clang)\d[\d.]*$/.exec(name)?.[1] ?? name;
  return base === 'nodejs' || base === 'luajit' ? base.slice(0, base === 'nodejs' ? 4 : 3) : base;
}

function utility(call: Invocation, table: NonNullable<(typeof READING)[string]>): Outcome {
  const { walker, name, words, state } = call;
  const read = applyUtility(name, table, words, state, walker.sink);
  if (read.why === undefined) free(call);
  else {
    // an option that runs code, or that the table does not know, is covered by the same word of a grant only
    const code = read.args.given.filter((one) => one.role === 'code').map((one) => one.at + 1);
    const odd = words.flatMap((word, i) => (read.args.strange.includes(shown(word)) ? [i + 1] : []));
    opaque(call, read.why, { literal: [...code, ...odd] });
  }
  // with `-p` the folders above go, too
  if (name === 'rmdir' && read.args.given.some((one) => one.name === 'p'))
    for (const { field } of read.args.operands)
      if (isText(field))
        for (const path of withAncestors(field.text)) walker.sink.path('edit', { kind: 'text', text: path }, 'content', state);
  if (table.makes) {
    walker.made = true;
    // `mkdir -p d/../n` makes d on the way
    for (const { field } of read.args.operands)
      if (isText(field) && field.text.includes('/..'))
        walker.sink.path('edit', { kind: 'text', text: field.text.slice(0, field.text.indexOf('/..')) }, 'content', state);
  }
  return done(state, read.output);
}

/** `printenv NAME` prints one variable; without a name, all of them. */
function printenv(call: Invocation): Outcome {
  const names = call.words.filter((word) => !(isText(word) && word.text.startsWith('-')));
  if (names.length === 0) call.walker.sink.unknown('the whole environment, which `printenv` prints');
  for (const word of names) if (!isText(word) || isSecretName(word.text)) call.walker.sink.unknown(`the credential in \`${shown(word)}\``);
  execute(call, { free: true });
  return done(call.state);
}

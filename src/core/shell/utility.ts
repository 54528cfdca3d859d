import type { PathIntent } from '../../schema/access.ts';
import { type Field, isNumber, NUMBER, shown } from './field.ts';
import { manyStars, nameRegex } from './name-regex.ts';
import { type Arguments, has, type Manner, optionsOf, type Role, readArguments } from './options.ts';
import type { Sink } from './sink.ts';
import { type Input, type State, unique } from './state.ts';

/** One row of the tables: what a utility does with its arguments. */
export interface Utility extends Manner {
  /** Its options; see options.ts for how they are written. */
  readonly options?: string;
  /** Roles of its operands: `read*`, `data read*`, `read* edit`, `names*`, `none`. A last single role takes the last operand. */
  readonly operands?: string;
  /** Options that make a read or an edit take in everything below. */
  readonly tree?: string;
  /** Options that follow links below. */
  readonly follow?: string;
  /** Options that stand in for the first operand (`grep -e`). */
  readonly instead?: string;
  /** The operand where none is given; with `implicitIf`, only under that option. */
  readonly implicit?: string;
  readonly implicitIf?: string;
  /** Nothing that it is given matters: it prints, waits or computes. */
  readonly loose?: true;
  /** What it prints: its input, or names of paths it was given. */
  readonly output?: 'input' | 'operands' | 'number';
  /** Options under which it prints paths below its operands, then those that change nothing of that. */
  readonly lists?: string;
  /** Options under which each line of its output still is a line of its input. */
  readonly passes?: string;
  /** It changes its operands in place, too, under this option. */
  readonly inPlace?: string;
  /** Makes folders. */
  readonly makes?: true;
  /** In a pipe it reads its input, not the operand that it takes otherwise. */
  readonly piped?: true;
  /** It follows links below without being told. */
  readonly follows?: true;
  /** A word with a separator of folders is a file, not a name. */
  readonly files?: true;
  /** It acts on links themselves. */
  readonly links?: true;
  /** Options whose value is a name pattern that a recursive reading leaves out, or is limited to. */
  readonly except?: string;
  readonly only?: string;
}

/** Why a word of a known utility leaves open what it does. */
export const strangeWord = (name: string, word: string): string =>
  word.startsWith('-') ? `\`${word}\` is no option of \`${name}\` that twoloops knows` : `the word \`${word}\` is not known`;

/** What came of reading a call by its row. */
export interface Read {
  /** Everything is known; else why not. */
  readonly why?: string;
  readonly args: Arguments;
  readonly output: Input;
}

/** Judges nothing: notes the accesses that the row gives for these words. */
export function applyUtility(name: string, row: Utility, words: readonly Field[], state: State, sink: Sink): Read {
  const args = readArguments(words, optionsOf(row.options ?? ''), row);
  const unprinted: Input = { kind: 'unknown', cause: `the output of \`${name}\`` };
  if (row.loose) return { args, output: unprinted };
  if (args.given.some((one) => one.role === 'help')) return { args, output: unprinted };
  const strange = args.strange[0];
  for (const one of args.given) if (one.value !== undefined) apply(one.role, one.value, state, sink, {});
  const code = args.given.find((one) => one.role === 'code');
  operands(row, args, state, sink);
  const why = strange !== undefined ? strangeWord(name, strange) : code ? `its option \`${code.name}\` runs code` : undefined;
  return { args, output: printed(row, args, state, unprinted), ...(why === undefined ? {} : { why }) };
}

interface Manners {
  readonly tree?: boolean;
  readonly follow?: boolean;
  readonly names?: Pick<PathIntent, 'only' | 'except'> & { readonly link?: true };
}

/** Notes what one value is used for. */
export function apply(role: Role, field: Field, state: State, sink: Sink, { tree, follow, names }: Manners): void {
  const links = { ...(follow ? { follow: true as const } : {}), ...names };
  switch (role) {
    case 'read':
      // binutils and their like read further words from `@file`
      if (field.kind === 'text' && /^@./.test(field.text)) sink.path('read', { kind: 'text', text: field.text.slice(1) }, 'content', state);
      if (field.kind === 'text' && field.text === '-') return;
      sink.path('read', field, tree ? 'recursive' : 'content', state, links);
      return;
    case 'tree':
      sink.path('read', field, 'recursive', state, links);
      return;
    case 'names':
      sink.path('read', field, 'names', state);
      return;
    case 'edit':
      if (field.kind === 'text' && field.text === '-') return;
      sink.path('edit', field, tree ? 'recursive' : 'content', state, links);
      return;
    case 'edit-tree':
      sink.path('edit', field, 'recursive', state);
      return;
    case 'list':
      if (field.kind === 'text' && field.text === '-') {
        sink.unknown('the files named on its input');
        return;
      }
      sink.path('read', field, 'content', state);
      sink.unknown(`the files that \`${shown(field)}\` lists`);
      return;
    case 'host':
      sink.reachField(field);
      return;
    case 'url':
      sink.unknown(`the address \`${shown(field)}\``);
      return;
    case 'flag':
    case 'data':
    case 'code':
    case 'base':
    case 'tree-mark':
    case 'help':
      return;
  }
}

function operands(row: Utility, args: Arguments, state: State, sink: Sink): void {
  const marked = args.given.some((one) => one.role === 'tree-mark' && !(one.value?.kind === 'text' && /^sk/.test(one.value.text)));
  const tree = marked || (row.tree !== undefined && has(args, ...row.tree.split(' ')));
  const follow = row.follows === true || (row.follow !== undefined && has(args, ...row.follow.split(' ')));
  if (row.files)
    for (const { field } of args.operands)
      if (shown(field).includes('/') || field.kind !== 'text') sink.path('read', field, 'content', state);
  let roles = (row.operands ?? 'none').split(' ');
  if (row.instead !== undefined && has(args, ...row.instead.split(' '))) roles = roles.slice(1);
  const fields = args.operands.map((one) => one.field);
  if (row.piped && state.input.kind !== 'none') row = { ...row, implicitIf: 'files' };
  if (fields.length === 0 && row.implicit !== undefined && (row.implicitIf === undefined || has(args, ...row.implicitIf.split(' ')))) {
    fields.push(...(roles[0] === 'data' ? [{ kind: 'text', text: '' } as const] : []), { kind: 'text', text: row.implicit });
  } else if (
    row.implicit !== undefined &&
    roles[0] === 'data' &&
    fields.length === 1 &&
    (row.implicitIf === undefined || has(args, ...row.implicitIf.split(' ')))
  ) {
    fields.push({ kind: 'text', text: row.implicit });
  }
  const inPlace = row.inPlace !== undefined && has(args, ...row.inPlace.split(' '));
  const last = roles.length > 1 && !roles.at(-1)?.endsWith('*') && roles.some((role) => role.endsWith('*')) ? roles.at(-1) : undefined;
  const target = last === undefined ? undefined : fields.pop();
  fields.forEach((field, i) => {
    const role = roles[Math.min(i, last === undefined ? roles.length - 1 : roles.length - 2)] ?? 'none';
    const plain = role.replace(/[*?]$/, '');
    if (plain === 'none') sink.unknown(`what \`${shown(field)}\` means here`);
    else if (field.kind === 'glob' && !isNumber(field) && roles.length > 1) {
      // a pattern is any number of words: each role may be one of them
      for (const one of new Set(roles)) apply(one.replace(/[*?]$/, '') as Role, field, state, sink, { tree, follow });
    } else
      apply(plain as Role, field, state, sink, {
        tree,
        follow,
        names: { ...limits(row, args), ...(row.links ? { link: true as const } : {}) },
      });
    if (inPlace && plain === 'read') apply('edit', field, state, sink, { tree });
  });
  if (last !== undefined && target !== undefined) apply(last as Role, target, state, sink, { tree });
}

/** `grep --include='*.ts' --exclude-dir=billing`: the names that a recursive reading takes in and leaves out. */
function limits(row: Utility, args: Arguments): Pick<PathIntent, 'only' | 'except'> {
  const patterns = (names: string | undefined): readonly string[] | undefined => {
    const values = args.given.filter((one) => names?.split(' ').includes(one.name)).map((one) => one.value);
    const plain = values.flatMap((value) => (value?.kind === 'text' && !value.text.includes('/') ? [value.text] : []));
    return plain.length === 0 ? undefined : plain;
  };
  const only = patterns(row.only);
  // a pattern that cannot be read leaves nothing out, and limits nothing
  const whole = args.given.filter((one) => row.only?.split(' ').includes(one.name)).length === (only?.length ?? 0);
  const except = patterns(row.except)?.filter((one) => !manyStars(one));
  return {
    ...(only && whole ? { only: only.map(nameRegex).join('|') } : {}),
    // where both are given the order decides: nothing is left out then
    ...(except && except.length > 0 && only === undefined ? { except: except.map(nameRegex).join('|') } : {}),
  };
}

/** `grep -rl x src`, `ls`: paths below what was searched, where nothing else is printed beside them. */
function listed(row: Utility, args: Arguments, lists: string): Field | undefined {
  const [marks = '', plain = ''] = lists.split('/');
  if (marks !== '' && !has(args, ...marks.split(' '))) return undefined;
  const allowed = new Set(`${marks} ${plain}`.split(' '));
  if (!args.given.every((one) => allowed.has(one.name)) || args.strange.length > 0) return undefined;
  const roles = (row.operands ?? '').split(' ');
  const taken = roles[0] === 'data' && !(row.instead !== undefined && has(args, ...row.instead.split(' '))) ? 1 : 0;
  const fields = args.operands.slice(taken).map((one) => one.field);
  // names in a folder are printed without it: only those of the folder that the shell is in lead anywhere
  if (roles[0] === 'names*' && fields.length > 0) return undefined;
  if (!fields.every((field) => field.kind === 'text')) return undefined;
  const roots = fields.flatMap((field) => (field.kind === 'text' ? [field.text] : []));
  return { kind: 'below', roots: roots.length === 0 ? ['.'] : roots };
}

function printed(row: Utility, args: Arguments, state: State, otherwise: Input): Input {
  const listing = row.lists === undefined ? undefined : listed(row, args, row.lists);
  if (listing) return { kind: 'lines', lines: [listing] };
  if (row.output === 'operands') return { kind: 'lines', lines: unique(args.operands.map((one) => one.field)) };
  if (row.output === 'number' && args.operands.length === 0) return { kind: 'lines', lines: [NUMBER] };
  const files = args.operands.length - ((row.operands ?? '').startsWith('data') ? 1 : 0);
  // an option that cuts or numbers what comes in makes other lines of it
  const passes = new Set((row.passes ?? '').split(' '));
  if (row.output === 'input' && files <= 0 && args.given.every((one) => passes.has(one.name))) {
    // the lines are some of those, in some order: the text as a whole is another
    return state.input.kind === 'lines' ? { kind: 'lines', lines: state.input.lines } : state.input;
  }
  return otherwise;
}

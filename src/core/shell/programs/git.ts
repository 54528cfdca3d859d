import { execute, free, type Handler, type Invocation, opaque, pathsIn as pathsOfWord } from '../call.ts';
import { type Field, isText, shown, text } from '../field.ts';
import { formOf } from '../irreversible.ts';
import { type Arguments, aliasesOf, givenValue, has, type Options, optionsOf, readArguments, textOf } from '../options.ts';
import { done, type Outcome } from '../state.ts';
import { GIT, GIT_GLOBAL, type GitRow } from '../tables/git.ts';
import { moved } from './archives.ts';
import { patched } from './files.ts';

/** A call of git with its global options read. */
interface GitCall extends Invocation {
  readonly verb: string;
  readonly rest: readonly Field[];
  readonly args: Arguments;
  /** Words that only the same word of a grant covers: they run code or move the repository. Indices of `as`. */
  readonly literal: readonly number[];
  readonly as: readonly string[];
}

/** git: global options, then a row for each subcommand. */
export const git: Handler = (call) => {
  const { walker, words } = call;
  let { state } = call;
  const as: string[] = ['git'];
  const literal: number[] = [];
  let i = 0;
  for (; i < words.length; i += 1) {
    const word = words[i];
    if (word === undefined) break;
    if (!isText(word)) {
      walker.sink.unknown(`which subcommand of git \`${shown(word)}\` is`);
      return done(call.state);
    }
    const name = word.text.split('=')[0] ?? '';
    if (GIT_GLOBAL.harmless.has(word.text)) continue;
    if (word.text === '-C') {
      const folder = words[i + 1];
      i += 1;
      if (!folder || !isText(folder)) {
        walker.sink.unknown(`the folder that \`git -C\` runs in`);
        return done(call.state);
      }
      state = moved(state, folder);
      walker.sink.path('read', text('.'), 'names', state);
      continue;
    }
    if (GIT_GLOBAL.ends.has(word.text) && !(word.text === '--exec-path' && i + 1 < words.length)) {
      free(call);
      return done(call.state);
    }
    if (GIT_GLOBAL.withValue.has(name) || word.text.startsWith('-c')) {
      const attached = word.text.includes('=') || (word.text.startsWith('-c') && word.text !== '-c');
      literal.push(as.length);
      as.push(word.text);
      if (!attached && name !== '--exec-path') {
        i += 1;
        const value = words[i];
        if (value) {
          literal.push(as.length);
          as.push(shown(value));
        }
      }
      if (name === '--git-dir' || name === '--work-tree' || name === '--namespace') state = { ...state, bases: [undefined] };
      continue;
    }
    if (word.text.startsWith('-')) {
      literal.push(as.length);
      as.push(word.text);
      continue;
    }
    break;
  }
  const verbField = words[i];
  if (verbField === undefined) {
    free(call);
    return done(call.state);
  }
  const verb = isText(verbField) ? verbField.text : '';
  const rest = words.slice(i + 1);
  as.push(verb, ...rest.map(shown));
  const row = Object.hasOwn(GIT, verb) ? GIT[verb] : undefined;
  const args = readArguments(rest, optionsOf(row?.options ?? ''), { digits: verb === 'log' || verb === 'show' || verb === 'format-patch' });
  const gitCall: GitCall = { ...call, state, verb, rest, args, literal, as };
  const outcome = row === undefined ? strange(gitCall) : subcommand(gitCall, row);
  return done(call.state, outcome.output);
};

/** A name that is no subcommand that we know may be an alias or a program `git-NAME`: it runs code. */
function strange(call: GitCall): Outcome {
  const verbAt = call.as.length - call.rest.length - 1;
  opaque({ ...call, name: 'git', words: call.words }, `\`git ${call.verb}\` is no subcommand that twoloops knows: it may be an alias`, {
    as: call.as,
    literal: [...call.literal, verbAt],
  });
  return done(call.state);
}

function needs(call: GitCall, why: string): void {
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
      operands: call.rest.flatMap((field, i) => (isText(field) && !isData(call, field) ? pathsOfWord(field.text, offset + i, state) : [])),
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
function reads(call: GitCall): void {
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

function subcommand(call: GitCall, row: GitRow): Outcome {
  const { walker, args, state, verb } = call;
  if (args.given.some((one) => one.role === 'help') || (call.rest.length === 1 && textOf(call.rest[0]) === '-h')) {
    free({ ...call, name: 'git' });
    return done(state);
  }
  for (const one of args.given) {
    if (!one.value) continue;
    if (one.role === 'edit') walker.sink.path('edit', one.value, 'content', state);
    if (one.role === 'edit-tree') walker.sink.path('edit', one.value, 'recursive', state);
    if (one.role === 'read' && !(isText(one.value) && one.value.text === '-')) walker.sink.path('read', one.value, 'content', state);
    if (one.role === 'list') walker.sink.unknown(`the paths that a file given to \`git ${verb}\` lists`);
  }
  if (verb === 'format-patch' && !has(args, 'stdout')) {
    const folder = givenValue(args, 'o');
    walker.sink.path('edit', folder ?? text('.'), 'recursive', state);
  }
  if (verb === 'status' && has(args, 'v')) walker.sink.path('read', text(walker.known.root), 'changed', state);
  const format = [...args.given.flatMap((one) => (one.name === 'format' && one.value ? [shown(one.value)] : []))].join(' ');
  if (/raw|contents|trailers/.test(format)) walker.sink.path('read', text(walker.known.root), 'tracked', state);
  const own = OWN[verb];
  if (own) return own(call);
  switch (row.does) {
    case 'free':
      reads(call);
      return done(state, listing(call));
    case 'content':
      content(call);
      reads(call);
      return done(state, listing(call));
    case 'grant':
      needs(call, row.network ? 'it reaches a remote' : 'it changes the repository');
      return done(state);
    case 'edit':
      needs(call, 'it changes the work tree');
      return done(state);
  }
}

/** `git ls-files` and its like print paths of the folder that they run in. */
function listing(call: GitCall): import('../state.ts').Input | undefined {
  if (call.verb === 'rev-parse' && call.rest.length === 1 && textOf(call.rest[0]) === '--show-toplevel')
    return { kind: 'lines', lines: [text(call.walker.known.root)] };
  const names =
    call.verb === 'ls-files' ||
    (call.verb === 'grep' && has(call.args, 'l')) ||
    (call.verb === 'diff' && has(call.args, 'name-only', 'relative'));
  // other formats print other texts, and paths from above are not below this folder
  if (!names || has(call.args, 'format', 's', 'z', 'full-name', 'debug', 'eol', 't', 'v', 'recurse-submodules')) return undefined;
  const { bases } = call.state;
  const [base] = bases;
  if (base === undefined || bases.length !== 1) return undefined;
  const operands = call.args.operands.map((one) => one.field).slice(call.verb === 'grep' && !has(call.args, 'e', 'f') ? 1 : 0);
  if (call.verb === 'diff') return { kind: 'lines', lines: [{ kind: 'below', roots: [call.walker.known.root] }] };
  const plain = operands.every((field) => isText(field) && /^[\w@+-][\w@./+-]*$/.test(field.text) && !field.text.includes('..'));
  if (!plain) return undefined;
  const roots = operands.flatMap((field) => (isText(field) ? [`${base}/${field.text}`] : []));
  return { kind: 'lines', lines: [{ kind: 'below', roots: roots.length === 0 ? [base] : roots }] };
}

/** Options that print names and numbers, never content. */
const NAMES = [
  'stat',
  'numstat',
  'shortstat',
  'name-only',
  'name-status',
  'dirstat',
  'summary',
  's',
  'check',
  'quiet',
  'q',
  'raw',
  'compact-summary',
  'X',
];
/** Options that print content, whatever else is given. */
const PATCH = [
  'p',
  'U',
  'L',
  'cc',
  'c',
  'patch-with-stat',
  'patch-with-raw',
  'W',
  'word-diff',
  'color-words',
  'word-diff-regex',
  'm',
  'diff-merges',
  'binary',
  'remerge-diff',
  'ext-diff',
  'textconv',
];

/** What a printing subcommand shows: the work tree, the index, or history, which is content of every path. */
function content(call: GitCall): void {
  const { walker, args, verb, state } = call;
  const operands = args.operands.map((one) => one.field);
  if (verb === 'grep') {
    grep(call);
    return;
  }
  if (verb === 'blame' || verb === 'annotate') {
    for (const field of operands) pathspec(call, field, 'read', { maybe: true });
    return;
  }
  if (verb === 'diff' && has(args, 'no-index')) {
    for (const field of operands) walker.sink.path('read', field, 'recursive', state, { follow: true });
    return;
  }
  const dashes = call.rest.findIndex((field) => isText(field) && field.text === '--');
  const behind = dashes < 0 ? [] : call.rest.slice(dashes + 1);
  const before = operands.filter((field) => !behind.includes(field));
  // `REV:path` prints that path, whatever is asked of differences
  const blobs = before.flatMap((field) => (isText(field) ? blobIn(field.text) : []));
  if (verb === 'cat-file' && has(args, 'e', 't', 's') && !has(args, 'p')) return;
  for (const path of blobs) walker.sink.path('read', blobPath(call, path), 'content', state);
  const ids = before.some((field) => isText(field) && /^[0-9a-f]{4,40}$/.test(field.text));
  const logs = verb === 'log' || verb === 'whatchanged';
  const prints = has(args, ...PATCH);
  if (logs && !prints && !has(args, 'full-diff')) return;
  if (verb === 'cat-file' && has(args, 'e', 't', 's', 'batch-check')) return;
  if (!prints && has(args, ...NAMES) && verb !== 'format-patch' && !(verb === 'show' && ids) && verb !== 'cat-file') return;
  for (const one of args.given) {
    const line = one.name === 'L' ? textOf(one.value)?.split(':').at(-1) : undefined;
    if (line) walker.sink.path('read', text(line), 'content', state);
  }
  const whole =
    has(args, 'full-diff', 'stdin', 'batch', 'batch-command', 'batch-all-objects', 'remerge-diff') ||
    verb === 'archive' ||
    verb === 'format-patch';
  if (behind.length > 0 && !whole) {
    pathspecs(call, behind, 'read');
    return;
  }
  const rest = before.filter((field) => !(isText(field) && blobIn(field.text).length > 0));
  if (rest.length === 0 && !whole) {
    if (blobs.length > 0) return;
    if (verb === 'diff' || verb === 'diff-files') {
      walker.sink.path('read', text(walker.known.root), 'changed', state);
      return;
    }
    if (logs && has(args, 'L') && !has(args, 'p', 'U', 'c', 'cc', 'm', 'binary')) return;
    walker.sink.path('read', text(walker.known.root), 'tracked', state);
    return;
  }
  if (whole || !rest.every(isText)) {
    walker.sink.path('read', text(walker.known.root), 'tracked', state);
    return;
  }
  ambiguous(call, rest);
}

/** Words that are paths where such a path is there, and names of commits where it is not. */
function ambiguous(call: GitCall, fields: readonly Field[]): void {
  const { walker, state } = call;
  for (const field of fields) {
    const source = isText(field) ? field.text : '';
    const revision = /\.\.|[~^@]|^[^:(]+:/.test(source) && !/^[./]/.test(source);
    if (revision) walker.sink.path('read', text(walker.known.root), 'tracked', state);
    else if (/^:|[*?[\\]/.test(source)) pathspecs(call, [field], 'read');
    else {
      pathspec(call, field, 'read', { maybe: true });
      for (const base of state.bases) {
        const raw = source.startsWith('/') ? source : `${base ?? '/'}/${source}`;
        walker.sink.path('read', text(walker.known.root), 'tracked', state, { unless: raw });
      }
    }
  }
}

/** The path behind the colon of `REV:path`, `:0:path`; braces of a revision may hold colons of their own. */
function blobIn(source: string): readonly string[] {
  const bare = source.replace(/[\^@]\{[^}]*\}/g, '');
  const found = /^(?::[0-3])?([^:]*):(.+)$/s.exec(bare);
  if (!found || /^:[!^/(]/.test(source)) return [];
  return [found[2] ?? ''];
}

function blobPath(call: GitCall, path: string): Field {
  if (path.startsWith('./') || path.startsWith('../')) return text(path);
  return text(`${call.walker.known.root}/${path}`);
}

const isExclusion = (field: Field): boolean => isText(field) && (/^:[!^]/.test(field.text) || /^:\([^)]*exclude/.test(field.text));

/** Pathspecs: where all of them only leave out, everything else is meant. */
function pathspecs(call: GitCall, fields: readonly Field[], kind: 'read' | 'edit'): void {
  const named = fields.filter((field) => !isExclusion(field));
  if (named.length === 0 && fields.length > 0)
    call.walker.sink.path(kind, text(call.walker.known.root), kind === 'edit' ? 'tracked' : 'recursive', call.state);
  for (const field of named) pathspec(call, field, kind);
}

/** One pathspec: magic before it is read where it is plain; patterns match in every folder. */
function pathspec(call: GitCall, field: Field, kind: 'read' | 'edit' = 'read', options: { readonly maybe?: true } = {}): void {
  const { walker, state } = call;
  // git goes by its index: what it does not track, it does not touch
  const reach = kind === 'edit' ? 'tracked' : 'recursive';
  if (!isText(field)) {
    walker.sink.path(kind, field, reach, state, options);
    return;
  }
  const magic = /^:(?:\(([^)]*)\)|([/]?))(.*)$/s.exec(field.text);
  const path = magic?.[3] ?? field.text;
  const marks = magic?.[1] ?? magic?.[2] ?? '';
  if (path.includes('\\') || !/^(?:top|literal|icase|glob|,|\/)*$/.test(marks)) {
    walker.sink.unknown(`the paths that \`${field.text}\` names`);
    return;
  }
  const root = /top|\//.test(marks);
  const base = root ? { ...state, bases: [walker.known.root] } : state;
  if (/[*?[]/.test(path) && !/literal/.test(marks)) {
    const literal = path.slice(0, path.search(/[*?[]/));
    const folder = literal.includes('/') ? literal.slice(0, literal.lastIndexOf('/')) : '.';
    walker.sink.path(kind, text(folder || '/'), reach, base, options);
    return;
  }
  walker.sink.path(kind, text(path === '' ? '.' : path), reach, base, options);
}

function grep(call: GitCall): void {
  const { walker, args, state } = call;
  const odd = args.strange.length > 0 || has(args, 'stdin');
  if (has(args, 'l', 'c', 'L', 'q') && !odd) return;
  if (has(args, 'no-index', 'untracked')) {
    const fields = args.operands.map((one) => one.field).slice(has(args, 'e', 'f') ? 0 : 1);
    for (const field of fields.length > 0 ? fields : [text('.')]) walker.sink.path('read', field, 'recursive', state);
    return;
  }
  const dashes = call.rest.findIndex((field) => isText(field) && field.text === '--');
  const behind = dashes < 0 ? [] : call.rest.slice(dashes + 1);
  const operands = args.operands.map((one) => one.field).filter((field) => !behind.includes(field));
  const rest = has(args, 'e', 'f') ? operands : operands.slice(1);
  if (behind.length > 0) {
    // paths behind the dashes hold for commits before them, too
    pathspecs(call, behind, 'read');
    return;
  }
  if (rest.length === 0) {
    walker.sink.path('read', text('.'), 'tracked', state);
    return;
  }
  if (rest.every(isText)) ambiguous(call, rest);
  else walker.sink.path('read', text(walker.known.root), 'tracked', state);
}

const words = (call: GitCall): readonly string[] => call.rest.map((field) => (isText(field) ? field.text : '\0'));

/** Subcommands that read or change by their own words. */
const OWN: Readonly<Record<string, (call: GitCall) => Outcome>> = {
  branch: (call) =>
    lists(
      call,
      /^(?:-a|-r|-v|-vv|-l|--list|--all|--remotes|--verbose|--show-current|--merged|--no-merged|--contains|--no-contains|--points-at|-i|--ignore-case)$/,
      ['-l', '--list', '--merged', '--no-merged', '--contains', '--no-contains', '--points-at', '--show-current'],
    ),
  tag: (call) =>
    lists(call, /^(?:-l|--list|-n\d*|--contains|--no-contains|--merged|--no-merged|--points-at|-i|--ignore-case)$/, [
      '-l',
      '--list',
      '--contains',
      '--no-contains',
      '--merged',
      '--no-merged',
      '--points-at',
    ]),
  remote: (call) =>
    byWords(
      call,
      (given) =>
        given.every((word) => word === '-v' || word === '--verbose') ||
        (given[0] === 'get-url' && given.every((word) => !word.startsWith('-') || /^--(?:all|push)$/.test(word))),
    ),
  config: (call) => config(call),
  reflog: (call) =>
    byWords(
      call,
      (given) =>
        given.every((word) =>
          /^(?:show|exists|--oneline|--stat|--name-only|--date=\w+|-n\d*|-\d+|\d+|[A-Za-z][\w./-]*(?:@\{\d+\})?)$/.test(word),
        ) && !/^(?:expire|delete|drop|list|write)$/.test(given[0] ?? ''),
    ),
  worktree: (call) => {
    const given = words(call);
    if (given[0] === 'list') return byWords(call, () => true);
    const place = call.rest.slice(1).find((field) => !(isText(field) && field.text.startsWith('-')));
    if (place)
      call.walker.sink.path(
        given[0] === 'add' || given[0] === 'remove' || given[0] === 'move' ? 'edit' : 'read',
        place,
        'names',
        call.state,
      );
    needs(call, 'it changes the repository');
    return done(call.state);
  },
  stash: (call) => stash(call),
  bundle: (call) => {
    const file = call.rest.find((field, i) => i > 0 && !(isText(field) && field.text.startsWith('-')));
    if (file && words(call)[0] === 'create') call.walker.sink.path('edit', file, 'content', call.state);
    needs(call, 'it writes history to a file');
    return done(call.state);
  },
  submodule: (call) => {
    for (const field of call.rest) {
      const host = isText(field) ? hostOf(field.text) : undefined;
      if (host) call.walker.sink.network(host.name, host.port);
    }
    if (words(call).includes('foreach')) call.walker.sink.unknown('what `git submodule foreach` runs');
    return byWords(call, (given) => given.length === 0 || given[0] === 'status' || given[0] === 'summary');
  },
  notes: (call) => byWords(call, (given) => given.length === 0 || given[0] === 'list'),
  bisect: (call) => {
    if (words(call)[0] === 'run') call.walker.sink.unknown('what `git bisect run` runs');
    return byWords(call, (given) => given[0] === 'log' || given[0] === 'view');
  },
  rebase: (call) => {
    const code = words(call).some((word) => /^(?:-x|--ex|--exe|--exec|-i|--interactive)/.test(word));
    if (code) call.walker.sink.unknown('what `git rebase --exec` runs');
    return byWords(call, () => false);
  },
  add: (call) => {
    staged(call);
    return byWords(call, (given) => given.includes('-n') || given.includes('--dry-run'));
  },
  commit: (call) => {
    staged(call);
    needs(call, 'it changes the repository');
    return done(call.state);
  },
  rm: (call) => {
    const { args } = call;
    const dry = args.given.findLast((one) => one.name === 'n' || one.name === 'no-dry-run')?.name === 'n';
    if (dry) return byWords(call, () => true);
    if (!has(args, 'cached'))
      pathspecs(
        call,
        args.operands.map((one) => one.field),
        'edit',
      );
    needs(call, 'it changes the work tree');
    return done(call.state);
  },
  mv: (call) => {
    for (const { field } of call.args.operands) call.walker.sink.path('edit', field, 'recursive', call.state);
    needs(call, 'it changes the work tree');
    return done(call.state);
  },
  restore: (call) => restore(call),
  checkout: (call) => checkout(call),
  clean: (call) => {
    const { args } = call;
    const dry = args.given.findLast((one) => one.name === 'n' || one.name === 'no-dry-run')?.name === 'n';
    if (dry) return byWords(call, () => true);
    const paths = args.operands.map((one) => one.field);
    // without force git refuses; a setting can lift that, which is why a grant is needed all the same
    if (has(args, 'f', 'i'))
      for (const field of paths.length > 0 ? paths : [text('.')]) call.walker.sink.path('edit', field, 'recursive', call.state);
    needs(call, 'it deletes files that are nowhere else');
    return done(call.state);
  },
  apply: (call) => {
    const { args, walker, state } = call;
    const only = has(args, 'stat', 'numstat', 'summary', 'check') && !has(args, 'apply');
    const files = args.operands.map((one) => one.field);
    for (const field of files) if (!(isText(field) && field.text === '-')) walker.sink.path('read', field, 'content', state);
    if (only) return byWords(call, () => true);
    const body = files.length === 0 || textOf(files[0]) === '-' ? (state.input.kind === 'lines' ? state.input.raw : undefined) : undefined;
    const at = { ...state, bases: state.bases.map((base) => (base === undefined ? undefined : walker.known.root)) };
    patched({ ...call, name: 'git apply', state: at }, body, {
      strip: Number(textOf(givenValue(args, 'p')) ?? 1),
      folder: textOf(givenValue(args, 'directory')),
      beside: has(args, 'reject'),
      dry: false,
    });
    needs(call, 'it changes the work tree');
    return done(state);
  },
  am: (call) => {
    if (!has(call.args, 'abort', 'quit', 'show-current-patch', 'continue', 'skip', 'r'))
      call.walker.sink.unknown('the files that the patches given to `git am` change');
    needs(call, 'it changes the work tree');
    return done(call.state);
  },
  clone: (call) => network(call, true),
  fetch: (call) => network(call, false),
  pull: (call) => network(call, false),
  push: (call) => network(call, false),
  'ls-remote': (call) => network(call, false),
  init: (call) => {
    const place = call.rest.find((field) => !(isText(field) && field.text.startsWith('-')));
    call.walker.sink.path('edit', place ?? text('.'), 'names', call.state);
    needs(call, 'it makes a repository');
    return done(call.state);
  },
};

/** What is staged or committed can be read from then on: named paths, and all that is changed below them. */
function staged(call: GitCall): void {
  const { walker, args, state } = call;
  const root = text(walker.known.root);
  if (args.operands.some(({ field }) => isExclusion(field))) walker.sink.path('read', root, 'changed', state);
  for (const { field } of args.operands) {
    if (isExclusion(field)) continue;
    const path = textOf(field);
    const plain = path !== undefined && !/^:|[*?[\\]/.test(path);
    if (plain) walker.sink.path('read', field, 'content', state);
    walker.sink.path('read', plain ? field : root, has(args, 'f') ? 'recursive' : 'changed', state);
  }
  if (has(args, 'A', 'u', 'a', 'p', 'i', 'v') || (has(args, 'f') && args.operands.length === 0))
    walker.sink.path('read', root, 'changed', state);
}

/** A listing: only options that list; names only beside one of those that take them. */
function lists(call: GitCall, plain: RegExp, naming: readonly string[]): Outcome {
  return byWords(call, (given) => {
    const names = given.some((word) => !word.startsWith('-'));
    const named = given.some((word) => naming.includes(word) || naming.some((one) => one.startsWith('--') && word.startsWith(`${one}=`)));
    return (
      given.every(
        (word) =>
          !word.startsWith('-') ||
          plain.test(word) ||
          /^--(?:sort|format|color|column|contains|points-at|merged|no-merged)(?:=[^=]*)?$|^--no-(?:color|column)$/.test(word),
      ) &&
      (!names || named)
    );
  });
}

function byWords(call: GitCall, isReading: (given: readonly string[]) => boolean): Outcome {
  const given = words(call);
  if (given.every((word) => word !== '\0') && isReading(given) && call.literal.length === 0) free({ ...call, name: 'git' });
  else needs(call, 'it changes the repository');
  return done(call.state);
}

/** Reading one setting is free; writing one can make later commands run code. */
function config(call: GitCall): Outcome {
  const given = words(call);
  const reading = /^(?:--get(?:-all|-regexp|-urlmatch)?|-l|--list|get|list|--show-origin|--show-scope)$/.test(
    given.find(
      (word) =>
        !/^--(?:local|global|system|worktree|includes|no-includes|type=.*|bool|int|null|name-only|show-origin|show-scope)$/.test(word),
    ) ?? '',
  );
  const plain = given.filter((word) => !word.startsWith('-'));
  const moves = given.some((word) => /^(?:-f|--file|--blob)/.test(word));
  given.forEach((word, i) => {
    const file = /^(?:-f|--file)$/.test(word) ? given[i + 1] : /^(?:-f|--file=)(.+)$/.exec(word)?.[1];
    if (file !== undefined) call.walker.sink.path('read', text(file), 'content', call.state);
  });
  if (!moves && (reading || (plain.length === 1 && !given.some((word) => /^--(?:unset|add|replace|rename|remove|edit)|^-e$/.test(word)))))
    return byWords(call, () => true);
  const key = call.as.length - call.rest.length + given.findIndex((word) => !word.startsWith('-'));
  // the key of a setting decides whether it runs code: only a grant that names it covers it
  needs({ ...call, literal: [...call.literal, ...(plain.length > 0 ? [key] : [])] }, 'it changes settings that git acts upon');
  return done(call.state);
}

function stash(call: GitCall): Outcome {
  const { walker, state } = call;
  const given = words(call);
  const verb = given.find((word) => !word.startsWith('-')) ?? 'push';
  if (verb === 'list' && given.length === 1) return byWords(call, () => true);
  if (verb === 'show') {
    const names = given.every((word) => /^(?:show|--stat|--name-only|--name-status|--numstat|--shortstat|stash@\{\d+\}|\d+)$/.test(word));
    for (const word of given) if (/^--outp/.test(word)) walker.sink.unknown('the file that `git stash show --output` writes');
    if (!names) walker.sink.path('read', text(walker.known.root), 'tracked', state);
    return byWords(call, () => names);
  }
  if (verb === 'list') walker.sink.path('read', text(walker.known.root), 'tracked', state);
  const dashes = given.indexOf('--');
  if (dashes >= 0) pathspecs(call, call.rest.slice(dashes + 1), 'edit');
  // it takes away what is changed, or brings back what was
  if (!['drop', 'clear', 'create', 'store', 'branch'].includes(verb)) walker.sink.path('edit', text(walker.known.root), 'changed', state);
  needs(call, 'it changes the work tree');
  return done(state);
}

/** `restore --staged` changes the index alone; every other form changes its paths. */
function restore(call: GitCall): Outcome {
  const { args } = call;
  const staged = has(args, 'S') && !has(args, 'no-staged');
  const tree = has(args, 'W') || !staged;
  const paths = args.operands.map((one) => one.field);
  const all = paths.length === 0 && has(args, 'p') && !has(args, 'no-patch') ? [text('.')] : paths;
  if (tree) pathspecs(call, all, 'edit');
  if (has(args, 'p')) call.walker.sink.path('read', text(call.walker.known.root), 'changed', call.state);
  needs(call, tree ? 'it changes the work tree' : 'it changes the repository');
  return done(call.state);
}

/** `checkout` of paths overwrites them; of a branch, it changes what differs, which git keeps safe by itself. */
function checkout(call: GitCall): Outcome {
  const { args, rest } = call;
  const dashes = rest.findIndex((field) => isText(field) && field.text === '--');
  const paths = dashes >= 0 ? rest.slice(dashes + 1) : args.operands.slice(1).map((one) => one.field);
  if (has(args, 'b', 'B', 'orphan')) {
    needs(call, 'it changes the work tree');
    return done(call.state);
  }
  if (dashes >= 0) pathspecs(call, paths, 'edit');
  else {
    // each word is a path where there is one of that name; the first may be a commit
    for (const { field } of args.operands) {
      if (isText(field) && /^:|[*?[\\]/.test(field.text)) pathspecs(call, [field], 'edit');
      else pathspec(call, field, 'edit', { maybe: true });
    }
  }
  if (has(args, 'p')) {
    if (paths.length === 0) call.walker.sink.path('edit', text(call.walker.known.root), 'tracked', call.state);
    call.walker.sink.path('read', text(call.walker.known.root), 'changed', call.state);
  }
  needs(call, 'it changes the work tree');
  return done(call.state);
}

/** Remotes by address are reached by their host; a name stands for what the configuration says. */
function network(call: GitCall, clone: boolean): Outcome {
  const { walker, state, args } = call;
  const offset = call.as.length - call.rest.length;
  const [first, second] = args.operands;
  const literal: number[] = [...call.literal];
  const repo = givenValue(args, 'repo');
  for (const [field, at] of [
    [first?.field, first?.at],
    [repo, args.given.find((one) => one.name === 'repo')?.at],
  ] as const) {
    if (field === undefined || at === undefined) continue;
    const source = isText(field) ? field.text : '';
    const host = isText(field) ? (hostOf(source) ?? scpHost(source)) : undefined;
    if (host) walker.sink.network(host.name, host.port);
    // a name that is no usual remote may be a folder, whose hooks run: only the same word of a grant covers it
    else if (!clone && !/^(?:origin|upstream)$/.test(source)) {
      literal.push(offset + at);
      if (/^[./~]|\//.test(source)) walker.sink.path(call.verb === 'push' ? 'edit' : 'read', field, 'recursive', state);
    } else if (clone && /^[./~]|^file:/.test(source)) walker.sink.path('read', text(source.replace(/^file:\/\//, '')), 'recursive', state);
    if (/^(?:ext|fd)::/.test(source)) literal.push(offset + at);
  }
  if (clone) {
    const from = textOf(first?.field);
    const name = from
      ?.replace(/\/+$/, '')
      .split(/[/:]/)
      .at(-1)
      ?.replace(/\.git$/, '');
    walker.sink.path('edit', second?.field ?? text(name && name !== '' ? name : '.'), 'content', state);
    if (!second && name === undefined) walker.sink.unknown('where `git clone` writes');
  }
  needs({ ...call, literal }, 'it reaches a remote');
  return done(state);
}

/** `name:path` of a host without a dot. */
function scpHost(address: string): { readonly name: string; readonly port?: number } | undefined {
  const found = /^(?:[\w.-]+@)?([\w.-]+):(?!\/\/|:)/.exec(address);
  return found && !/^(?:ext|fd|file)$/.test(found[1] ?? '') ? { name: found[1] ?? '', port: 22 } : undefined;
}

export function hostOf(address: string): { readonly name: string; readonly port?: number } | undefined {
  const url = /^(?:[a-z][a-z0-9+.-]*):\/\/(?:[^@/?#\\]*@)?(\[[^\]]+\]|[^:/?#\\@]+)(?::(\d+))?/i.exec(address);
  if (url) {
    const port =
      url[2] ??
      { 'https:': '443', 'http:': '80', 'ssh:': '22', 'git:': '9418', 'ftp:': '21' }[
        /^[a-z0-9+.-]+:/i.exec(address)?.[0].toLowerCase() ?? ''
      ];
    return { name: url[1] ?? '', ...(port === undefined ? {} : { port: Number(port) }) };
  }
  const short = /^(?:[\w.-]+@)?([\w.-]+\.[\w.-]+):(?!\/\/)/.exec(address) ?? /^[\w.-]+@([\w.-]+):/.exec(address);
  return short ? { name: short[1] ?? '', port: 22 } : undefined;
}

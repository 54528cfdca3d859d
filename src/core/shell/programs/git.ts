import { execute, free, type Handler, type Invocation, opaque } from '../call.ts';
import { type Field, isText, shown, text } from '../field.ts';
import { formOf } from '../irreversible.ts';
import { type Arguments, givenValue, has, optionsOf, readArguments, textOf } from '../options.ts';
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
  const form = formOf(call.as);
  const { state } = call;
  const open = call.rest.filter((field) => field.kind === 'unknown' && !isData(call, field)).map(shown);
  const code = call.args.given.filter((one) => one.role === 'code').map((one) => call.as.length - call.rest.length + one.at);
  execute(
    { ...call, name: 'git' },
    {
      why,
      as: call.as,
      literal: [...new Set([...call.literal, ...code, ...(form?.literal ?? [])])],
      ...(form ? { form: form.form } : {}),
      ...(open.length > 0 ? { open } : {}),
      ...(state.env.length > 0 ? { env: state.env } : {}),
    },
  );
}

const isData = (call: GitCall, field: Field): boolean =>
  call.args.given.some((one) => one.value !== undefined && one.role === 'data' && call.rest[one.at + 1] === field) ||
  call.args.given.some((one) => call.rest[one.at] === field && one.role === 'data');

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
  const own = OWN[verb];
  if (own) return own(call);
  switch (row.does) {
    case 'free':
      reads(call);
      return done(state, listing(call));
    case 'content':
      content(call);
      reads(call);
      return done(state);
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
  if (call.verb !== 'ls-files' && call.verb !== 'ls-tree') return undefined;
  const { bases } = call.state;
  return bases.includes(undefined) || bases.length !== 1
    ? undefined
    : { kind: 'lines', lines: [{ kind: 'below', roots: [bases[0] ?? ''] }] };
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

/** What a printing subcommand shows: the work tree, an index, or history, which is content of every path. */
function content(call: GitCall): void {
  const { walker, args, verb, state } = call;
  const operands = args.operands.map((one) => one.field);
  if (verb === 'grep') {
    grep(call);
    return;
  }
  if (verb === 'blame' || verb === 'annotate') {
    const path = operands.at(-1);
    if (path) walker.sink.path('read', path, 'content', state);
    return;
  }
  if (verb === 'diff' && has(args, 'no-index')) {
    for (const field of operands) walker.sink.path('read', field, 'recursive', state);
    return;
  }
  const logs = verb === 'log' || verb === 'whatchanged';
  if (
    logs &&
    !has(
      args,
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
      'full-diff',
      'm',
      'diff-merges',
    )
  )
    return;
  if (!has(args, 'p', 'U', 'L', 'cc', 'c') && has(args, ...NAMES)) return;
  if (verb === 'cat-file' && has(args, 'e', 't', 's', 'batch-check')) return;
  const dashes = call.rest.findIndex((field) => isText(field) && field.text === '--');
  const behind = dashes < 0 ? [] : call.rest.slice(dashes + 1);
  const before = operands.filter((field) => !behind.includes(field));
  // `REV:path` is a read of that path
  const blobs = before.flatMap((field) =>
    isText(field) && /^[^:]*:(?!\/).+/.test(field.text) ? [field.text.slice(field.text.indexOf(':') + 1)] : [],
  );
  const line = textOf(givenValue(args, 'L'))?.split(':').at(-1);
  for (const path of blobs) walker.sink.path('read', blobPath(call, path), 'content', state);
  if (line && logs) walker.sink.path('read', text(line), 'content', state);
  const rest = before.filter((field) => !(isText(field) && blobs.some((path) => field.text.endsWith(`:${path}`))));
  if (behind.length > 0) {
    for (const path of behind) pathspec(call, path);
    return;
  }
  if (blobs.length > 0 && rest.length === 0) return;
  if (line && logs) return;
  if (verb === 'diff' && rest.every((field) => !isRevision(field))) {
    if (rest.length === 0) {
      walker.sink.path('read', text(walker.known.root), 'changed', state);
      return;
    }
    for (const path of rest) pathspec(call, path);
    return;
  }
  // revisions, or words that may be some: the content of every path
  const paths = rest.filter((field) => isText(field) && (field.text.includes('/') || /\.\w+$/.test(field.text)) && !isRevision(field));
  if (paths.length > 0 && paths.length === rest.length && logs) {
    for (const path of paths) pathspec(call, path);
    return;
  }
  walker.sink.path('read', text(walker.known.root), 'tracked', state);
}

/** A word that names a commit for sure, or may: `HEAD~1`, `a..b`, `main`. */
function isRevision(field: Field): boolean {
  if (!isText(field)) return true;
  if (/\.\.|[~^@]|^HEAD$|^[0-9a-f]{7,40}$|^origin\//.test(field.text) && !field.text.startsWith('./')) return true;
  return !field.text.includes('/') && !field.text.includes('.');
}

function blobPath(call: GitCall, path: string): Field {
  if (path.startsWith('./') || path.startsWith('../')) return text(path);
  return text(`${call.walker.known.root}/${path}`);
}

/** A pathspec: magic before it is read where it is plain; patterns match in every folder. */
function pathspec(call: GitCall, field: Field, kind: 'read' | 'edit' = 'read'): void {
  const { walker, state } = call;
  // git goes by its index: what it does not track, it does not touch
  const reach = kind === 'edit' ? 'tracked' : 'recursive';
  if (!isText(field)) {
    walker.sink.path(kind, field, reach, state);
    return;
  }
  const magic = /^:(?:\(([a-z,]*)\)|([!^/]*))(.*)$/s.exec(field.text);
  const path = magic?.[3] ?? field.text;
  const marks = magic?.[1] ?? magic?.[2] ?? '';
  if (/exclude|[!^]/.test(marks)) return;
  if (/attr/.test(marks)) {
    walker.sink.unknown(`the paths that \`${field.text}\` names`);
    return;
  }
  const root = /top|\//.test(marks);
  const base = root ? { ...state, bases: [walker.known.root] } : state;
  if (/[*?[]/.test(path)) {
    const literal = path.slice(0, path.search(/[*?[]/));
    const folder = literal.includes('/') ? literal.slice(0, literal.lastIndexOf('/')) : '.';
    walker.sink.path(kind, text(folder || '/'), reach, base);
    return;
  }
  walker.sink.path(kind, text(path === '' ? '.' : path), reach, base);
}

function grep(call: GitCall): void {
  const { walker, args, state } = call;
  if (has(args, 'l', 'c', 'L', 'q')) return;
  const dashes = call.rest.findIndex((field) => isText(field) && field.text === '--');
  const behind = dashes < 0 ? undefined : call.rest.slice(dashes + 1);
  const operands = args.operands.map((one) => one.field).filter((field) => !behind?.includes(field));
  const rest = has(args, 'e', 'f') ? operands : operands.slice(1);
  const paths = behind ?? rest.filter((field) => !isRevision(field));
  const revisions = rest.filter((field) => isRevision(field));
  if (revisions.length > 0 && behind === undefined) {
    walker.sink.path('read', text(walker.known.root), 'tracked', state);
    return;
  }
  if (paths.length === 0) {
    walker.sink.path('read', text('.'), has(args, 'untracked', 'no-index') ? 'recursive' : 'tracked', state);
    return;
  }
  for (const path of paths) pathspec(call, path);
}

const words = (call: GitCall): readonly string[] => call.rest.map((field) => (isText(field) ? field.text : '\0'));

/** Subcommands that read or change by their own words. */
const OWN: Readonly<Record<string, (call: GitCall) => Outcome>> = {
  branch: (call) =>
    byWords(
      call,
      (given) =>
        given.every(
          (word) =>
            /^(?:-a|-r|-v|-vv|-l|--list|--all|--remotes|--verbose|--show-current|--merged|--no-merged|--contains|--no-contains|--sort=.*|--format=.*|--color.*|--no-color|--column.*|--points-at)$/.test(
              word,
            ) || !word.startsWith('-'),
        ) &&
        (given.length === 0 || given[0]?.startsWith('-') === true),
    ),
  tag: (call) =>
    byWords(
      call,
      (given) => given.length === 0 || /^(?:-l|--list|-n\d*|--contains|--points-at|--sort=.*|--merged|--no-merged)$/.test(given[0] ?? ''),
    ),
  remote: (call) =>
    byWords(call, (given) => given.length === 0 || (['-v', '--verbose', 'get-url'].includes(given[0] ?? '') && !given.includes('update'))),
  config: (call) => config(call),
  reflog: (call) =>
    byWords(call, (given) => given.length === 0 || given[0] === 'show' || given[0]?.startsWith('-') === true || given[0] === 'exists'),
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
  submodule: (call) => byWords(call, (given) => given.length === 0 || given[0] === 'status' || given[0] === 'summary'),
  notes: (call) => byWords(call, (given) => given.length === 0 || given[0] === 'list'),
  bisect: (call) => {
    if (words(call)[0] === 'run') call.walker.sink.unknown('what `git bisect run` runs');
    return byWords(call, (given) => given[0] === 'log' || given[0] === 'view');
  },
  rebase: (call) => {
    const code = words(call).some((word) => /^(?:-x|--exec|-i|--interactive)/.test(word));
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
    if (!has(args, 'cached')) for (const { field } of args.operands) pathspec(call, field, 'edit');
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

/** What is staged or committed can be read from then on: named paths, and all that is changed where none is named. */
function staged(call: GitCall): void {
  const { walker, args, state } = call;
  for (const { field } of args.operands) {
    const path = textOf(field);
    if (path !== undefined && /^(?:\.|:\/|\*)$/.test(path))
      walker.sink.path('read', text(path === ':/' ? walker.known.root : '.'), 'changed', state);
    else walker.sink.path('read', field, 'content', state);
  }
  if (has(args, 'A', 'u', 'a')) walker.sink.path('read', text(walker.known.root), 'changed', state);
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
  if (!moves && (reading || (plain.length === 1 && !given.some((word) => /^--(?:unset|add|replace|rename|remove|edit)|^-e$/.test(word)))))
    return byWords(call, () => true);
  const key = call.as.length - call.rest.length + given.findIndex((word) => !word.startsWith('-'));
  // the key of a setting decides whether it runs code: only a grant that names it covers it
  needs({ ...call, literal: [...call.literal, ...(plain.length > 0 ? [key] : [])] }, 'it changes settings that git acts upon');
  return done(call.state);
}

function stash(call: GitCall): Outcome {
  const given = words(call);
  const verb = given.find((word) => !word.startsWith('-')) ?? 'push';
  if (verb === 'list') return byWords(call, () => true);
  if (verb === 'show') {
    if (given.some((word) => /^(?:-p|--patch|-u|--include-untracked)$/.test(word)))
      call.walker.sink.path('read', text(call.walker.known.root), 'tracked', call.state);
    return byWords(call, () => true);
  }
  needs(call, 'it changes the work tree');
  return done(call.state);
}

/** `restore --staged` changes the index alone; every other form changes its paths. */
function restore(call: GitCall): Outcome {
  const { args } = call;
  const staged = has(args, 'S') && !has(args, 'no-staged');
  const tree = has(args, 'W') || !staged;
  const paths = args.operands.map((one) => one.field);
  const all = paths.length === 0 && has(args, 'p') && !has(args, 'no-patch') ? [text('.')] : paths;
  if (tree) for (const field of all) pathspec(call, field, 'edit');
  needs(call, tree ? 'it changes the work tree' : 'it changes the repository');
  return done(call.state);
}

/** `checkout` of paths overwrites them; of a branch, it changes what differs, which git keeps safe by itself. */
function checkout(call: GitCall): Outcome {
  const { args, rest } = call;
  const dashes = rest.findIndex((field) => isText(field) && field.text === '--');
  const paths = dashes >= 0 ? rest.slice(dashes + 1) : args.operands.slice(1).map((one) => one.field);
  const first = args.operands[0]?.field;
  if (has(args, 'b', 'B', 'orphan')) {
    needs(call, 'it changes the work tree');
    return done(call.state);
  }
  for (const field of paths) pathspec(call, field, 'edit');
  // one word that names a path and no branch is a path; both readings are judged where it looks like one
  if (
    dashes < 0 &&
    paths.length === 0 &&
    first &&
    isText(first) &&
    (first.text === '.' || /^[./]|\/|\.\w+$/.test(first.text)) &&
    !isRevision(first)
  )
    pathspec(call, first, 'edit');
  needs(call, 'it changes the work tree');
  return done(call.state);
}

/** Remotes by address are reached by their host; a name stands for what the configuration says. */
function network(call: GitCall, clone: boolean): Outcome {
  const { walker, state, rest } = call;
  const operands = rest.filter((field) => !(isText(field) && field.text.startsWith('-')));
  for (const field of operands) {
    const host = isText(field) ? hostOf(field.text) : undefined;
    if (host) walker.sink.network(host.name, host.port);
    else if (clone && isText(field) && field === operands[0] && /^[./~]|^file:/.test(field.text))
      walker.sink.path('read', text(field.text.replace(/^file:\/\//, '')), 'recursive', state);
  }
  if (clone) {
    const target = operands[1];
    const from = textOf(operands[0]);
    const name = from
      ?.replace(/\/+$/, '')
      .split(/[/:]/)
      .at(-1)
      ?.replace(/\.git$/, '');
    walker.sink.path('edit', target ?? text(name && name !== '' ? name : '.'), 'names', state);
    if (!target && name === undefined) walker.sink.unknown('where `git clone` writes');
  }
  // `ext::` and upload-pack options run programs; a template, a config or a reference brings code
  const code = rest.flatMap((field, i) =>
    !isText(field) ||
    /^(?:ext::|fd::|--upload-pack|--receive-pack|--exec|-u$|-c|--config|--template|--reference|--recurse-submodules|--separate-git-dir)/.test(
      field.text,
    )
      ? [call.as.length - rest.length + i]
      : [],
  );
  needs({ ...call, literal: [...call.literal, ...code] }, 'it reaches a remote');
  return done(state);
}

export function hostOf(address: string): { readonly name: string; readonly port?: number } | undefined {
  const url = /^(?:[a-z][a-z0-9+.-]*):\/\/(?:[^@/]*@)?(\[[^\]]+\]|[^:/?#]+)(?::(\d+))?/i.exec(address);
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

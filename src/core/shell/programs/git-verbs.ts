import { isText, text } from '../field.ts';
import { givenValue, has, textOf } from '../options.ts';
import { done, type Outcome } from '../state.ts';
import { patched } from './files.ts';
import { byWords, type GitCall, needs, words } from './git-call.ts';
import { isExclusion, pathspec, pathspecs } from './git-pathspec.ts';
import { hostOf, remote } from './git-remote.ts';

/** Subcommands that read or change by their own words. */
export const OWN: Readonly<Record<string, (call: GitCall) => Outcome>> = {
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
  reflog: (call) => {
    const given = words(call);
    const plain =
      given.every((word) =>
        /^(?:show|exists|--oneline|--stat|--name-only|--date=\w+|-n\d*|-\d+|\d+|[A-Za-z][\w./-]*(?:@\{\d+\})?)$/.test(word),
      ) && !/^(?:expire|delete|drop|list|write)$/.test(given[0] ?? '');
    // options of `git log` print content, and can write files
    if (!plain && !/^(?:expire|delete|drop)$/.test(given[0] ?? '')) {
      call.walker.sink.path('read', text(call.walker.known.root), 'tracked', call.state);
      if (given.some((word) => /^--outp/.test(word))) call.walker.sink.unknown('the file that `git reflog --output` writes');
    }
    return byWords(call, () => plain);
  },
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
  clone: (call) => remote(call, true),
  fetch: (call) => remote(call, false),
  pull: (call) => remote(call, false),
  push: (call) => remote(call, false),
  'ls-remote': (call) => remote(call, false),
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

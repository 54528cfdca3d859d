import { type Field, isText, text } from '../field.ts';
import { has, textOf } from '../options.ts';
import type { Input } from '../state.ts';
import type { GitCall } from './git-call.ts';
import { pathspec, pathspecs } from './git-pathspec.ts';

/** `git ls-files` and its like print paths of the folder that they run in. */
export function listing(call: GitCall): Input | undefined {
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
export function content(call: GitCall): void {
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

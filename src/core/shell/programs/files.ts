import { lexical } from '../../paths.ts';
import { free, type Handler, type Invocation, opaque } from '../call.ts';
import { escaped, type Field, isText, shown, text } from '../field.ts';
import { type Arguments, givenValue, has, optionsOf, readArguments, textOf } from '../options.ts';
import { done, type Outcome } from '../state.ts';
import { strangeWord } from '../utility.ts';

/** Ends a call: free where all its words were known, else opaque for the first that was not. */
export function finish(call: Invocation, args: Arguments, code: readonly string[] = []): Outcome {
  const strange = args.strange[0];
  const runs = args.given.find((one) => one.role === 'code' || code.includes(one.name));
  if (strange !== undefined) opaque(call, strangeWord(call.name, strange), { literal: literalOf(call, strange) });
  else if (runs) opaque(call, `its option \`${runs.name}\` runs code`, { literal: [runs.at + 1] });
  else free(call);
  return done(call.state);
}

const literalOf = (call: Invocation, word: string): readonly number[] => {
  const at = call.words.findIndex((one) => shown(one) === word);
  return at < 0 ? [] : [at + 1];
};

const COPY =
  'a,archive attributes-only backup?data b copy-contents d f,force i,interactive H l,link L,dereference n,no-clobber P,no-dereference p preserve?data no-preserve:data parents R,r,recursive reflink?data remove-destination sparse:data strip-trailing-slashes s,symbolic-link S,suffix:data t,target-directory:data T,no-target-directory u update?data v,verbose x,one-file-system Z context?data c X';
const MOVE =
  'backup?data b f,force i,interactive n,no-clobber strip-trailing-slashes S,suffix:data t,target-directory:data T,no-target-directory u update?data v,verbose Z exchange no-copy';
const INSTALL =
  'b backup?data c C,compare d,directory D g,group:data m,mode:data o,owner:data p,preserve-timestamps s strip-program:code S,suffix:data t,target-directory:data T,no-target-directory v,verbose Z';
const LINK =
  'b backup?data d,F,directory f,force i,interactive L,logical n,no-dereference P,physical r,relative s,symbolic S,suffix:data t,target-directory:data T,no-target-directory v,verbose h w';

/** Sources and where they go: the last operand, or the folder that `-t` names. */
function destination(args: Arguments): {
  readonly sources: readonly Field[];
  readonly target: Field | undefined;
  readonly folder: boolean;
} {
  const fields = args.operands.map((one) => one.field);
  const folder = givenValue(args, 't');
  if (folder) return { sources: fields, target: folder, folder: true };
  return { sources: fields.slice(0, -1), target: fields.length > 1 ? fields.at(-1) : undefined, folder: false };
}

/** `-b`, `--backup` and `-S` keep what was there before under another name beside it. */
function backups({ walker, state }: Invocation, args: Arguments, target: Field, source: Field): void {
  if (!has(args, 'b', 'backup', 'S')) return;
  const suffix = textOf(givenValue(args, 'S')) ?? '~';
  const places = [
    target,
    ...(isText(target) && lastName(source) !== undefined ? [text(`${target.text.replace(/\/+$/, '')}/${lastName(source)}`)] : []),
  ];
  for (const place of places) {
    if (!isText(place)) walker.sink.unknown(`the backup of \`${shown(place)}\``);
    else {
      walker.sink.path('edit', text(place.text + suffix), 'content', state);
      walker.sink.path('edit', { kind: 'glob', pattern: `${escaped(place.text)}.~*~`, text: `${place.text}.~1~` }, 'content', state);
    }
  }
}

const lastName = (field: Field): string | undefined =>
  isText(field) ? (field.text.replace(/\/+$/, '').split('/').at(-1) ?? '') : undefined;

/** The places that a source arrives at: the target itself, or its own name in the target where that is a folder. */
function arrive(
  call: Invocation,
  source: Field,
  target: Field,
  deep: boolean,
  options: { readonly exact: boolean; readonly folder: boolean; readonly renames?: boolean },
): void {
  const { walker, state } = call;
  const reach = deep ? 'recursive' : 'content';
  const name = lastName(source);
  // a copy goes through the links that it finds where it arrives; a rename replaces them
  const through = options.renames ? {} : { follow: true as const };
  const below = deep ? through : {};
  if (options.exact) walker.sink.path('edit', target, reach, state, below);
  else if (name === undefined || name === '' || name === '.' || name === '..')
    walker.sink.path('edit', target, 'recursive', state, through);
  else if (isText(target) && options.folder)
    walker.sink.path('edit', text(`${target.text.replace(/\/+$/, '')}/${name}`), reach, state, below);
  else {
    const both = walker.made || (isText(target) && target.text.endsWith('/')) ? { both: true as const } : {};
    walker.sink.path('edit', target, reach, state, { into: name, ...both, ...below });
  }
}

const copy: Handler = (call) => {
  const { walker, state } = call;
  const args = readArguments(call.words, optionsOf(COPY));
  if (has(args, 'help', 'version')) return finish(call, args);
  const deep = has(args, 'a', 'R');
  const { sources, target, folder } = destination(args);
  // a link that is copied as one leads from its new place
  const links = has(args, 'l', 's', 'a', 'd', 'P');
  if (has(args, 'parents')) walker.sink.unknown('where `cp --parents` puts its files');
  for (const source of sources) {
    walker.sink.path('read', source, deep ? 'recursive' : 'content', state, has(args, 'L', 'H') || deep ? { follow: true } : {});
    if (target) arrive(call, source, target, deep, { exact: has(args, 'T'), folder });
    if (target) backups(call, args, target, source);
  }
  const outcome = finish(call, args);
  return carried(links ? linked(outcome, call, target, sources) : outcome, call, target, deep || links ? sources : []);
};

/** What was put at the target brought its links with it. */
function carried(outcome: Outcome, { state }: Invocation, target: Field | undefined, sources: readonly Field[]): Outcome {
  if (target === undefined || !isText(target)) return outcome;
  const at = (path: string): readonly string[] => state.bases.map((base) => lexical(base ?? '/', path));
  const copies = sources.flatMap((source) => {
    const path = source.kind === 'text' ? source.text : source.kind === 'below' ? (source.roots[0] ?? '.') : '.';
    return at(target.text).flatMap((to) => at(path).map((from) => ({ to, from })));
  });
  const all = [...state.copies, ...copies];
  return { ...outcome, ok: outcome.ok && { ...outcome.ok, copies: all }, fail: outcome.fail && { ...outcome.fail, copies: all } };
}

/** Links made by the line: nothing below them is known any more. */
function linked(outcome: Outcome, call: Invocation, target: Field | undefined, sources: readonly Field[]): Outcome {
  const { state } = call;
  const names = target === undefined ? sources.map(lastName) : [textOf(target)];
  const places = names.flatMap((name) => state.bases.map((base) => (name === undefined || base === undefined ? '/' : lexical(base, name))));
  // one of the sources may have arrived inside the target
  const links = [...state.links, ...places];
  return { ...outcome, ok: outcome.ok && { ...outcome.ok, links }, fail: outcome.fail && { ...outcome.fail, links } };
}

const move: Handler = (call) => {
  const { walker, state } = call;
  const args = readArguments(call.words, optionsOf(MOVE));
  if (has(args, 'help', 'version')) return finish(call, args);
  const { sources, target, folder } = destination(args);
  for (const source of sources) {
    // what is moved is gone from where it was, with all below it
    walker.sink.path('edit', source, 'recursive', state);
    walker.sink.path('read', source, 'recursive', state);
    if (target) arrive(call, source, target, true, { exact: has(args, 'T'), folder, renames: true });
    if (target) backups(call, args, target, source);
  }
  return carried(finish(call, args), call, target, sources);
};

const install: Handler = (call) => {
  const { walker, state } = call;
  const args = readArguments(call.words, optionsOf(INSTALL));
  if (has(args, 'help', 'version')) return finish(call, args);
  if (has(args, 'd')) {
    walker.made = true;
    for (const { field } of args.operands) walker.sink.path('edit', field, 'content', state);
    return finish(call, args);
  }
  const { sources, target, folder } = destination(args);
  for (const source of sources) {
    walker.sink.path('read', source, 'content', state);
    if (target) arrive(call, source, target, false, { exact: has(args, 'T'), folder });
    if (target) backups(call, args, target, source);
  }
  return finish(call, args);
};

const link: Handler = (call) => {
  const { walker, state } = call;
  const args = readArguments(call.words, optionsOf(LINK));
  if (has(args, 'help', 'version')) return finish(call, args);
  const { sources, target, folder } = destination(args);
  const all = target === undefined ? args.operands.map((one) => one.field) : sources;
  for (const source of all) {
    const place = target ?? text(lastName(source) ?? '');
    if (has(args, 's') && has(args, 'r')) walker.sink.path('edit', source, 'recursive', state);
    else if (has(args, 's')) symbolic(call, source, place);
    else {
      // a second name of a file: a change of either is a change of both
      walker.sink.path('edit', source, 'content', state);
      walker.sink.path('read', source, 'content', state);
    }
    if (target) backups(call, args, target, source);
    if (target && has(args, 'n')) walker.sink.path('edit', target, 'content', state);
    if (target) arrive(call, source, target, false, { exact: has(args, 'T'), folder });
    else walker.sink.path('edit', place, 'content', state);
  }
  return linked(finish(call, args), call, target, all);
};

/** What a link leads to can be read and changed through it later: it is judged as if it were. */
function symbolic({ walker, state }: Invocation, source: Field, place: Field): void {
  if (!isText(source)) {
    walker.sink.unknown(`where a link to \`${shown(source)}\` leads`);
    return;
  }
  if (source.text.startsWith('/')) {
    walker.sink.path('edit', source, 'recursive', state);
    return;
  }
  if (!isText(place)) {
    walker.sink.unknown(`where a link at \`${shown(place)}\` leads`);
    return;
  }
  const folder = place.text.includes('/') ? place.text.slice(0, place.text.lastIndexOf('/')) || '/' : '.';
  walker.sink.path('edit', text(`${folder}/${source.text}`), 'recursive', state);
}

/** `dd if=… of=…`. */
const dd: Handler = (call) => {
  const { walker, state, words } = call;
  let strange: string | undefined;
  for (const word of words) {
    const [, name, value] = isText(word) ? (/^([a-z]+)=(.*)$/s.exec(word.text) ?? []) : [];
    if (name === 'if') walker.sink.path('read', text(value ?? ''), 'content', state);
    else if (name === 'of') walker.sink.path('edit', text(value ?? ''), 'content', state);
    else if (name === undefined && !(isText(word) && /^--(?:help|version)$/.test(word.text))) strange ??= shown(word);
  }
  if (strange !== undefined) walker.sink.unknown(`the word \`${strange}\` of \`dd\``);
  free(call);
  return done(state);
};

const RSYNC =
  'v,verbose q,quiet c,checksum a,archive r,recursive R,relative b,backup backup-dir:edit suffix:data u,update inplace append append-verify d,dirs l,links L,copy-links copy-unsafe-links safe-links k K H,hard-links p,perms E,executability chmod:data A X o,owner g,group devices specials D t,times O J S,sparse n,dry-run W,whole-file x,one-file-system existing ignore-existing remove-source-files del delete delete-before delete-during delete-after delete-excluded delete-delay force max-delete:data max-size:data min-size:data partial partial-dir:data m,prune-empty-dirs numeric-ids timeout:data I,ignore-times size-only T,temp-dir:edit y z,compress compress-level:data C f,filter:data F exclude:data exclude-from:read include:data include-from:read files-from:list 0,from0 s stats 8 h,human-readable progress P i,itemize-changes log-file:edit info:data debug:data no-motd bwlimit:data e,rsh:code rsync-path:code M,remote-option:code password-file:read port:data list-only no-perms no-owner no-group no-times ipv4 ipv6 4 6';

const rsync: Handler = (call) => {
  const { walker, state } = call;
  const args = readArguments(call.words, optionsOf(RSYNC));
  if (args.given.some((one) => one.role === 'help')) return finish(call, args);
  for (const one of args.given)
    if (one.value && (one.role === 'read' || one.role === 'edit' || one.role === 'list'))
      walker.sink.path(one.role === 'edit' ? 'edit' : 'read', one.value, 'content', state);
  if (args.given.some((one) => one.role === 'list')) walker.sink.unknown('the files that `--files-from` lists');
  const fields = args.operands.map((one) => one.field);
  const target = fields.length > 1 ? fields.pop() : undefined;
  let far = false;
  for (const field of fields) {
    const host = remoteHost(field);
    if (host === undefined) {
      walker.sink.path('read', field, 'recursive', state, has(args, 'L') ? { follow: true } : {});
      if (has(args, 'remove-source-files')) walker.sink.path('edit', field, 'recursive', state);
    } else {
      walker.sink.reachField(host, 22);
      far = true;
    }
  }
  if (target) {
    const host = remoteHost(target);
    if (host === undefined) walker.sink.path('edit', target, 'recursive', state);
    else {
      walker.sink.reachField(host, 22);
      far = true;
    }
  }
  if (far) {
    opaque(call, 'it sends and fetches files over the network', { data: remotes(call.words) });
    return done(state);
  }
  return finish(call, args);
};

/** Places on other machines are no paths of this one. */
const remotes = (words: readonly Field[]): readonly number[] => words.flatMap((word, i) => (remoteHost(word) === undefined ? [] : [i]));

/** `host:path`, `user@host:path`, `rsync://host/…`; undefined for a local path. */
export function remoteHost(field: Field): Field | undefined {
  const source = field.kind === 'text' ? field.text : field.kind === 'unknown' ? field.prefix : '';
  const url = /^(?:rsync|scp|sftp|ssh):\/\/(?:[^@/]*@)?([^:/]+)/.exec(source);
  if (url) return text(url[1] ?? '');
  const short = /^(?:[^/:@]*@)?(\[[^\]]+\]|[^/:[\]]+):/.exec(source);
  return short ? text(short[1] ?? '') : undefined;
}

const PATCH =
  'b,backup c,context d,directory:base D,ifdef:data e,ed E,remove-empty-files f,force F,fuzz:data g,get:data i,input:read l,ignore-whitespace n,normal N,forward o,output:edit p,strip:data posix quoting-style:data r,reject-file:edit R,reverse s,quiet,silent t,batch T,set-time u,unified v V,version-control:data verbose Y,basename-prefix:data z,suffix:data Z,set-utc dry-run binary B,prefix:data no-backup-if-mismatch backup-if-mismatch merge?data follow-symlinks read-only:data reject-format:data';

/** What a patch changes is in the patch: it is read where the line itself carries it. */
const patch: Handler = (call) => {
  const { walker, state } = call;
  const args = readArguments(call.words, optionsOf(PATCH));
  if (args.given.some((one) => one.role === 'help')) return finish(call, args);
  const [file, input] = args.operands.map((one) => one.field);
  const from = input ?? givenValue(args, 'i');
  if (from) walker.sink.path('read', from, 'content', state);
  for (const name of ['o', 'r']) {
    const value = givenValue(args, name);
    if (value) walker.sink.path('edit', value, 'content', state);
  }
  // what does not fit is put beside the file, and so is the file as it was
  if (file && has(args, 'dry-run', 'o')) walker.sink.path('read', file, 'content', state);
  else if (file) {
    for (const end of ['', '.orig', '.rej']) walker.sink.path('edit', isText(file) ? text(file.text + end) : file, 'content', state);
  }
  const output = textOf(givenValue(args, 'o'));
  if (output !== undefined) walker.sink.path('edit', text(`${output}.rej`), 'content', state);
  if (has(args, 'b', 'z', 'B', 'Y', 'V')) walker.sink.unknown('the names of the backups that `patch` makes');
  // a patch of git's form renames and copies, also where a file is named
  patched(call, from === undefined && state.input.kind === 'lines' ? state.input.raw : undefined, {
    strip: has(args, 'p') ? Number(textOf(givenValue(args, 'p'))) : undefined,
    folder: textOf(givenValue(args, 'd')),
    beside: true,
    dry: has(args, 'dry-run', 'o'),
  });
  return finish(call, args, ['e']);
};

interface PatchManner {
  /** Folders that are taken off each name; without it only the last name counts, or the whole one. */
  readonly strip: number | undefined;
  readonly folder: string | undefined;
  /** What does not fit is put beside the file (`.rej`), and so is the file as it was (`.orig`). */
  readonly beside: boolean;
  /** Nothing is changed. */
  readonly dry: boolean;
}

/** The files that a patch names, as edits; unknown where the patch is not on the line or names them in another way. */
export function patched({ walker, state, name }: Invocation, body: string | undefined, { strip, folder, beside, dry }: PatchManner): void {
  const names = body === undefined ? undefined : patchNames(body);
  if (names === undefined) {
    walker.sink.unknown(`the files that the patch given to \`${name}\` changes`);
    return;
  }
  for (const path of names) {
    const parts = path.split(/\/+/);
    const kept = strip === undefined ? [path, parts.at(-1) ?? path] : [parts.slice(Math.min(strip, parts.length - 1)).join('/')];
    for (const one of new Set(kept)) {
      const place = folder === undefined ? one : `${folder}/${one}`;
      for (const end of beside ? ['', '.orig', '.rej'] : ['']) walker.sink.path(dry ? 'read' : 'edit', text(place + end), 'content', state);
      if (!dry) walker.sink.path('read', text(place), 'content', state);
    }
  }
}

function patchNames(body: string): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const line of body.split('\n')) {
    const header = /^diff --git (.*)$/.exec(line);
    const both = header ? /^a\/(\S+) b\/(\S+)$/.exec(header[1] ?? '') : undefined;
    if (header && !both) return undefined;
    if (both) names.add(`a/${both[1]}`).add(`b/${both[2]}`);
    const named = /^(?:---|\+\+\+|\*\*\*|Index:|rename from|rename to|copy to) ([^\t\s]+)(?:\t.*|\r?)$/.exec(line)?.[1];
    // an indented header, one without a blank, or a name with blanks is read in ways of its own
    if (
      named === undefined &&
      /^[\s-]*(?:---|\+\+\+|\*\*\*|Index:)(?![*-])/.test(line) &&
      !/^[*-]{3} \d+(?:,\d+)? [*-]{4}$/.test(line) &&
      !/^\*{15}/.test(line)
    )
      return undefined;
    // `*** 1,3 ****` and `--- 1,3 ----` are places, not names
    if (named === undefined || named === '/dev/null' || /^\d+(?:,\d+)? [*-]{4}$/.test(named)) continue;
    if (named.startsWith('"')) return undefined;
    names.add(named);
  }
  return names.size === 0 ? undefined : names;
}

/** `cmp`-like programs that read one file and write another by name. */
const scp: Handler = (call) => {
  const { walker, state } = call;
  const args = readArguments(
    call.words,
    optionsOf('3 4 6 A B C D:code F:code J:code O p q R r S:code T v X:data c:data i:read l:data o:code P:data s'),
  );
  const fields = args.operands.map((one) => one.field);
  const target = fields.pop();
  let far = false;
  for (const field of fields) {
    const host = remoteHost(field);
    if (host) {
      walker.sink.reachField(host, 22);
      far = true;
    } else walker.sink.path('read', field, has(args, 'r') ? 'recursive' : 'content', state);
  }
  if (target) {
    const host = remoteHost(target);
    if (host) {
      walker.sink.reachField(host, 22);
      far = true;
    } else walker.sink.path('edit', target, 'recursive', state);
  }
  const code = args.given.filter((one) => one.role === 'code').map((one) => one.at + 1);
  if (far || code.length > 0 || args.strange.length > 0)
    opaque(call, 'it sends and fetches files over the network', { literal: code, data: remotes(call.words) });
  else free(call);
  return done(state);
};

/** `mktemp` makes a file or folder of a new name in the temporary folder, and prints it. */
const mktemp: Handler = (call) => {
  const { walker, state } = call;
  const args = readArguments(call.words, optionsOf('d,directory q,quiet u,dry-run'));
  if (args.operands.length > 0 || args.strange.length > 0) {
    walker.sink.unknown('what `mktemp` makes');
    return finish(call, args);
  }
  const folder = walker.known.env['TMPDIR'] ?? '/tmp';
  const made: Field = { kind: 'glob', pattern: `${escaped(folder)}/tmp.*`, text: `${folder}/tmp.XXXXXXXXXX` };
  walker.sink.path('edit', made, 'content', state);
  walker.made = true;
  return { ...finish(call, args), output: { kind: 'lines', lines: [made] } };
};

export const FILES: Readonly<Record<string, Handler>> = {
  mktemp,
  cp: copy,
  gcp: copy,
  mv: move,
  gmv: move,
  install,
  ginstall: install,
  ln: link,
  link,
  dd,
  rsync,
  patch,
  scp,
};

import { lexical } from '../../paths.ts';
import { type Handler, type Invocation, opaque } from '../call.ts';
import { escaped, type Field, isText, text } from '../field.ts';
import { manyStars, nameRegex } from '../name-regex.ts';
import { type Arguments, givenValue, has, optionsOf, readArguments, textOf } from '../options.ts';
import { done, type Outcome, type State } from '../state.ts';
import { finish, remoteHost } from './files.ts';

const TAR =
  'A,catenate,concatenate c,create d,diff,compare delete r,append t,list test-label u,update x,extract,get check-device g,listed-incremental:edit G,incremental hole-detection:data ignore-failed-read level:data n,seek no-check-device no-seek occurrence?data sparse-version:data S,sparse k,keep-old-files keep-directory-symlink keep-newer-files no-overwrite-dir one-top-level?data overwrite overwrite-dir recursive-unlink remove-files skip-old-files U,unlink-first W,verify ignore-command-error no-ignore-command-error O,to-stdout to-command:code atime-preserve?data delay-directory-restore group:data group-map:read mode:data mtime:data m,touch no-delay-directory-restore no-same-owner no-same-permissions numeric-owner owner:data owner-map:read p,preserve-permissions,same-permissions same-owner s,preserve-order,same-order sort:data f,file:data force-local F,info-script,new-volume-script:code L,tape-length:data M,multi-volume rmt-command:code rsh-command:code volno-file:edit b,blocking-factor:data B,read-full-records i,ignore-zeros record-size:data H,format:data old-archive,portability o pax-option:data posix V,label:data a,auto-compress I,use-compress-program:code j,bzip2 J,xz lzip lzma lzop no-auto-compress z,gzip,gunzip,ungzip zstd Z,compress,uncompress add-file:read backup?data C,directory:base exclude:data exclude-backups exclude-caches exclude-ignore:data exclude-tag:data exclude-vcs exclude-vcs-ignores h,dereference hard-dereference K,starting-file:data newer-mtime:data no-null no-recursion no-unquote null N,newer,after-date:data one-file-system P,absolute-names recursion suffix:data T,files-from:list unquote X,exclude-from:read anchored ignore-case no-anchored no-ignore-case no-wildcards strip-components:data transform,xform:data checkpoint?data checkpoint-action:code full-time index-file:edit l,check-links no-quote-chars:data quote-chars:data quoting-style:data R,block-number show-defaults show-omitted-dirs show-snapshot-field-ranges show-transformed-names,show-stored-names totals?data utc v,verbose warning:data w,interactive,confirmation acls no-acls no-selinux no-xattrs selinux xattrs';

/** The old style has no dash: `tar xzf a.tgz` is `tar -x -z -f a.tgz`, values taken in order. */
function dashed(words: readonly Field[]): readonly Field[] {
  const [first, ...rest] = words;
  if (!isText(first) || first.text.startsWith('-') || !/^[A-Za-z]+$/.test(first.text)) return words;
  const options = optionsOf(TAR);
  const out: Field[] = [];
  for (const letter of first.text) {
    out.push(text(`-${letter}`));
    if (options.short.get(letter)?.value === 'needed') {
      const value = rest.shift();
      if (value) out.push(value);
    }
  }
  return [...out, ...rest];
}

const tar: Handler = (call) => {
  const { walker } = call;
  const words = dashed(call.words);
  const args = readArguments(words, optionsOf(TAR));
  if (args.given.some((one) => one.role === 'help')) return finish(call, args);
  const archive = givenValue(args, 'f');
  const remote = archive && !has(args, 'force-local') ? remoteHost(archive) : undefined;
  if (remote) walker.sink.reachField(remote, 22);
  const writes = has(args, 'c', 'r', 'u', 'A', 'delete');
  const local = archive && !remote && !(isText(archive) && archive.text === '-') ? archive : undefined;
  if (local) {
    if (writes) walker.sink.path('edit', local, 'content', call.state);
    if (!has(args, 'c')) walker.sink.path('read', local, 'content', call.state);
  }
  for (const one of args.given) {
    if (one.role === 'list') walker.sink.unknown('the members that `tar -T` lists');
    if (one.value && (one.role === 'read' || one.role === 'edit')) walker.sink.path(one.role, one.value, 'content', call.state);
  }
  members(call, args);
  if (remote) {
    opaque(call, 'it reaches another host', { data: call.words.map((_, i) => i) });
    return done(call.state);
  }
  // unknown words may be options that run code
  const outcome = finish({ ...call, words }, args);
  return has(args, 'x') && !has(args, 'O') ? unpacked(outcome, call, givenValue(args, 'C')) : outcome;
};

/** Members are relative to the last `-C` before them. */
function members(call: Invocation, args: Arguments): void {
  const { walker } = call;
  let { state } = call;
  const folders = args.given.filter((one) => one.name === 'C');
  const stateAt = (at: number): State => {
    let now = call.state;
    for (const one of folders) if (one.at < at && one.value) now = moved(now, one.value);
    return now;
  };
  for (const one of folders) if (one.value && !isText(one.value)) walker.sink.unknown('the folder that `tar -C` changes to');
  if (has(args, 'x')) {
    if (has(args, 'O')) return;
    state = stateAt(Number.POSITIVE_INFINITY);
    if (has(args, 'P')) {
      walker.sink.unknown('the absolute names that `tar -P` extracts');
      return;
    }
    const top = textOf(givenValue(args, 'one-top-level'));
    walker.sink.path('edit', text(top ?? '.'), 'recursive', state);
    return;
  }
  if (has(args, 'A')) for (const { field } of args.operands) walker.sink.path('read', field, 'content', call.state);
  if (has(args, 'c', 'r', 'u', 'd')) {
    for (const { field, at } of args.operands) {
      walker.sink.path('read', field, has(args, 'no-recursion') ? 'content' : 'recursive', stateAt(at), {
        ...(has(args, 'h') ? { follow: true as const } : {}),
        ...leftOut(args, 'exclude'),
      });
      if (has(args, 'remove-files')) walker.sink.path('edit', field, 'recursive', stateAt(at));
    }
  }
}

/** Names that `--exclude` leaves out, where each is a plain one. */
export function leftOut(args: Arguments, name: string): { readonly except?: string } {
  // behind a member an exclusion does not hold for it, and other manners of matching change what it means
  const first = args.operands[0]?.at ?? Number.POSITIVE_INFINITY;
  if (args.given.some((one) => /^(?:no-)?(?:anchored|wildcards|ignore-case|wildcards-match-slash)$/.test(one.name))) return {};
  const plain = args.given.flatMap((one) =>
    one.name === name && one.at < first && one.value && isText(one.value) && !one.value.text.includes('/') && !manyStars(one.value.text)
      ? [nameRegex(one.value.text)]
      : [],
  );
  return plain.length === 0 ? {} : { except: plain.join('|') };
}

/** An archive brings links: what lies where it was unpacked is not known for the rest of the line. */
function unpacked(outcome: Outcome, { state }: Invocation, folder: Field | undefined): Outcome {
  const at = folder === undefined ? '.' : isText(folder) ? folder.text : '/';
  const links = [...state.links, ...state.bases.map((base) => lexical(base ?? '/', at))];
  return { ...outcome, ok: outcome.ok && { ...outcome.ok, links }, fail: outcome.fail && { ...outcome.fail, links } };
}

export function moved(state: State, folder: Field): State {
  if (!isText(folder)) return { ...state, bases: [undefined] };
  return {
    ...state,
    bases: folder.text.startsWith('/')
      ? [folder.text]
      : state.bases.map((base) => (base === undefined ? undefined : `${base}/${folder.text}`)),
  };
}

const zip: Handler = (call) => {
  const { walker, state } = call;
  const args = readArguments(
    call.words.map((word) => (isText(word) && word.text === '-TT' ? text('--TT') : word)),
    optionsOf(
      'r,recurse-paths R q,quiet v,verbose u,update f,freshen d,delete m,move j,junk-paths x,exclude:data i,include:data T,test TT:code unzip-command:code y,symlinks e,encrypt P,password:data 0 1 2 3 4 5 6 7 8 9 D,no-dir-entries X,no-extra o l n,suffixes:data b,temp-path:edit s,split-size:data t:data g,grow A F FF U O,output-file:edit @=list',
    ),
  );
  for (const one of args.given) if (one.value && one.role === 'edit') walker.sink.path('edit', one.value, 'content', state);
  const [archive, ...files] = args.operands.map((one) => one.field);
  if (archive && !(isText(archive) && archive.text === '-')) walker.sink.path('edit', archive, 'content', state);
  if (has(args, '@')) walker.sink.unknown('the members that `zip -@` reads from its input');
  for (const field of files) {
    walker.sink.path(
      'read',
      field,
      has(args, 'r', 'R') ? 'recursive' : 'content',
      state,
      has(args, 'r') && !has(args, 'y') ? { follow: true } : {},
    );
    if (has(args, 'm')) walker.sink.path('edit', field, 'recursive', state);
  }
  return finish(
    call,
    args,
    ['T'].filter(() => has(args, 'TT', 'unzip-command')),
  );
};

const unzip: Handler = (call) => {
  const { walker, state } = call;
  const args = readArguments(call.words, optionsOf('l Z p c t z v T f u x d:base n o j a aa b q qq C L U K X P:data : V W D s M'));
  const [archive] = args.operands.map((one) => one.field);
  if (archive) walker.sink.path('read', archive, 'content', state);
  if (!has(args, 'l', 'Z', 'p', 'c', 't', 'z', 'v')) walker.sink.path('edit', givenValue(args, 'd') ?? text('.'), 'recursive', state);
  const outcome = finish(call, args, [':']);
  return has(args, 'l', 'Z', 'p', 'c', 't', 'z', 'v') ? outcome : unpacked(outcome, call, givenValue(args, 'd'));
};

const SQUEEZE =
  'c,stdout,to-stdout d,decompress,uncompress f,force k,keep l,list n,no-name N,name q,quiet r,recursive S,suffix:data t,test v,verbose 1,fast 2 3 4 5 6 7 8 9,best rsyncable T,threads:data z,compress 0 e,extreme a,ascii';

/** `gzip a` reads it, writes `a.gz`, and removes it: all beside each other. */
const squeeze: Handler = (call) => {
  const { walker, state } = call;
  const args = readArguments(call.words, optionsOf(`${SQUEEZE} o:edit`));
  const output = givenValue(args, 'o');
  if (output) walker.sink.path('edit', output, 'content', state);
  if (has(args, 'S', 'N')) walker.sink.unknown(`the names that \`${call.name}\` gives its files`);
  for (const { field } of args.operands) {
    if (isText(field) && field.text === '-') continue;
    const deep = has(args, 'r') ? 'recursive' : 'content';
    walker.sink.path('read', field, deep, state);
    if (has(args, 'c', 'l', 't') || output) {
      // without a file of that name, the one with the suffix is taken
      if (isText(field))
        walker.sink.path('read', { kind: 'glob', pattern: `${escaped(field.text)}.*`, text: `${field.text}.gz` }, deep, state);
      continue;
    }
    walker.sink.path('edit', field, deep, state);
    if (isText(field)) {
      const suffix = call.name.replace(/^(?:un|gun)/, '').replace(/^(?:gzip|zip)$/, 'gz');
      const packed = { gz: '.gz', bzip2: '.bz2', xz: '.xz', zstd: '.zst', lz4: '.lz4', brotli: '.br', compress: '.Z' }[suffix] ?? '.gz';
      const opens = has(args, 'd') || /^(?:un|gun)/.test(call.name);
      // `gunzip z` takes z.gz where there is no z
      const bare = opens ? field.text.replace(/\.[A-Za-z0-9]+$/, '') : field.text;
      for (const partner of opens && bare !== field.text ? [bare] : [bare, field.text + packed]) {
        if (partner === field.text) continue;
        walker.sink.path('edit', text(partner), 'content', state);
        if (opens) walker.sink.path('read', text(partner), 'content', state);
      }
    }
  }
  return finish(call, args);
};

/** `zcat z` reads z, or z.gz where there is no z. */
const squeezed: Handler = (call) => {
  const { walker, state } = call;
  const args = readArguments(call.words, optionsOf('f q,quiet v k c d'));
  for (const { field } of args.operands) {
    walker.sink.path('read', field, 'content', state);
    if (isText(field))
      walker.sink.path('read', { kind: 'glob', pattern: `${escaped(field.text)}.*`, text: `${field.text}.gz` }, 'content', state);
  }
  return finish(call, args);
};

const SEVEN: Handler = (call): Outcome => {
  opaque(call, 'twoloops does not read its arguments');
  return done(call.state);
};

export const ARCHIVES: Readonly<Record<string, Handler>> = {
  tar,
  gtar: tar,
  bsdtar: tar,
  zip,
  unzip,
  gzip: squeeze,
  gunzip: squeeze,
  bzip2: squeeze,
  bunzip2: squeeze,
  xz: squeeze,
  unxz: squeeze,
  zstd: squeeze,
  unzstd: squeeze,
  lz4: squeeze,
  pigz: squeeze,
  zcat: squeezed,
  gzcat: squeezed,
  bzcat: squeezed,
  xzcat: squeezed,
  zstdcat: squeezed,
  '7z': SEVEN,
  cpio: SEVEN,
  ar: SEVEN,
};

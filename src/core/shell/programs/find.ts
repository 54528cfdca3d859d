import { free, type Handler, type Invocation, opaque } from '../call.ts';
import { type Field, isText, mayBeOption, shown, text, unknown } from '../field.ts';
import { nameRegex } from '../name-regex.ts';
import { run } from '../simple.ts';
import { done, type State } from '../state.ts';
import { replaced } from './xargs.ts';

/** Tests and actions of find, with the words that each takes. Source: the manual of GNU findutils 4.9. */
const FIND_WORDS: Readonly<Record<string, number>> = Object.fromEntries([
  ...'-amin -anewer -atime -cmin -cnewer -context -ctime -fstype -gid -group -ilname -iname -inum -ipath -iregex -iwholename -links -lname -maxdepth -mindepth -mmin -mtime -name -newer -newerXY -path -perm -printf -regex -regextype -samefile -size -type -uid -used -user -wholename -xtype -D -Olevel -files0-from -fprint -fprint0 -fls -flags -newerat -newermt -newerct -newermm'
    .split(' ')
    .map((name) => [name, 1] as const),
  ['-fprintf', 2] as const,
  ...'-daystart -depth -d -follow -ignore_readdir_race -mount -noignore_readdir_race -noleaf -warn -nowarn -xdev -x -empty -executable -false -nogroup -nouser -readable -true -writable -delete -ls -print -print0 -prune -quit -H -L -P -O0 -O1 -O2 -O3 -not -and -or -a -o -E -X -s ! ( ) , -help --help -version --version'
    .split(' ')
    .map((name) => [name, 0] as const),
]);

/** find: names under its roots, and what its actions do with them. */
export const find: Handler = (call) => {
  const { walker, state, words } = call;
  const roots: Field[] = [];
  let i = 0;
  let follow = false;
  for (; i < words.length; i += 1) {
    const word = words[i];
    if (word === undefined) break;
    if (isText(word) && /^-(?:H|L|P|O\d?|E|X|s|x|d)$/.test(word.text)) {
      follow ||= word.text === '-L';
      continue;
    }
    if (isText(word) && /^(?:-.+|[()!,])$/.test(word.text)) break;
    if (!isText(word) && mayBeOption(word)) {
      walker.sink.unknown(`whether \`${shown(word)}\` is a folder or an action of \`find\``);
      return done(state);
    }
    roots.push(word);
  }
  if (roots.length === 0) roots.push(text('.'));
  const names: (string | undefined)[] = [];
  let alternative = false;
  let plain = false;
  let prints = false;
  let strange: string | undefined;
  const actions: (() => void)[] = [];
  // what the tests so far leave; an action sees only those before it
  const listed = (): Field => {
    const flat = roots.flatMap((root) => (root.kind === 'text' ? [root.text] : []));
    const whole = roots.every((root) => root.kind === 'text');
    if (!whole) return roots.length === 1 && roots[0]?.kind === 'glob' ? roots[0] : unknown('what `find` lists', true);
    const [only] = names;
    // one name test that holds for all: no alternative, no negation
    const single = names.length === 1 && only !== undefined && !alternative ? { only } : {};
    return {
      kind: 'below',
      roots: flat,
      ...single,
      ...(follow ? { follow: true } : {}),
      ...(plain && !alternative ? { plain: true } : {}),
    };
  };
  for (; i < words.length; i += 1) {
    const word = words[i];
    const action = word === undefined ? '' : isText(word) ? word.text : shown(word);
    if (action === '-follow') follow = true;
    // these print texts of their own, not the paths that are found
    if (/^-(?:printf|ls|exec|execdir|ok|okdir|fprintf)$/.test(action)) prints = true;
    if (/^-(?:exec|execdir|ok|okdir)$/.test(action)) {
      const end = words.findIndex(
        (one, at) => at > i && isText(one) && (one.text === ';' || (one.text === '+' && isBraces(words[at - 1]))),
      );
      const inner = words.slice(i + 1, end < 0 ? undefined : end);
      const here = action.endsWith('dir');
      const set = listed();
      actions.push(() => each(call, inner, set, here));
      i = end < 0 ? words.length : end;
      continue;
    }
    const takes = FIND_WORDS[action] ?? (/^-newer[aBcmt][aBcmt]$/.test(action) ? 1 : undefined);
    if (takes === undefined) {
      strange ??= action;
      continue;
    }
    const value = words[i + 1];
    i += takes;
    if (takes > 0 && value && (value.kind === 'unknown' ? !value.quoted : value.kind === 'glob')) strange ??= shown(value);
    if (action === '-delete') {
      const set = listed();
      actions.push(() => walker.sink.path('edit', set, 'content', state, { link: true }));
    } else if (/^-f(?:print|print0|ls|printf)$/.test(action) && value) walker.sink.path('edit', value, 'content', state);
    else if (action === '-files0-from') walker.sink.unknown('the folders that `find -files0-from` reads');
    else if (action === '-o' || action === '-or' || action === ',' || action === '!' || action === '-not') alternative = true;
    else if (action === '-type') plain ||= value !== undefined && isText(value) && /^[fd]$/.test(value.text);
    else if (action === '-name' || action === '-iname') names.push(value && isText(value) ? nameRegex(value.text) : undefined);
  }
  for (const root of roots) walker.sink.path('read', root, 'names', state);
  if (strange !== undefined) opaque(call, `\`${strange}\` is no test of \`find\` that twoloops knows`);
  else free(call);
  for (const act of actions) act();
  return done(state, prints ? { kind: 'unknown', cause: 'what `find` prints' } : { kind: 'lines', lines: [listed()] });
};

const isBraces = (word: Field | undefined): boolean => word !== undefined && isText(word) && word.text === '{}';

/** The command of `-exec` over everything that is listed; `-execdir` runs it in the folder of each. */
function each(call: Invocation, inner: readonly Field[], set: Field, here: boolean): void {
  const { walker, state } = call;
  const filled = inner.map((word) => replaced(word, '{}', set));
  const base: State = { ...state, functions: new Map(), ...(here ? { bases: foldersOf(set, state) } : {}) };
  run(walker, filled, base);
}

function foldersOf(set: Field, state: State): readonly (string | undefined)[] {
  // somewhere below the roots: relative words of the command are not known
  return set.kind === 'below' && state.bases.length > 0 ? [undefined] : [undefined];
}

import { free, type Handler, opaque } from '../call.ts';
import { isText, shown, text } from '../field.ts';
import { givenValue, has, optionsOf, readArguments, textOf } from '../options.ts';
import { done, type Outcome } from '../state.ts';
import { GIT, GIT_GLOBAL, type GitRow } from '../tables/git.ts';
import { moved } from './archives.ts';
import { type GitCall, needs, reads } from './git-call.ts';
import { content, listing } from './git-content.ts';
import { OWN } from './git-verbs.ts';

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

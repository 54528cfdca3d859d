import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts } from '../core/decide.ts';
import { holdingsKey, placeKey } from '../core/fact-keys.ts';
import type { Ruling } from '../core/judged.ts';
import { allowingAll, denying } from '../core/match.ts';
import { below } from '../core/paths.ts';
import { isProtected } from '../core/protected.ts';
import type { ExecuteIntent, Intent, PathIntent } from '../schema/access.ts';
import type { PathRule } from '../schema/frozen.ts';
import type { Holdings, Located, Place } from '../schema/located.ts';
import { readIndex } from './git-index.ts';
import { holdings } from './holdings.ts';
import { type Locator, locator } from './locate.ts';
import { matchGlob } from './match-glob.ts';
import { findRepository, reason } from './repository.ts';

/** Asks the disk about every path of a call. Never throws: what cannot be found out is `unknown`. */
export function gatherFacts(ruling: Ruling, intents: readonly Intent[], cwd: string): Facts {
  const locator_ = locator(ruling.ground, ruling.scope);
  const located = new Map<string, Located>();
  const held = new Map<string, Holdings>();
  const ask = (key: string, raw: string, question: () => Located): void => {
    if (!located.has(key)) located.set(key, safely(raw, question));
  };
  for (const intent of intents) {
    switch (intent.kind) {
      case 'read':
      case 'edit':
        ask(placeKey(intent), intent.raw, () => placesOf(intent, ruling, locator_, cwd));
        break;
      case 'worktree':
        ask(intent.raw, intent.raw, () => locator_.locate(intent.raw, cwd));
        break;
      case 'workflow': {
        const { script } = intent;
        if (script !== undefined) ask(script, script, () => locator_.locate(script, cwd));
        break;
      }
      case 'execute':
        for (const { raw } of operandsOf(intent)) ask(raw, raw, () => locator_.locate(raw, cwd));
        break;
      default:
    }
  }
  for (const intent of intents) {
    if (intent.kind !== 'read' && intent.kind !== 'edit') continue;
    if (intent.reach === 'recursive' || intent.reach === 'tracked' || (intent.reach === 'changed' && intent.kind === 'read')) {
      held.set(holdingsKey(intent), heldBelow(ruling, intent, located.get(placeKey(intent))));
    }
  }
  return { located, holdings: held };
}

const operandsOf = (intent: ExecuteIntent): NonNullable<ExecuteIntent['operands']> => intent.operands ?? [];

/** Every place that a path of a command may stand for; none where it stands for nothing. */
function placesOf(intent: PathIntent, ruling: Ruling, locator_: Locator, cwd: string): Located {
  const { raw } = intent;
  if (intent.unless !== undefined && isKnown(locator_.locate(intent.unless, cwd), ruling)) return { raw, places: [] };
  if (intent.kind === 'edit' && intent.reach === 'changed') return changedPlaces(intent, ruling, locator_, cwd);
  if (intent.after !== undefined && carriesLinks(intent.after))
    return { raw, places: [{ state: 'unknown', why: 'links were copied or moved there on the same line' }] };
  const found = named(intent, locator_, cwd);
  return intent.maybe && !isKnown(found, ruling) ? { raw, places: [] } : found;
}

/** Something of that name is on disk, or git tracks it. */
function isKnown(located: Located, { ground }: Ruling): boolean {
  return located.places.some((place) => {
    if (place.state === 'unknown' || place.type !== 'absent') return true;
    const entries = indexOf(ground.root);
    return entries === undefined || entries.some(({ path }) => below(place.path, join(ground.root, path)) !== undefined);
  });
}

const MOST_CHANGED = 2_000;

/** The files below that differ from git's index: what `git stash` takes away. */
function changedPlaces(intent: PathIntent, { ground }: Ruling, { locate }: Locator, cwd: string): Located {
  const entries = indexOf(ground.root);
  const top = locate(intent.raw, cwd).places[0];
  if (entries === undefined || top === undefined || top.state === 'unknown')
    return { raw: intent.raw, places: [{ state: 'unknown', why: "git's index cannot be read" }] };
  const changed = entries
    .map((entry) => ({ entry, path: join(ground.root, entry.path) }))
    .filter(({ entry, path }) => below(top.path, path) !== undefined && differs(path, entry));
  if (changed.length > MOST_CHANGED) return { raw: intent.raw, places: [{ state: 'unknown', why: 'too many files are changed' }] };
  return { raw: intent.raw, places: changed.flatMap(({ path }) => locate(path, cwd).places) };
}

function indexOf(root: string): ReturnType<typeof readIndex> {
  const repository = findRepository(root);
  return repository.state === 'found' ? readIndex(join(repository.gitDir, 'index')) : undefined;
}

/** The places of a path as it is named: itself, what a pattern matches, what arrives in a folder. */
function named(intent: PathIntent, { locate }: Locator, cwd: string): Located {
  const { raw } = intent;
  const spelled = intent.glob ? unescaped(raw) : raw;
  const own = locate(spelled, cwd);
  if (intent.glob) {
    const matches = matchGlob(raw);
    if (matches.state === 'unknown') return { raw, places: [matches] };
    // where nothing matches, the shell passes the pattern itself
    const dashed = intent.bare ? matches.paths.find((path) => /\/-[^/]*$/.test(path)) : undefined;
    if (dashed !== undefined)
      return {
        raw,
        places: [
          { state: 'unknown', why: `it matches \`${dashed.slice(dashed.lastIndexOf('/') + 1)}\`, which a command takes for an option` },
        ],
      };
    // and what a pattern may come to beside that is judged by its own spelling where something is changed
    const itself = matches.paths.length === 0 || intent.kind === 'edit' ? own.places : [];
    const places = [...itself, ...matches.paths.flatMap((path) => locate(path, cwd).places)];
    return { raw, places: intent.into === undefined ? places : places.flatMap((place) => inside(place, intent, locate, cwd)) };
  }
  if (intent.into === undefined) return own;
  return { raw, places: own.places.flatMap((place) => inside(place, intent, locate, cwd)) };
}

/** What is put at a folder arrives in it under its own name. */
function inside(place: Place, { into = '', both }: PathIntent, locate: Locator['locate'], cwd: string): readonly Place[] {
  if (place.state === 'unknown') return [place];
  const within = locate(`${place.path}/${into}`, cwd).places;
  if (place.type === 'folder') return within;
  return both && place.type === 'absent' ? [place, ...within] : [place];
}

const MOST_CARRIED = 20_000;

/** A link, or a folder with one in it: copied elsewhere, it may lead elsewhere. */
function carriesLinks(path: string): boolean {
  const pending = [path];
  let seen = 0;
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const stat = lstatSync(at, { throwIfNoEntry: false });
    if (stat?.isSymbolicLink()) return true;
    if (!stat?.isDirectory()) continue;
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      seen += 1;
      if (entry.isSymbolicLink() || seen > MOST_CARRIED) return true;
      if (entry.isDirectory()) pending.push(`${at}/${entry.name}`);
    }
  }
  return false;
}

const unescaped = (pattern: string): string => pattern.replace(/\\(.)/gs, '$1');

function safely(raw: string, question: () => Located): Located {
  try {
    return question();
  } catch (error) {
    return { raw, places: [{ state: 'unknown', why: reason(error) }] };
  }
}

function heldBelow(ruling: Ruling, intent: PathIntent, located: Located | undefined): Holdings {
  const { scope } = ruling;
  const rules = denials(ruling, intent.kind);
  if (scope === undefined && rules.length === 0) return { state: 'none' };
  try {
    for (const place of located?.places ?? []) {
      if (place.state === 'unknown') return place;
      // what no line of the scope covers is refused anyway: there is nothing to look for
      const grants = scope === undefined ? [] : [...scope[intent.kind].allow, ...scope.scratch];
      if (place.root === 'none' && allowingAll(grants, place, false) === undefined) continue;
      const found =
        intent.reach === 'recursive'
          ? holdings({
              rules,
              ground: ruling.ground,
              top: place,
              kind: intent.kind,
              only: intent.only,
              except: intent.except,
              follow: intent.follow,
            })
          : tracked(ruling, intent, place);
      if (found.state !== 'none') return found;
    }
    return { state: 'none' };
  } catch (error) {
    return { state: 'unknown', why: reason(error) };
  }
}

/** What is denied by name: by the scope with its policies, or by the policies alone. */
function denials({ scope, barred }: Ruling, kind: 'read' | 'edit'): readonly PathRule[] {
  return scope === undefined ? (barred ?? []) : [...scope.forbidden, ...scope[kind].deny];
}

/** What git tracks below a place and the scope denies to read; for `changed`, only what differs from the index. */
function tracked(ruling: Ruling, intent: PathIntent, place: Extract<Place, { state: 'known' }>): Holdings {
  const { ground } = ruling;
  if (place.relative === undefined) return { state: 'none' };
  const repository = findRepository(place.type === 'folder' ? place.path : ground.root);
  const entries = repository.state === 'found' ? readIndex(join(repository.gitDir, 'index')) : undefined;
  if (entries === undefined || repository.state !== 'found') return { state: 'unknown', why: "git's index cannot be read" };
  const edits = intent.kind === 'edit';
  const rules = denials(ruling, intent.kind);
  for (const entry of entries) {
    const path = join(repository.root, entry.path);
    if (path !== place.path && !path.startsWith(place.path === '/' ? '/' : `${place.path}/`)) continue;
    if (edits && isProtected(path, ground)) return { state: 'some', path: entry.path, rule: 'protected', pattern: entry.path };
    const rule = denying(rules, { state: 'known', path, relative: entry.path, root: 'repository', type: 'file', links: 1 });
    if (rule === undefined) continue;
    if (intent.reach === 'changed' && !differs(path, entry)) continue;
    return { state: 'some', path: entry.path, rule: rule.place, pattern: rule.pattern };
  }
  return { state: 'none' };
}

function differs(path: string, entry: { readonly mtime: number; readonly nanoseconds: number; readonly size: number }): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false, bigint: true });
  // a file that is gone shows its old content; one with another time or size may
  if (stat === undefined) return true;
  const [seconds, rest] = [Number(stat.mtimeNs / 1_000_000_000n), Number(stat.mtimeNs % 1_000_000_000n)];
  return (
    seconds !== entry.mtime || (entry.nanoseconds !== 0 && rest !== entry.nanoseconds) || Number(stat.size & 0xffffffffn) !== entry.size
  );
}

import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts, Ruling } from '../core/decide.ts';
import { holdingsKey, placeKey } from '../core/fact-keys.ts';
import { denying } from '../core/match.ts';
import { isProtected } from '../core/protected.ts';
import type { ExecuteIntent, Intent, PathIntent } from '../schema/access.ts';
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
        ask(placeKey(intent), intent.raw, () => placesOf(intent, locator_, cwd));
        break;
      case 'worktree':
        ask(intent.raw, intent.raw, () => locator_.locate(intent.raw, cwd));
        break;
      case 'execute':
        for (const { raw } of operandsOf(intent)) ask(raw, raw, () => locator_.locate(raw, cwd));
        break;
      default:
    }
  }
  for (const intent of intents) {
    if (intent.kind !== 'read' && intent.kind !== 'edit') continue;
    if (intent.reach === 'recursive' || intent.reach === 'tracked' || intent.reach === 'changed') {
      held.set(holdingsKey(intent), heldBelow(ruling, intent, located.get(placeKey(intent))));
    }
  }
  return { located, holdings: held };
}

const operandsOf = (intent: ExecuteIntent): NonNullable<ExecuteIntent['operands']> => intent.operands ?? [];

/** Every place that a path of a command may stand for. */
function placesOf(intent: PathIntent, { locate }: Locator, cwd: string): Located {
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
    return { raw, places: intent.into === undefined ? places : places.flatMap((place) => inside(place, intent.into ?? '', locate, cwd)) };
  }
  if (intent.into === undefined) return own;
  return { raw, places: own.places.flatMap((place) => inside(place, intent.into ?? '', locate, cwd)) };
}

/** What is put at a folder arrives in it under its own name. */
function inside(place: Place, name: string, locate: Locator['locate'], cwd: string): readonly Place[] {
  return place.state === 'known' && place.type === 'folder' ? locate(`${place.path}/${name}`, cwd).places : [place];
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
  if (scope === undefined) return { state: 'none' };
  try {
    for (const place of located?.places ?? []) {
      if (place.state === 'unknown') return place;
      const found =
        intent.reach === 'recursive'
          ? holdings({
              scope,
              ground: ruling.ground,
              top: place,
              kind: intent.kind,
              only: intent.only,
              except: intent.except,
              follow: intent.follow === true,
            })
          : tracked(ruling, intent, place);
      if (found.state !== 'none') return found;
    }
    return { state: 'none' };
  } catch (error) {
    return { state: 'unknown', why: reason(error) };
  }
}

/** What git tracks below a place and the scope denies to read; for `changed`, only what differs from the index. */
function tracked({ scope, ground }: Ruling, intent: PathIntent, place: Extract<Place, { state: 'known' }>): Holdings {
  if (scope === undefined || place.relative === undefined) return { state: 'none' };
  const repository = findRepository(place.type === 'folder' ? place.path : ground.root);
  const entries = repository.state === 'found' ? readIndex(join(repository.gitDir, 'index')) : undefined;
  if (entries === undefined || repository.state !== 'found') return { state: 'unknown', why: "git's index cannot be read" };
  const edits = intent.kind === 'edit';
  const rules = [...scope.forbidden, ...(edits ? scope.edit.deny : scope.read.deny)];
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

function differs(path: string, entry: { readonly mtime: number; readonly size: number }): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  // a file that is gone shows its old content; one with another time or size may
  return stat === undefined || Math.floor(stat.mtimeMs / 1000) !== entry.mtime || (stat.size & 0xffffffff) !== (entry.size | 0);
}

import type { Access, PathIntent } from '../schema/access.ts';
import type { FrozenScope, Ground, PathRule } from '../schema/frozen.ts';
import type { Holdings, Place } from '../schema/located.ts';
import type { Standing } from '../schema/standing.ts';
import type { Finding } from '../schema/verdict.ts';
import type { Judged } from './judged.ts';
import { allowing, allowingAll, denying, type KnownPlace } from './match.ts';
import { below } from './paths.ts';
import { holdsRunDirectory, isProtected, isRunDirectory } from './protected.ts';

export interface PathQuestion {
  readonly intent: PathIntent;
  readonly place: Place;
  /** For a recursive read: what its folder holds that may not be read. */
  readonly holdings?: Holdings | undefined;
  readonly ground: Ground;
  readonly scope?: FrozenScope;
  /** Why there is no scope. */
  readonly unscoped?: string;
  /** What the policies bar where there is no scope. */
  readonly barred?: readonly PathRule[];
  readonly closed?: true;
  readonly standing?: Standing;
}

/** The canonical target of a place: relative to its repository, `.` for the top, absolute elsewhere. */
export function targetOf(place: Place, raw: string): string {
  if (place.state === 'unknown') return JSON.stringify(raw);
  if (place.target !== undefined) return place.target;
  // files of another root are named by their absolute path, though the same globs judge them
  if (place.relative === undefined || place.root === 'other') return place.path;
  return place.relative === '' ? '.' : place.relative;
}

/** The place of a plain file of the repository, by its path there: what a tree says of it, without the disk. */
export const plainPlace = (root: string, path: string): KnownPlace => ({
  state: 'known',
  path: `${root}/${path}`,
  relative: path,
  root: 'repository',
  type: 'file',
  links: 1,
});

/** Judges one place of one path. Pure; the order of the rules in the scope does not matter. */
export function judgePath(question: PathQuestion): Judged {
  const { intent, place } = question;
  const target = targetOf(place, intent.raw);
  const access: Access = { kind: intent.kind, target };
  const deny = (code: Finding['code'], rule: string, args: Finding['args'] = {}): Judged => ({
    access,
    finding: { code, args: { kind: intent.kind, path: target, ...args }, rule },
  });
  if (place.state === 'unknown') return deny('PATH_UNKNOWN', 'default', { why: place.why });
  const barred = barredWhateverTheScope(question, place, deny);
  if (barred) return barred;
  if (question.scope === undefined) return judgeUnscoped(question, place, access, deny);
  return judgeScoped(question.scope, question, place, access, deny);
}

type Deny = (code: Finding['code'], rule: string, args?: Finding['args']) => Judged;

function barredWhateverTheScope({ intent, ground }: PathQuestion, place: KnownPlace, deny: Deny): Judged | undefined {
  const names = [place, ...(place.aliases ?? [])];
  if (names.some((name) => isRunDirectory(name.path, ground))) return deny('RUN_DIRECTORY', 'protected');
  if (
    (intent.reach === 'recursive' || intent.reach === 'changed' || intent.reach === 'tracked') &&
    intent.kind === 'read' &&
    holdsRunDirectory(place.path, ground)
  )
    return deny('RUN_DIRECTORY', 'protected');
  // git's objects are the content of every file that was ever tracked, forbidden ones among them
  if (
    intent.kind === 'read' &&
    intent.reach !== 'names' &&
    names.some((name) => below(`${ground.common}/objects`.toLowerCase(), name.path.toLowerCase()) !== undefined)
  )
    return deny('PATH_UNKNOWN', 'default', { why: "git's objects hold the content of every tracked file: ask git for a path" });
  if (intent.kind !== 'edit') return undefined;
  if (names.some((name) => isProtected(name.path, ground))) return deny('PROTECTED', 'protected');
  if (place.type === 'file' && place.links > 1) {
    return deny('PATH_UNKNOWN', 'default', { why: `the file has ${place.links} names (hard links): a change would reach all of them` });
  }
  return undefined;
}

function judgeUnscoped(question: PathQuestion, place: KnownPlace, access: Access, deny: Deny): Judged {
  if (question.closed) return deny('UNSCOPED', 'default', { why: question.unscoped ?? 'no policy', closed: 'yes' });
  const barred = question.intent.reach === 'names' ? undefined : denying(question.barred ?? [], place);
  if (barred) return byPolicy(barred, deny);
  const ceiling = (question.standing?.ceilings ?? []).find(
    ({ read }) => read !== undefined && allowing(read.allow, place, question.ground.caseInsensitive) === undefined,
  );
  if (access.kind === 'read' && question.intent.reach !== 'names' && ceiling !== undefined)
    return deny('UNSCOPED', 'default', { why: `${question.unscoped ?? 'no scope file'}; ${ceiling.file} does not let it be read` });
  if (access.kind === 'read' && question.holdings !== undefined && question.holdings.state !== 'none')
    return judgeHoldings(question, deny, { access });
  if (access.kind === 'read' && place.relative !== undefined && place.root !== 'other') {
    return { access, use: { kind: 'read', target: access.target, grant: 'default', text: 'reading the repository' } };
  }
  return deny('UNSCOPED', 'default', { why: question.unscoped ?? 'no scope file' });
}

function judgeScoped(scope: FrozenScope, question: PathQuestion, place: KnownPlace, access: Access, deny: Deny): Judged {
  const { intent, ground } = question;
  const lists = scope[intent.kind];
  const use = (grant: string, text: string): Judged => ({ access, use: { kind: intent.kind, target: access.target, grant, text } });
  const by = (rule: PathRule): Judged => use(rule.place, rule.pattern);

  if (intent.reach !== 'names') {
    const forbidden = denying(scope.forbidden, place);
    if (forbidden) return deny('FORBIDDEN', forbidden.place, { pattern: forbidden.pattern });
    const denied = denying(lists.deny, place);
    if (denied?.dataClass !== undefined) return byPolicy(denied, deny);
    if (denied) return deny(intent.kind === 'read' ? 'READ_DENIED' : 'EDIT_DENIED', denied.place, { pattern: denied.pattern });
  }
  const ignoreCase = ground.caseInsensitive;
  const deep = intent.reach === 'recursive' || intent.reach === 'tracked';
  const cover = deep && place.type === 'folder' ? allowingAll : allowing;
  const allowed = cover(lists.allow, place, ignoreCase);
  const scratch = place.root === 'none' ? cover(scope.scratch, place, ignoreCase) : undefined;
  const grant = allowed ?? scratch;
  if (grant === undefined && intent.reach === 'names' && place.root !== 'none') return use('default', 'names inside the repository');
  if (intent.reach === 'changed' && place.root !== 'none')
    return judgeHoldings(question, deny, grant ? by(grant) : use('default', 'what is changed in the repository'));
  if (grant === undefined) {
    if (place.root === 'none') return deny('OUTSIDE_REPOSITORY', lists.place);
    return deny(intent.kind === 'read' ? 'READ_OUTSIDE_SCOPE' : 'EDIT_OUTSIDE_SCOPE', lists.place);
  }
  if (intent.notMine && allowing(scope.edit.allow, place, ignoreCase))
    return deny('PATH_UNKNOWN', 'default', { why: 'it is a script that this run may edit' });
  return deep ? judgeHoldings(question, deny, by(grant)) : by(grant);
}

function byPolicy(rule: PathRule, deny: Deny): Judged {
  const args = { pattern: rule.pattern, ...(rule.dataClass === undefined ? {} : { class: rule.dataClass }) };
  return deny(rule.dataClass === undefined ? 'FORBIDDEN' : 'DATA_DENIED', rule.place, args);
}

function judgeHoldings({ holdings }: PathQuestion, deny: Deny, allowed: Judged): Judged {
  if (holdings === undefined || holdings.state === 'none') return allowed;
  if (holdings.state === 'some') {
    if (holdings.rule === 'protected') return deny('PROTECTED', 'protected', { path: holdings.path });
    return deny('HOLDS_DENIED', holdings.rule, { holds: holdings.path, pattern: holdings.pattern });
  }
  return deny('PATH_UNKNOWN', 'default', { why: holdings.why });
}

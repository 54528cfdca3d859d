import type { Dependency } from '../../schema/review.ts';
import type { Entry } from './entry.ts';
import { compareVersions } from './version.ts';

/** A dependency without the file that it stands in. */
export type Change = Pick<Dependency, 'name' | 'kind'> & { readonly from?: string | undefined; readonly to?: string | undefined };

/** What a file says otherwise than before, by name; install scripts and registries for themselves. */
export function compared(before: readonly Entry[], after: readonly Entry[]): readonly Change[] {
  const [old, now] = [grouped(before), grouped(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) => {
    const [from = [], to = []] = [old.get(key), now.get(key)];
    const [first] = [...to, ...from];
    if (first === undefined) return [];
    return first.kind === 'dependency' ? ofPackage(first.name, from, to) : ofSetting(first, from, to);
  });
}

function grouped(entries: readonly Entry[]): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = `${entry.kind} ${entry.name}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  return groups;
}

function ofSetting({ kind, name }: Entry, from: readonly Entry[], to: readonly Entry[]): readonly Change[] {
  if (kind === 'dependency' || versionsOf(from) === versionsOf(to)) return [];
  return [{ kind, name, from: versionsOf(from), to: versionsOf(to) }];
}

function ofPackage(name: string, from: readonly Entry[], to: readonly Entry[]): readonly Change[] {
  if (from.length === 0) return [{ kind: 'added', name, to: versionsOf(to) }];
  if (to.length === 0) return [{ kind: 'removed', name, from: versionsOf(from) }];
  const [gone, fresh] = [without(from, to), without(to, from)];
  if (gone.length + fresh.length === 0) return otherContent(name, from, to);
  const [old, now] = [versionsOf(gone), versionsOf(fresh)];
  if (old === now) return [{ kind: 'changed', name, from: withSections(gone), to: withSections(fresh) }];
  // one of several versions came or went: the package as a whole is neither newer nor older
  if (old === undefined || now === undefined) return [{ kind: 'changed', name, from: versionsOf(from), to: versionsOf(to) }];
  return [{ kind: direction(gone, fresh), name, from: old, to: now }];
}

/** Entries whose version does not stand in the same section of the other side. */
function without(these: readonly Entry[], those: readonly Entry[]): readonly Entry[] {
  const known = new Set(those.map(({ section = '', version = '' }) => `${section} ${version}`));
  return these.filter(({ section = '', version = '' }) => !known.has(`${section} ${version}`));
}

/** Newer only where each new version is above each old one, older likewise. */
function direction(gone: readonly Entry[], fresh: readonly Entry[]): Dependency['kind'] {
  const signs = gone.slice(0, 20).flatMap((old) => fresh.slice(0, 20).map((now) => compareVersions(old.version ?? '', now.version ?? '')));
  if (signs.every((sign) => sign !== undefined && sign < 0)) return 'upgraded';
  return signs.every((sign) => sign !== undefined && sign > 0) ? 'downgraded' : 'changed';
}

/** The same version with other content, or with nothing any more that says what its content is. */
function otherContent(name: string, from: readonly Entry[], to: readonly Entry[]): readonly Change[] {
  const sums = new Map(from.map(({ section = '', version = '', integrity }) => [`${section} ${version}`, integrity]));
  for (const { section = '', version = '', integrity } of to) {
    const before = sums.get(`${section} ${version}`);
    if (before === undefined || before === integrity) continue;
    return [
      {
        kind: 'changed',
        name,
        from: `${version} (${short(before)})`,
        to: `${version} (${integrity === undefined ? 'no hash' : short(integrity)})`,
      },
    ];
  }
  return [];
}

/** Enough of a hash to be told from another. */
const short = (sum: string): string => (sum.length > 24 ? `${sum.slice(0, 24)}…` : sum);

function versionsOf(entries: readonly Entry[]): string | undefined {
  const versions = [...new Set(entries.map(({ version }) => version ?? '*'))].sort();
  if (versions.length === 0) return undefined;
  return versions.slice(0, 5).join(', ') + (versions.length > 5 ? `, … (${versions.length})` : '');
}

const withSections = (entries: readonly Entry[]): string =>
  [...new Set(entries.map(({ version = '*', section = '' }) => `${version} in ${section}`))].sort().slice(0, 5).join(', ');

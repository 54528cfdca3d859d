import type { Change } from './compare.ts';
import type { Entry } from './entry.ts';

/** Where packages come from where nobody says otherwise. */
const USUAL: ReadonlySet<string> = new Set([
  'registry.npmjs.org',
  'registry.yarnpkg.com',
  'pypi.org',
  'files.pythonhosted.org',
  'github.com',
  'index.crates.io',
  'rubygems.org',
  'api.github.com',
]);

/**
 * Packages of a lockfile that come from another host than before; a package that is new, from a host that the file did not
 * name. One entry for each pair of hosts, with how many more come that way.
 */
export function movedHosts(before: readonly Entry[], after: readonly Entry[]): readonly Change[] {
  const old = hostsByName(before);
  const known = new Set([...old.values()].flatMap((hosts) => [...hosts]));
  const trusted = known.size === 0 ? USUAL : known;
  const moves = new Map<string, { readonly from: string | undefined; readonly to: string; readonly names: Set<string> }>();
  for (const { name, host } of after) {
    const own = old.get(name);
    if (host === undefined || (own === undefined ? trusted.has(host) : own.has(host))) continue;
    const from = own === undefined ? undefined : [...own].sort().join(', ');
    const move = moves.get(`${from} ${host}`) ?? { from, to: host, names: new Set() };
    moves.set(`${from} ${host}`, move);
    move.names.add(name);
  }
  return [...moves.values()].map(({ from, to, names }) => {
    const [first = ''] = names;
    return { kind: 'registry', name: names.size === 1 ? first : `${first} and ${names.size - 1} more`, from, to };
  });
}

function hostsByName(entries: readonly Entry[]): ReadonlyMap<string, ReadonlySet<string>> {
  const hosts = new Map<string, Set<string>>();
  for (const { name, host } of entries) if (host !== undefined) hosts.set(name, (hosts.get(name) ?? new Set()).add(host));
  return hosts;
}

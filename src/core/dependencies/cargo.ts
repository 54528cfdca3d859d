import { dependency, type Entry, listOf, type Reader, registry, script, specOf, tableEntries, tableOf, textOf, within } from './entry.ts';
import { toml } from './formats.ts';
import { from } from './npm.ts';

const KINDS = ['dependencies', 'dev-dependencies', 'build-dependencies'] as const;

/** Cargo.toml: doc.rust-lang.org/cargo/reference/manifest.html. */
export const cargoToml: Reader = (text) => {
  const file = tableOf(toml(text));
  const targets = Object.entries(tableOf(file['target']));
  const build = within(file, 'package', 'build');
  return [
    ...KINDS.flatMap((kind) => renamed(tableEntries(file[kind], kind), file[kind])),
    ...targets.flatMap(([target, about]) =>
      KINDS.flatMap((kind) => renamed(tableEntries(within(about, kind), `target.${target}.${kind}`), within(about, kind))),
    ),
    ...tableEntries(within(file, 'workspace', 'dependencies'), 'workspace.dependencies'),
    ...Object.entries(tableOf(file['patch'])).flatMap(([source, patches]) => tableEntries(patches, `patch.${source}`)),
    ...tableEntries(file['replace'], 'replace'),
    ...(build === undefined ? [] : [script('package.build', build)]),
  ];
};

/** `alias = { package = "name" }`: the package is what counts. */
function renamed(entries: readonly Entry[], table: unknown): readonly Entry[] {
  return entries.map((entry) => ({ ...entry, name: textOf(within(table, entry.name, 'package')) ?? entry.name }));
}

/** Cargo.lock; what has no source is of this workspace. */
export const cargoLock: Reader = (text) =>
  listOf(within(toml(text), 'package')).flatMap((one) => {
    const { name, version, source, checksum } = tableOf(one);
    if (typeof name !== 'string' || typeof source !== 'string') return [];
    const address = source.replace(/^(?:registry|sparse)\+/, '');
    const commit = source.startsWith('git+') ? /#([0-9a-f]{7,64})$/.exec(source)?.[1] : undefined;
    return [dependency(name, version, 'lock', from(address, checksum ?? commit))];
  });

/** .cargo/config.toml: where crates come from. */
export const cargoConfig: Reader = (text) => {
  const file = toml(text);
  return [
    ...Object.entries(tableOf(within(file, 'source'))).map(([name, about]) => registry(`source.${name}`, specOf(about))),
    ...Object.entries(tableOf(within(file, 'registries'))).map(([name, about]) =>
      registry(`registries.${name}`, specOf(within(about, 'index') ?? '')),
    ),
    ...tableEntries(within(file, 'patch', 'crates-io'), 'patch.crates-io'),
  ];
};

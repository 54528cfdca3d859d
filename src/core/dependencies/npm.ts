import {
  dependency,
  type Entry,
  hostOf,
  isTable,
  listOf,
  type Reader,
  registry,
  script,
  tableEntries,
  tableOf,
  textOf,
  within,
} from './entry.ts';
import { bounded, json, yaml } from './formats.ts';
import { yarnClassic } from './yarn-classic.ts';

const SECTIONS = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies', 'resolutions'] as const;

/** What npm runs when a package is installed: docs.npmjs.com/cli/using-npm/scripts (life cycle of `npm install`). */
const INSTALL = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare', 'dependencies'];

/** package.json: each section, overrides, the package manager, scripts that an install runs, who may run theirs. */
export const packageJson: Reader = (text) => {
  const manifest = tableOf(json(text));
  const manager = /^([^@]+)@(.+)$/.exec(textOf(manifest['packageManager']) ?? '');
  return [
    ...SECTIONS.flatMap((section) => tableEntries(manifest[section], section)),
    ...['bundleDependencies', 'bundledDependencies'].flatMap((key) => names(manifest[key]).map((name) => dependency(name, 'bundled', key))),
    ...overrides(manifest['overrides'], 'overrides'),
    ...overrides(within(manifest, 'pnpm', 'overrides'), 'pnpm.overrides'),
    ...tableEntries(within(manifest, 'workspaces', 'catalog'), 'workspaces.catalog'),
    ...(manager?.[1] && manager[2] ? [dependency(manager[1], manager[2], 'packageManager')] : []),
    ...INSTALL.flatMap((name) => {
      const command = within(manifest, 'scripts', name);
      return command === undefined ? [] : [script(name, command)];
    }),
    ...[...names(within(manifest, 'pnpm', 'onlyBuiltDependencies')), ...names(manifest['trustedDependencies'])].map((name) =>
      script(name, 'may run'),
    ),
    ...registryOf('publishConfig', within(manifest, 'publishConfig', 'registry')),
  ];
};

const names = (value: unknown): readonly string[] => listOf(value).filter((one) => typeof one === 'string');
const registryOf = (name: string, address: unknown): readonly Entry[] => (typeof address === 'string' ? [registry(name, address)] : []);

/** Overrides stand in each other: `{ a: { b: "1" } }` is b below a. */
function overrides(value: unknown, section: string, above = '', depth = 0): readonly Entry[] {
  if (depth > 20) return [];
  return Object.entries(tableOf(value)).flatMap(([key, inner]) => {
    const name = key === '.' ? above : above === '' ? key : `${above} > ${key}`;
    return isTable(inner) ? overrides(inner, section, name, depth + 1) : [dependency(name, inner, section)];
  });
}

/** package-lock.json and npm-shrinkwrap.json, versions 1 to 3. */
export const packageLock: Reader = (text) => {
  const lock = tableOf(json(text));
  const packages = Object.entries(tableOf(lock['packages']));
  if (packages.length > 0) return packages.flatMap(([path, about]) => (path === '' ? [] : locked(nameAt(path, about), about)));
  return nested(lock['dependencies'], 0);
};

/** `node_modules/a/node_modules/@b/c` is `@b/c`; a folder of a workspace is what it calls itself. */
function nameAt(path: string, about: unknown): string {
  const at = path.lastIndexOf('node_modules/');
  const own = textOf(within(about, 'name'));
  return own ?? (at < 0 ? path : path.slice(at + 'node_modules/'.length));
}

function nested(value: unknown, depth: number): readonly Entry[] {
  if (depth > 100) return [];
  return Object.entries(tableOf(value)).flatMap(([name, about]) => [
    ...locked(name, about),
    ...nested(within(about, 'dependencies'), depth + 1),
  ]);
}

function locked(name: string, value: unknown): readonly Entry[] {
  const { version, resolved, integrity, link, hasInstallScript } = tableOf(value);
  if (link === true || (version === undefined && resolved === undefined)) return [];
  return [
    dependency(name, version ?? resolved, 'lock', from(resolved, integrity)),
    ...(hasInstallScript === true ? [script(name, 'runs')] : []),
  ];
}

/** Where it comes from and what it must be, as far as a lockfile says. */
export function from(address: unknown, integrity: unknown): Pick<Entry, 'host' | 'integrity'> {
  const host = hostOf(address);
  const sum = textOf(integrity);
  return { ...(host === undefined ? {} : { host }), ...(sum === undefined ? {} : { integrity: sum }) };
}

/** pnpm-lock.yaml: `/a@1.0.0(peer@2)`, `/a/1.0.0` and `a@1.0.0` as keys of `packages`. */
export const pnpmLock: Reader = (text) => {
  const lock = yaml(text);
  return [
    ...Object.entries(tableOf(within(lock, 'packages'))).flatMap(([key, about]) => {
      const found = /^\/?((?:@[^/@]{1,200}\/)?[^/@]{1,200})[@/]([^(_]{1,300})/.exec(key);
      const [, name = key, version = '*'] = found ?? [];
      const { tarball, integrity } = tableOf(within(about, 'resolution'));
      const builds = within(about, 'requiresBuild') === true ? [script(name, 'runs')] : [];
      return [dependency(name, version, 'lock', from(tarball, integrity)), ...builds];
    }),
    ...tableEntries(within(lock, 'overrides'), 'overrides'),
  ];
};

/** pnpm-workspace.yaml: catalogs, overrides, and who may run scripts. */
export const pnpmWorkspace: Reader = (text) => {
  const file = yaml(text);
  return [
    ...tableEntries(within(file, 'catalog'), 'catalog'),
    ...Object.entries(tableOf(within(file, 'catalogs'))).flatMap(([name, catalog]) => tableEntries(catalog, `catalogs.${name}`)),
    ...overrides(within(file, 'overrides'), 'overrides'),
    ...names(within(file, 'onlyBuiltDependencies')).map((name) => script(name, 'may run')),
  ];
};

/** Whether a yarn.lock is in the form of Yarn 2 and later. */
export const isBerry = (text: string): boolean => /^__metadata:/m.test(text);

/** yarn.lock: the first form is Yarn's own, the later one YAML. */
export const yarnLock: Reader = (text) => {
  if (!isBerry(text)) return yarnClassic(bounded('text', text));
  return Object.entries(tableOf(yaml(text))).flatMap(([key, about]) => {
    const name = /^((?:@[^/@]{1,200}\/)?[^@,]{1,200})@/.exec(key)?.[1];
    const { version, resolution, checksum } = tableOf(about);
    if (name === undefined || key === '__metadata' || /@workspace:/.test(String(resolution))) return [];
    const source = /@(?!npm:|virtual:)([^@]{1,500})$/.exec(String(resolution))?.[1];
    return [dependency(name, version, 'lock', from(source, checksum))];
  });
};

/** .npmrc and .yarnrc: where packages come from. What stands behind `_authToken` and the like is never taken. */
export const npmrc: Reader = (text) =>
  text.split('\n').flatMap((line) => {
    const found = /^\s{0,20}((?:@[^:\s]{1,100}:)?registry)\s{0,20}[=\s:]\s{0,20}["']?([^\s"']{1,500})/.exec(line.slice(0, 2_000));
    if (found?.[1] && found[2]) return [registry(found[1], found[2])];
    const option = /^\s{0,20}(ignore-scripts|strict-ssl|proxy|https-proxy|script-shell|cafile)\s{0,20}=\s{0,20}(\S{0,500})/.exec(
      line.slice(0, 2_000),
    );
    return option?.[1] ? [registry(option[1], option[2] ?? '')] : [];
  });

/** .yarnrc.yml */
export const yarnrcYml: Reader = (text) => {
  const file = yaml(text);
  return [
    ...['npmRegistryServer', 'npmPublishRegistry', 'yarnPath'].flatMap((key) => registryOf(key, within(file, key))),
    ...Object.entries(tableOf(within(file, 'npmScopes'))).flatMap(([scope, about]) =>
      registryOf(`@${scope}`, within(about, 'npmRegistryServer')),
    ),
    ...(within(file, 'enableScripts') === true ? [script('enableScripts', 'true')] : []),
  ];
};

import { dependency, type Entry, listOf, type Reader, registry, script, specOf, tableEntries, tableOf, textOf, within } from './entry.ts';
import { json, linesOf, toml } from './formats.ts';
import { from } from './npm.ts';

/** PEP 508: a name, extras, a range or an address, a marker. */
const REQUIREMENT = /^\s{0,50}([A-Za-z0-9](?:[A-Za-z0-9._-]{0,200}[A-Za-z0-9])?)\s{0,20}(?:\[[^\]]{0,500}\])?\s{0,20}([^;#]{0,1000})/;
/** PEP 503: names of packages as they are compared. */
const nameOf = (name: string): string => name.toLowerCase().replace(/[-_.]{1,50}/g, '-');

function requirement(text: string, section: string): readonly Entry[] {
  const [, name, range = ''] = REQUIREMENT.exec(text) ?? [];
  if (name === undefined) return text.trim() === '' ? [] : [dependency(text.trim().slice(0, 200), '*', section)];
  return [
    dependency(
      nameOf(name),
      range
        .replace(/\s--hash[=\s].*$/, '')
        .trim()
        .replace(/^\((.*)\)$/, '$1') || '*',
      section,
    ),
  ];
}

const OPTION =
  /^\s{0,50}(?:-([ifrec])\s{0,20}|--(index-url|extra-index-url|find-links|trusted-host|no-index|pre|requirement|editable|constraint|require-hashes)(?:[=\s]\s{0,20}|$))(\S{0,1000})/;
const REGISTRIES: Readonly<Record<string, string>> = { i: 'index-url', f: 'find-links' };
const OTHERS: Readonly<Record<string, string>> = { r: 'requirement', e: 'editable', c: 'constraint' };

/** requirements.txt and constraints.txt: pip.pypa.io/en/stable/reference/requirements-file-format. */
export const requirementsTxt: Reader = (text) =>
  linesOf(text).flatMap((line) => {
    const bare = line.replace(/(?:^|\s)#.*$/, '');
    const [whole, short, long, value = ''] = OPTION.exec(bare) ?? [];
    if (whole === undefined) return /^\s{0,50}(?:--|$)/.test(bare) ? [] : requirementOrAddress(bare);
    const option = long ?? REGISTRIES[short ?? ''] ?? OTHERS[short ?? ''] ?? '';
    if (/^(?:requirement|editable|constraint)$/.test(option)) return [dependency(`${option} ${value}`, value, 'requirements')];
    return [registry(`--${option}`, value || 'on')];
  });

/** `name @ address`, `name==1`, or an address alone. */
const requirementOrAddress = (line: string): readonly Entry[] =>
  /^\s{0,50}(?:[a-z+]{2,12}:\/\/|\.{0,2}\/)/i.test(line)
    ? [dependency(line.trim(), line.trim(), 'requirements')]
    : requirement(line, 'requirements');

const requirements = (value: unknown, section: string): readonly Entry[] =>
  listOf(value).flatMap((one) => (typeof one === 'string' ? requirement(one, section) : []));
const groups = (value: unknown, section: string): readonly Entry[] =>
  Object.entries(tableOf(value)).flatMap(([name, list]) => requirements(list, `${section}.${name}`));
const sources = (value: unknown, section: string): readonly Entry[] =>
  listOf(value).map((one, i) => registry(`${section} ${textOf(within(one, 'name')) ?? String(i)}`, specOf(within(one, 'url') ?? '')));

/** pyproject.toml: PEP 621, PEP 735, build requirements, Poetry, uv, PDM. */
export const pyproject: Reader = (text) => {
  const file = toml(text);
  const poetry = within(file, 'tool', 'poetry');
  const poetryGroups = Object.entries(tableOf(within(poetry, 'group')));
  const uv = within(file, 'tool', 'uv');
  return [
    ...requirements(within(file, 'project', 'dependencies'), 'project.dependencies'),
    ...groups(within(file, 'project', 'optional-dependencies'), 'project.optional-dependencies'),
    ...groups(within(file, 'dependency-groups'), 'dependency-groups'),
    ...requirements(within(file, 'build-system', 'requires'), 'build-system.requires'),
    ...backend(within(file, 'build-system', 'build-backend'), within(file, 'build-system', 'backend-path')),
    ...pythonTable(within(poetry, 'dependencies'), 'tool.poetry.dependencies'),
    ...pythonTable(within(poetry, 'dev-dependencies'), 'tool.poetry.dev-dependencies'),
    ...poetryGroups.flatMap(([name, group]) => pythonTable(within(group, 'dependencies'), `tool.poetry.group.${name}`)),
    ...sources(within(poetry, 'source'), 'tool.poetry.source'),
    ...requirements(within(uv, 'dev-dependencies'), 'tool.uv.dev-dependencies'),
    ...requirements(within(uv, 'constraint-dependencies'), 'tool.uv.constraint-dependencies'),
    ...requirements(within(uv, 'override-dependencies'), 'tool.uv.override-dependencies'),
    ...pythonTable(within(uv, 'sources'), 'tool.uv.sources'),
    ...sources(within(uv, 'index'), 'tool.uv.index'),
    ...['index-url', 'extra-index-url', 'find-links'].flatMap((key) => {
      const value = within(uv, key) ?? within(uv, 'pip', key);
      return value === undefined ? [] : [registry(`tool.uv.${key}`, specOf(value))];
    }),
    ...groups(within(file, 'tool', 'pdm', 'dev-dependencies'), 'tool.pdm.dev-dependencies'),
    ...sources(within(file, 'tool', 'pdm', 'source'), 'tool.pdm.source'),
  ];
};

/** What builds the package runs where it is installed from its source. */
const backend = (name: unknown, path: unknown): readonly Entry[] =>
  name === undefined ? [] : [script('build-backend', path === undefined ? name : `${specOf(name)} in ${specOf(path)}`)];

const pythonTable = (value: unknown, section: string): readonly Entry[] =>
  tableEntries(value, section).map((entry) => ({ ...entry, name: nameOf(entry.name) }));

/** Pipfile */
export const pipfile: Reader = (text) => {
  const file = toml(text);
  return [
    ...pythonTable(within(file, 'packages'), 'packages'),
    ...pythonTable(within(file, 'dev-packages'), 'dev-packages'),
    ...sources(within(file, 'source'), 'source'),
  ];
};

/** Pipfile.lock */
export const pipfileLock: Reader = (text) => {
  const lock = json(text);
  const locked = ['default', 'develop'].flatMap((section) =>
    Object.entries(tableOf(within(lock, section))).map(([name, about]) => {
      const { version, git, ref, hashes } = tableOf(about);
      return dependency(
        nameOf(name),
        version ?? (git === undefined ? '*' : `${specOf(git)}@${specOf(ref)}`),
        section,
        from(git, hashesOf(hashes)),
      );
    }),
  );
  return [...locked, ...sources(within(lock, '_meta', 'sources'), 'source')];
};

const hashesOf = (value: unknown): string | undefined => {
  const hashes = listOf(value).flatMap((one) => (typeof one === 'string' ? [one] : [textOf(within(one, 'hash')) ?? '']));
  return hashes.filter(Boolean).sort().join(' ') || undefined;
};

/** uv.lock, poetry.lock, pdm.lock: `[[package]]` with a source, and hashes of its files. */
export const pythonLock: Reader = (text) =>
  listOf(within(toml(text), 'package')).flatMap((one) => {
    const { name, version, source } = tableOf(one);
    const where = tableOf(source);
    if (typeof name !== 'string' || where['virtual'] !== undefined || where['editable'] !== undefined) return [];
    const address = where['registry'] ?? where['git'] ?? where['url'];
    const files = [...listOf(within(one, 'files')), ...listOf(within(one, 'wheels')), within(one, 'sdist')];
    return [dependency(nameOf(name), version ?? '*', 'lock', from(address, hashesOf(files)))];
  });

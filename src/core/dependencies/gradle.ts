import { dependency, type Entry, type Reader, registry, specOf, tableOf, textOf, within } from './entry.ts';
import { bounded, linesOf, toml } from './formats.ts';

/** Names that a build script gives to sets of dependencies: docs.gradle.org, Java plugin, Kotlin, Android. */
const SETS =
  '(?:[a-z][A-Za-z0-9]{0,60}?)?(?:[iI]mplementation|[aA]pi|[cC]ompileOnly|[rR]untimeOnly|[cC]ompile|[rR]untime|[aA]nnotationProcessor|[kK]apt|[kK]sp|[cC]lasspath|[pP]rovided|[cC]ompileOnlyApi|[tT]estFixtures|[dD]esugaring)';
const Q = '["\']';
const PLAIN = new RegExp(
  `\\b(${SETS})\\s{0,5}\\(?\\s{0,5}(?:(?:platform|enforcedPlatform|testFixtures)\\s{0,2}\\(\\s{0,5})?${Q}([^"':\\s]{1,200}:[^"':\\s]{1,200})(?::([^"'\\s]{1,200}))?${Q}`,
  'g',
);
const NAMED = new RegExp(
  `\\b(${SETS})\\s{0,5}\\(?\\s{0,5}group\\s{0,3}[:=]\\s{0,3}${Q}([^"']{1,200})${Q},\\s{0,5}name\\s{0,3}[:=]\\s{0,3}${Q}([^"']{1,200})${Q}(?:,\\s{0,5}version\\s{0,3}[:=]\\s{0,3}${Q}([^"']{1,100})${Q})?`,
  'g',
);
const CATALOG = new RegExp(
  `\\b(${SETS})\\s{0,5}\\(?\\s{0,5}(?:(?:platform|enforcedPlatform)\\s{0,2}\\(\\s{0,5})?(libs\\.[\\w.]{1,200})`,
  'g',
);
const PLUGIN =
  /\b(?:id|kotlin)\s{0,3}\(?\s{0,3}["']([^"'\s]{1,200})["']\s{0,3}\)?(?:\s{1,5}version\s{0,3}\(?\s{0,3}["']([^"']{1,100})["'])?/g;
const PLACE =
  /\b(mavenCentral|google|mavenLocal|gradlePluginPortal|jcenter)\s{0,2}\(\s{0,2}\)|\b(?:maven|ivy)\s{0,3}(?:\{[^}]{0,200}?\burl\s{0,3}=?\s{0,3}(?:uri\s{0,2}\(\s{0,3})?|\(\s{0,3}(?:url\s{0,3}=\s{0,3})?(?:uri\s{0,2}\(\s{0,3})?)["']([^"']{1,500})["']/g;
const APPLIED = /\bapply\s{0,3}\(?\s{0,3}from\s{0,3}[:=]\s{0,3}["']([^"']{1,500})["']/g;

/**
 * build.gradle, settings.gradle and their Kotlin forms, as far as they are written plainly: a build script is a program, and what it
 * computes is not seen.
 */
export const gradle: Reader = (text) => {
  const plain = withoutComments(bounded('text', text));
  return [
    ...found(plain, PLAIN, ([set = '', name = '', version]) => dependency(name, version ?? 'managed', set)),
    ...found(plain, NAMED, ([set = '', group = '', name = '', version]) => dependency(`${group}:${name}`, version ?? 'managed', set)),
    ...found(plain, CATALOG, ([set = '', name = '']) => dependency(name, 'of the catalog', set)),
    ...found(plain, PLUGIN, ([name = '', version]) => dependency(name, version ?? 'managed', 'plugins')),
    ...found(plain, PLACE, ([known, address]) => registry(known ?? 'maven', known ?? address ?? '')),
    ...found(plain, APPLIED, ([path = '']) => ({ kind: 'install script', name: 'apply from', version: path })),
  ];
};

function found(text: string, pattern: RegExp, made: (groups: readonly (string | undefined)[]) => Entry): readonly Entry[] {
  return [...text.matchAll(pattern)].map(([, ...groups]) => made(groups));
}

/** Comments go, texts in quotes stay: `"https://x"` holds no comment. One step at a time, so that nothing is looked at twice. */
function withoutComments(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, (part) =>
    part.startsWith('/') ? ' ' : part,
  );
}

/** gradle/libs.versions.toml: docs.gradle.org/current/userguide/version_catalogs.html. */
export const versionCatalog: Reader = (text) => {
  const file = toml(text);
  const versions = tableOf(within(file, 'versions'));
  const entries = (section: string): readonly Entry[] =>
    Object.entries(tableOf(within(file, section))).map(([alias, about]) => catalogued(alias, about, section, versions));
  return [...entries('libraries'), ...entries('plugins')];
};

function catalogued(alias: string, about: unknown, section: string, versions: Readonly<Record<string, unknown>>): Entry {
  if (typeof about === 'string') {
    const at = about.lastIndexOf(':');
    return at < 0 ? dependency(alias, about, section) : dependency(about.slice(0, at), about.slice(at + 1), section);
  }
  const { module, group, name, id, version } = tableOf(about);
  const ref = textOf(within(version, 'ref'));
  const named = textOf(module) ?? textOf(id) ?? (typeof group === 'string' && typeof name === 'string' ? `${group}:${name}` : alias);
  return dependency(
    named,
    ref === undefined ? (version === undefined ? 'managed' : specOf(version)) : specOf(versions[ref] ?? `ref ${ref}`),
    section,
  );
}

/** gradle.lockfile: `group:name:version=configurations`. */
export const gradleLock: Reader = (text) =>
  linesOf(text).flatMap((line) => {
    const [, name, version] = /^([^#:=\s]{1,200}:[^:=\s]{1,200}):([^:=\s]{1,100})=/.exec(line) ?? [];
    return name === undefined ? [] : [dependency(name, version, 'lock')];
  });

/** gradle-wrapper.properties and maven-wrapper.properties: the program that builds is fetched from there. */
export const wrapper: Reader = (text) =>
  linesOf(text).flatMap((line) => {
    const [, key, value] = /^\s{0,20}(distributionUrl|wrapperUrl|distributionSha256Sum)\s{0,20}[=:]\s{0,20}(\S{1,500})/.exec(line) ?? [];
    return key === undefined ? [] : [registry(key, (value ?? '').replaceAll('\\', ''))];
  });

import type { TNode } from 'txml/txml';
import { dependency, type Entry, type Reader, registry, script, Unreadable } from './entry.ts';
import { xml } from './formats.ts';

type Properties = ReadonlyMap<string, string>;

const nodesOf = (parent: TNode | undefined): readonly TNode[] =>
  (parent?.children ?? []).filter((one): one is TNode => typeof one !== 'string');
const child = (parent: TNode | undefined, name: string): TNode | undefined => nodesOf(parent).find((one) => localName(one) === name);
const localName = ({ tagName }: TNode): string => tagName.replace(/^.*:/, '');
const textIn = (parent: TNode | undefined, name: string): string | undefined => {
  const text = child(parent, name)
    ?.children.filter((one) => typeof one === 'string')
    .join('')
    .trim();
  return text === '' ? undefined : text;
};

/** Where packages stand in a pom: parts of the project, and of each of its profiles. */
const LISTS: readonly { readonly path: readonly string[]; readonly one: string }[] = [
  { path: ['dependencies'], one: 'dependency' },
  { path: ['dependencyManagement', 'dependencies'], one: 'dependency' },
  { path: ['build', 'plugins'], one: 'plugin' },
  { path: ['build', 'pluginManagement', 'plugins'], one: 'plugin' },
  { path: ['build', 'extensions'], one: 'extension' },
  { path: ['reporting', 'plugins'], one: 'plugin' },
];

/** pom.xml: maven.apache.org/pom.html. `${name}` is filled in from the file's own properties. */
export const pom: Reader = (text) => {
  const project = xml(text).find((node): node is TNode => typeof node !== 'string' && localName(node) === 'project');
  if (project === undefined) throw new Unreadable('it has no `project`');
  const properties = propertiesOf(project);
  const profiles = nodesOf(child(project, 'profiles'));
  const parent = child(project, 'parent');
  return [
    ...(parent === undefined ? [] : artifact(parent, 'parent', properties)),
    ...partsOf(project, '', properties),
    ...profiles.flatMap((profile) =>
      partsOf(profile, `profile ${textIn(profile, 'id') ?? '?'} `, new Map([...properties, ...propertiesOf(profile)])),
    ),
  ];
};

function propertiesOf(project: TNode): Properties {
  const own = nodesOf(child(project, 'properties')).map((node): [string, string] => [
    node.tagName,
    node.children
      .filter((one) => typeof one === 'string')
      .join('')
      .trim(),
  ]);
  const version = textIn(project, 'version') ?? textIn(child(project, 'parent'), 'version');
  return new Map([...own, ...(version === undefined ? [] : [['project.version', version] as const])]);
}

function partsOf(project: TNode, above: string, properties: Properties): readonly Entry[] {
  const lists = LISTS.flatMap(({ path, one }) => {
    const list = path.reduce<TNode | undefined>((node, name) => child(node, name), project);
    return nodesOf(list).flatMap((node) => (localName(node) === one ? withPlugin(node, `${above}${path.join('.')}`, properties) : []));
  });
  const places = ['repositories', 'pluginRepositories'].flatMap((name) =>
    nodesOf(child(project, name)).map((node) =>
      registry(`${above}${name} ${textIn(node, 'id') ?? '?'}`, filled(textIn(node, 'url') ?? '', properties)),
    ),
  );
  return [...lists, ...places];
}

/** A plugin has dependencies of its own; one that runs programs is a script of the build. */
function withPlugin(node: TNode, section: string, properties: Properties): readonly Entry[] {
  const own = nodesOf(child(node, 'dependencies')).flatMap((one) => artifact(one, `${section}.dependencies`, properties));
  const runs = /^(?:exec-maven-plugin|maven-antrun-plugin|gmavenplus-plugin|groovy-maven-plugin)$/.test(textIn(node, 'artifactId') ?? '');
  const made = artifact(node, section, properties);
  return [...made, ...own, ...(runs ? made.map(({ name, version }) => script(name, version ?? '*')) : [])];
}

function artifact(node: TNode, section: string, properties: Properties): readonly Entry[] {
  const artifactId = textIn(node, 'artifactId');
  if (artifactId === undefined) return [];
  const group = textIn(node, 'groupId') ?? (section.includes('plugin') ? 'org.apache.maven.plugins' : '?');
  return [dependency(filled(`${group}:${artifactId}`, properties), filled(textIn(node, 'version') ?? 'managed', properties), section)];
}

/** Properties may stand in each other; a few steps are enough, and a circle ends there. */
function filled(text: string, properties: Properties): string {
  let out = text;
  for (let step = 0; step < 5 && out.includes('${') && out.length < 2_000; step++)
    out = out.replace(/\$\{([^}${]{1,200})\}/g, (whole, name: string) => properties.get(name)?.slice(0, 500) ?? whole);
  return out;
}

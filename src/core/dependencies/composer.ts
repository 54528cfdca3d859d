import {
  dependency,
  type Entry,
  isTable,
  listOf,
  type Reader,
  registry,
  script,
  specOf,
  tableEntries,
  tableOf,
  textOf,
  within,
} from './entry.ts';
import { json } from './formats.ts';
import { from } from './npm.ts';

/** Scripts that Composer runs by itself: getcomposer.org/doc/articles/scripts.md. */
const EVENT =
  /^(?:pre|post)-(?:install|update|autoload-dump|package-install|package-update|package-uninstall|root-package-install|create-project|operations-exec)/;

/** composer.json */
export const composerJson: Reader = (text) => {
  const file = tableOf(json(text));
  const plugins = within(file, 'config', 'allow-plugins');
  return [
    ...['require', 'require-dev', 'conflict', 'replace'].flatMap((section) => tableEntries(file[section], section)),
    ...Object.entries(tableOf(file['scripts'])).flatMap(([name, command]) => (EVENT.test(name) ? [script(name, command)] : [])),
    ...(isTable(plugins) ? Object.entries(plugins).map(([name, may]) => script(name, may === true ? 'may run' : 'may not run')) : []),
    ...(plugins === true ? [script('all plugins', 'may run')] : []),
    ...repositories(file['repositories']),
  ];
};

function repositories(value: unknown): readonly Entry[] {
  const list = isTable(value) ? Object.entries(value) : listOf(value).map((one, i): [string, unknown] => [String(i), one]);
  return list.map(([name, about]) =>
    registry(`repositories ${textOf(within(about, 'name')) ?? name}`, isTable(about) ? specOf(about['url'] ?? about) : specOf(about)),
  );
}

/** composer.lock */
export const composerLock: Reader = (text) => {
  const lock = json(text);
  return ['packages', 'packages-dev'].flatMap((section) =>
    listOf(within(lock, section)).flatMap((one) => {
      const { name, version } = tableOf(one);
      if (typeof name !== 'string') return [];
      const commit = within(one, 'dist', 'reference') ?? within(one, 'source', 'reference');
      return [
        dependency(
          name,
          version,
          section,
          from(within(one, 'dist', 'url') ?? within(one, 'source', 'url'), within(one, 'dist', 'shasum') || commit),
        ),
      ];
    }),
  );
};

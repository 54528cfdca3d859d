import { free, type Handler, type Invocation, opaque } from '../call.ts';
import { type Field, isText, shown, text } from '../field.ts';
import { formOf } from '../irreversible.ts';
import { done } from '../state.ts';

/** Options of programs that need a grant which run code, load it, or move what the program acts on: only literal words cover them. */
const CODE_OPTIONS: Readonly<Record<string, RegExp>> = {
  // npm takes any beginning of an option, with one dash or two: what is not known to be harmless must be named
  npm: /^-(?!(?:D|E|P|O|s|w|y|q|d|dd|ddd|-save|-save-dev|-save-exact|-save-optional|-no-save|-silent|-quiet|-verbose|-if-present|-workspaces?|-workspace=[\w@/-]+|-omit=\w+|-include=\w+|-production|-only=\w+|-no-audit|-no-fund|-json|-long|-parseable|-depth=\d+|-dry-run|-legacy-peer-deps|-ignore-scripts|-prefer-offline|-offline|-loglevel=\w+|-fix|-watch|-coverage|-ci)$)/,
  npx: /^(?:-c|--call|-p|--package|--shell|--node-options|--registry|--prefix|--userconfig|--script-shell)/,
  pnpm: /^(?:--script-shell|--shell|-C|--dir|--prefix|--global|-g|--registry|--config\.|--shell-mode|-c|--store-dir)/,
  yarn: /^(?:--script-shell|--cwd|--registry|--use-yarnrc|--global)/,
  bun: /^(?:--preload|-r|--require|--cwd|--config|-c|--shell|--env-file|-e|--eval|-p|--print|--global|-g)/,
  // clusters and beginnings of options count, and every word with `=` is an assignment, which make expands
  make: /^-(?!(?:[kBnsSiw]+|j\d*|-keep-going|-always-make|-dry-run|-just-print|-silent|-quiet|-no-print-directory|-print-directory|-jobs(?:=\d+)?|-output-sync(?:=\w+)?)$)|[=$]/,
  cargo: /^(?:--config|-Z|--manifest-path|-C|--target-dir|\+)/,
  go: /^(?:-exec|-toolexec|-C|-overlay|-modfile|-vettool|-ldflags|-gcflags|-asmflags)/,
  pytest: /^(?:-p|-c|--rootdir|--confcutdir|--override-ini|-o|--pyargs|--import-mode)/,
  tsc: /^(?:-p|--project|--outDir|--outFile|--build|-b)/,
  eslint: /^(?:-c|--config|--rulesdir|--resolve-plugins-relative-to|--plugin|--parser|-f|--format|-o|--output-file)/,
  prettier: /^(?:--config|--plugin|--with-node-modules|--find-config-path)/,
  jest: /^(?:-c|--config|--rootDir|--setupFiles|--globalSetup|--testRunner|--transform|--runner|--reporters|--testResultsProcessor|--env|--resolver)/,
  vitest: /^(?:-c|--config|-r|--root|--dir|--globalSetup|--reporter|--environment|--outputFile)/,
  docker:
    /^(?:-v|--volume|--mount|--privileged|--cap-add|--device|--security-opt|--pid|--network=host|--net=host|--userns|-H|--host|--context|--config|--env-file|--entrypoint)/,
  mvn: /^(?:-f|--file|-s|--settings|-gs|-D|-l|--log-file)/,
  gradle: /^(?:-I|--init-script|-b|--build-file|-p|--project-dir|-c|--settings-file|-g|-D|-P)/,
  pip: /^(?:-i|--index-url|--extra-index-url|-f|--find-links|-r|--requirement|-e|--editable|-t|--target|--prefix|--root|--user|--global-option|--config-settings|--python|--no-index|--trusted-host)/,
  dotnet: /^(?:-p:|\/p:|--property)/,
  rsync: /^(?:-e|--rsh)/,
};
const LIKE: Readonly<Record<string, string>> = {
  gmake: 'make',
  pnpx: 'npx',
  bunx: 'npx',
  podman: 'docker',
  mvnw: 'mvn',
  gradlew: 'gradle',
  pip3: 'pip',
  pipx: 'pip',
  uv: 'pip',
  poetry: 'pip',
  'py.test': 'pytest',
  'docker-compose': 'docker',
};

/** Verbs after which the next words are a command of their own. */
const RUNNERS: Readonly<Record<string, readonly string[]>> = {
  npx: [''],
  pnpx: [''],
  bunx: [''],
  npm: ['exec', 'x', 'init', 'create', 'innit'],
  pnpm: ['exec', 'dlx', 'create'],
  yarn: ['dlx', 'exec', 'create'],
  bun: ['x', 'create'],
  docker: ['run', 'exec'],
  podman: ['run', 'exec'],
  kubectl: ['exec', 'run'],
  pipx: ['run'],
  uv: ['run', 'tool'],
  poetry: ['run'],
  pipenv: ['run'],
  conda: ['run'],
  bundle: ['exec'],
  uvx: [''],
  'docker-compose': ['run', 'exec'],
};

/** Names whose data is on the line: messages, titles, bodies. */
const SECRETS_PRINTED = /^(?:config (?:list|ls)|token)/;

/**
 * A program that needs a grant always. Options that run code or move it, the forms that cannot be taken back, and the
 * command that a runner runs are covered by the same words of a grant only.
 */
const granted: Handler = (call) => {
  const { name, words, state } = call;
  const bare = name.replace(/^\.\//, '');
  const rule = CODE_OPTIONS[LIKE[bare] ?? bare];
  const list = words.map(shown);
  if (list.length === 1 && /^(?:--version|-v|-V|--help|-h|version|help)$/.test(list[0] ?? '') && !(bare === 'docker' && list[0] === '-v')) {
    free(call);
    return done(state);
  }
  const dashes = list.indexOf('--');
  const own = dashes >= 0 && !isRunner(bare, list) ? list.slice(0, dashes) : list;
  const literal = new Set<number>();
  own.forEach((word, i) => {
    if (rule?.test(word)) {
      literal.add(i + 1);
      // its value, where it stands in the next word
      if (!word.includes('=') && /^-{1,2}[A-Za-z-]+$/.test(word) && own[i + 1] !== undefined && !own[i + 1]?.startsWith('-'))
        literal.add(i + 2);
    }
  });
  for (const at of runs(bare, list)) literal.add(at + 1);
  const form = formOf([
    bare,
    ...list.map((word, i) => (bare === 'npm' && i === list.findIndex((one) => !one.startsWith('-')) ? npmVerb(word) : word)),
  ]);
  for (const at of form?.literal ?? []) literal.add(at);
  if (SECRETS_PRINTED.test(list.join(' '))) call.walker.sink.unknown('credentials that its configuration holds');
  mounts(call);
  opaque(call, 'it runs code of its own', { literal: [...literal], ...(form ? { form: form.form } : {}), data: messages(bare, words) });
  return done(state);
};

/** npm takes any beginning of its commands. */
const npmVerb = (word: string): string =>
  ['publish', 'unpublish', 'deprecate', 'dist-tag', 'owner', 'access', 'token'].find((verb) => word.length > 2 && verb.startsWith(word)) ??
  word;

const isRunner = (name: string, list: readonly string[]): boolean =>
  RUNNERS[name]?.some((verb) => verb === '' || list.includes(verb)) ?? false;

/** Where a runner's own command begins: the program and, where that is a shell or an interpreter, all that follows. */
function runs(name: string, list: readonly string[]): readonly number[] {
  const verbs = RUNNERS[name];
  if (verbs === undefined) return [];
  const verbAt = verbs.includes('') ? -1 : list.findIndex((word) => verbs.includes(word));
  if (verbAt < 0 && !verbs.includes('')) return [];
  const from = list.findIndex((word, i) => i > verbAt && !word.startsWith('-'));
  if (from < 0) return [];
  const contained = name === 'docker' || name === 'podman' || name === 'kubectl' || name === 'docker-compose';
  const out = verbAt < 0 ? [] : [verbAt];
  // in a container the image or its name comes first, and everything behind it is a command that nothing here can judge
  if (contained) return [...out, ...list.map((_, i) => i).filter((i) => i > from)];
  out.push(from);
  const program = list[from]?.replace(/^.*\//, '') ?? '';
  if (/^(?:sh|bash|zsh|dash|ksh|node|python[\d.]*|ruby|perl|deno|bun|tsx|ts-node|env|sudo|xargs|eval|php)$/.test(program))
    out.push(...list.map((_, i) => i).filter((i) => i > from));
  return out;
}

/** `-v /host:/inside` gives a folder of this machine to a container: it may be changed there. */
function mounts({ walker, name, words, state }: Invocation): void {
  if (name !== 'docker' && name !== 'podman') return;
  words.forEach((word, i) => {
    const source = isText(word) ? word.text : undefined;
    const value =
      source === '-v' || source === '--volume' ? words[i + 1] : source?.startsWith('--volume=') ? text(source.slice(9)) : undefined;
    if (value && isText(value) && /^[./~]/.test(value.text))
      walker.sink.path('edit', text(value.text.split(':')[0] ?? ''), 'recursive', state);
    else if (value && !isText(value))
      walker.sink.path('edit', value.kind === 'unknown' ? text(value.prefix.split(':')[0] || '/') : value, 'recursive', state);
    const mount = source?.startsWith('--mount')
      ? source.includes('=') && source !== '--mount'
        ? source
        : shown(words[i + 1] ?? text(''))
      : undefined;
    const from = mount === undefined ? undefined : /(?:^|,|=)(?:source|src)=([^,]+)/.exec(mount)?.[1];
    if (from && mount?.includes('bind')) walker.sink.path('edit', text(from), 'recursive', state);
  });
}

/** Values of message options are data: `gh pr create --title "$(…)"`. */
function messages(name: string, words: readonly Field[]): readonly number[] {
  if (!/^(?:gh|glab|hub)$/.test(name)) return [];
  return words.flatMap((_, i) => {
    const before = words[i - 1];
    return before && isText(before) && /^(?:-m|--message|--title|--body|-t|-b|--notes|--description)$/.test(before.text) ? [i] : [];
  });
}

/** Programs that need a grant whatever they are given, by the kinds of what they do. */
const NAMES =
  'npm npx pnpm pnpx yarn bun bunx corepack node-gyp make gmake cmake ninja meson bazel buck cargo rustc rustup go gofmt pytest py.test tox nox pip pip3 pipx uv uvx poetry pipenv conda mamba hatch flit twine ruff black isort mypy pyright flake8 pylint gem bundle rake rails rspec rubocop composer phpunit artisan mvn mvnw gradle gradlew ant sbt lein mix elixirc rebar3 dotnet msbuild nuget swift xcodebuild pod flutter dart stack cabal ghc zig nim crystal gcc g++ cc c++ clang clang++ ld as javac java kotlinc scalac tsc eslint prettier biome jest vitest mocha ava nyc playwright cypress webpack vite rollup esbuild turbo nx lerna changeset next nuxt astro storybook docker podman nerdctl docker-compose kubectl oc helm kustomize minikube kind k3d skaffold terraform tofu terragrunt pulumi cdk sam serverless sls ansible ansible-playbook vagrant packer aws gcloud gsutil az doctl heroku vercel netlify fly flyctl firebase wrangler railway gh glab hub psql mysql mariadb mysqldump pg_dump pg_restore mongosh mongo mongodump redis-cli dropdb createdb prisma sequelize knex typeorm alembic flyway liquibase apt apt-get apt-cache dpkg yum dnf rpm pacman apk zypper brew port snap flatpak nix nix-shell nix-env systemctl service launchctl journalctl supervisorctl pm2 killall pkill fuser lsof tmux screen openssl gpg ssh-add ssh-agent ssh-copy-id vault op pass claude codex gemini aider tsx-watch nodemon concurrently husky lint-staged semantic-release goreleaser pre-commit act';

export const PACKAGES: Readonly<Record<string, Handler>> = Object.fromEntries(
  NAMES.split(' ')
    .filter((name) => name !== 'bun' && name !== 'lsof')
    .map((name) => [name, granted] as const)
    .concat([
      ['bun', granted],
      ['gradlew', granted],
      ['./gradlew', granted],
      ['./mvnw', granted],
    ]),
);

import { namesPath, partsOf } from '../zones/patterns.ts';
import { cargoConfig, cargoLock, cargoToml } from './cargo.ts';
import { composerJson, composerLock } from './composer.ts';
import { type Ecosystem, type Reader, Unreadable } from './entry.ts';
import { gemfile, gemfileLock, gemspec } from './gem.ts';
import { goMod, goSum } from './go.ts';
import { gradle, gradleLock, versionCatalog, wrapper } from './gradle.ts';
import { pom } from './maven.ts';
import { isBerry, npmrc, packageJson, packageLock, pnpmLock, pnpmWorkspace, yarnLock, yarnrcYml } from './npm.ts';
import { plainYaml } from './plain-yaml.ts';
import { pipfile, pipfileLock, pyproject, pythonLock, requirementsTxt } from './python.ts';

/** A form of file that names dependencies. */
export interface Format {
  readonly files: readonly string[];
  readonly ecosystem: Ecosystem;
  /** `settings` say where packages come from; a lockfile follows from manifests. */
  readonly role: 'manifest' | 'lock' | 'settings';
  readonly read: Reader;
  /** Whether a text takes a hundred times as long to read as others of its length. */
  readonly slow?: (text: string) => boolean;
}

/** A form that is not read: its changes are named, never taken for none. */
const closed =
  (why: string): Reader =>
  () => {
    throw new Unreadable(why);
  };

const form = (files: string, ecosystem: Ecosystem, role: Format['role'], read: Reader, more: Pick<Format, 'slow'> = {}): Format => ({
  files: files.split(' '),
  ecosystem,
  role,
  read,
  ...more,
});

const YAML = { slow: (text: string): boolean => plainYaml(text) === undefined };
const YARN = { slow: (text: string): boolean => isBerry(text) && YAML.slow(text) };

const FORMATS: readonly Format[] = [
  form('package.json', 'npm', 'manifest', packageJson),
  form('package-lock.json npm-shrinkwrap.json', 'npm', 'lock', packageLock),
  form('pnpm-lock.yaml', 'npm', 'lock', pnpmLock, YAML),
  form('pnpm-workspace.yaml', 'npm', 'manifest', pnpmWorkspace, YAML),
  form('yarn.lock', 'npm', 'lock', yarnLock, YARN),
  form('.npmrc .yarnrc', 'npm', 'settings', npmrc),
  form('.yarnrc.yml', 'npm', 'settings', yarnrcYml, YAML),
  form('bun.lock bun.lockb', 'npm', 'lock', closed("Bun's lockfiles are not read")),
  form(
    'requirements*.txt *-requirements.txt *_requirements.txt **/requirements/*.txt constraints*.txt',
    'python',
    'manifest',
    requirementsTxt,
  ),
  form('requirements*.in', 'python', 'manifest', requirementsTxt),
  form('pyproject.toml', 'python', 'manifest', pyproject),
  form('uv.lock poetry.lock pdm.lock', 'python', 'lock', pythonLock),
  form('Pipfile', 'python', 'manifest', pipfile),
  form('Pipfile.lock', 'python', 'lock', pipfileLock),
  form('setup.py', 'python', 'manifest', closed('it is a program')),
  form('setup.cfg', 'python', 'manifest', closed('this form is not read')),
  form('Cargo.toml', 'cargo', 'manifest', cargoToml),
  form('Cargo.lock', 'cargo', 'lock', cargoLock),
  form('**/.cargo/config.toml **/.cargo/config', 'cargo', 'settings', cargoConfig),
  form('go.mod', 'go', 'manifest', goMod),
  form('go.sum go.work.sum', 'go', 'lock', goSum),
  form('pom.xml', 'maven', 'manifest', pom),
  form('maven-wrapper.properties', 'maven', 'settings', wrapper),
  form('*.gradle *.gradle.kts', 'gradle', 'manifest', gradle),
  form('*.versions.toml', 'gradle', 'manifest', versionCatalog),
  form('gradle.lockfile', 'gradle', 'lock', gradleLock),
  form('gradle-wrapper.properties', 'gradle', 'settings', wrapper),
  form('Gemfile gems.rb', 'gem', 'manifest', gemfile),
  form('*.gemspec', 'gem', 'manifest', gemspec),
  form('Gemfile.lock gems.locked', 'gem', 'lock', gemfileLock),
  form('composer.json', 'composer', 'manifest', composerJson),
  form('composer.lock', 'composer', 'lock', composerLock),
];

/** The form of a file by its name, as its tool finds it; what was installed into the repository is no manifest of it. */
export function formatOf(path: string): Format | undefined {
  const parts = partsOf(path);
  if (parts.includes('node_modules')) return undefined;
  return FORMATS.find(({ files }) => files.some((pattern) => namesPath(pattern, parts)));
}

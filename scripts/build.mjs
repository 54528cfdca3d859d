// Builds dist/: the command line, one launcher and one self-contained bundle per hook event, the library and its types.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
rmSync('dist', { recursive: true, force: true });
mkdirSync('dist/hooks', { recursive: true });

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  charset: 'utf8',
  legalComments: 'none',
  metafile: true,
  // jsonc-parser's CommonJS form cannot be bundled; its module form can
  mainFields: ['module', 'main'],
  define: { __VERSION__: JSON.stringify(version) },
  logLevel: 'warning',
  // some bundled packages are CommonJS and ask for Node's own modules by require
  banner: { js: "import { createRequire as __require } from 'node:module'; const require = __require(import.meta.url);" },
};
// hooks are CommonJS: starting Node's module loader costs a process about a twelfth of its life
const hook = { ...common, banner: {}, format: 'cjs', minify: true, define: { ...common.define, 'import.meta.filename': '__filename' } };

const events = readdirSync('hooks')
  .filter((name) => name.endsWith('.cts'))
  .map((name) => name.slice(0, -4));
const outputs = await Promise.all([
  // launchers stay as they are written: a person can read all ten lines of them
  build({
    ...hook,
    minify: false,
    bundle: false,
    define: {},
    entryPoints: events.map((name) => `hooks/${name}.cts`),
    outdir: 'dist/hooks',
    outExtension: { '.js': '.cjs' },
  }),
  ...events.map((name) => build({ ...hook, entryPoints: [`src/events/${name}.ts`], outfile: `dist/hooks/${name}.bundle.cjs` })),
  // loaded by PreToolUse where a call has a shell line: a bundle of its own, so that no other call pays for it
  build({ ...hook, entryPoints: ['src/core/shell/analyse.ts'], outfile: 'dist/hooks/shell.bundle.cjs' }),
  // loaded by PostToolUse where a policy has something to look for
  build({ ...hook, entryPoints: ['src/core/data/withhold.ts'], outfile: 'dist/hooks/detect.bundle.cjs' }),
  build({ ...common, minify: true, entryPoints: ['src/cli/cli.ts'], outfile: 'dist/cli.js' }),
  build({ ...common, entryPoints: ['src/index.ts'], outfile: 'dist/index.js' }),
]);
chmodSync('dist/cli.js', 0o755);
execFileSync(process.execPath, [join('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
writeFileSync('dist/THIRD_PARTY.txt', notices(outputs));

/** The licences of the packages whose code is in the bundles. */
function notices(results) {
  const inputs = results.flatMap((result) => Object.keys(result.metafile.inputs));
  const packages = new Set(inputs.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []));
  return [...packages]
    .sort()
    .map((name) => {
      const folder = join('node_modules', name);
      const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      const text = file ? readFileSync(join(folder, file), 'utf8').trim() : `Licence: ${about.license}`;
      return `${about.name} ${about.version}\n\n${text}\n`;
    })
    .join(`\n${'-'.repeat(72)}\n\n`);
}

import { build } from 'esbuild';
import { PROJECT } from './hooks.ts';

/**
 * The text of a `cli.mjs` whose `gate` reads its answer from `gated.json` of the head and prints it through our renderers,
 * and whose other commands are the real ones. It stands in for the real gate until the vendored command line has one: then
 * `vendoredCli` reads `dist/cli.js`, and the tests make real runs.
 */
export async function vendoredCli(): Promise<string> {
  const done = await build({
    stdin: { contents: STAND_IN, resolveDir: PROJECT, sourcefile: 'stand-in.ts', loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    write: false,
    legalComments: 'none',
    mainFields: ['module', 'main'],
    banner: { js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);" },
    logLevel: 'silent',
  });
  return done.outputFiles[0]?.text ?? '';
}

const STAND_IN = `
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { gateAnnotations } from './src/core/gate/render/annotations.ts';
import { gateComment } from './src/core/gate/render/comment.ts';
import { gateSarif } from './src/core/gate/render/sarif.ts';
import { gateSummary } from './src/core/gate/render/summary.ts';
import { gateText } from './src/core/gate/render/text.ts';

const [command, ...args] = process.argv.slice(2);
if (command !== 'gate') await import('./src/cli/cli.ts');
else {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args, options: { base: text, head: text, summary: text, comment: text, sarif: text, json: text } });
  const git = (...all: string[]) => execFileSync('git', all, { encoding: 'utf8' }).trim();
  const gated = JSON.parse(git('show', values.head + ':gated.json'));
  // what the real one needs of the clone: both commits, what lies between them, and the published runs
  git('merge-base', values.base, values.head);
  const runs = git('for-each-ref', '--format=%(refname)', 'refs/twoloops/runs');
  gated.base = { ref: values.base, commit: git('rev-parse', values.base) };
  gated.head = { ref: values.head, commit: git('rev-parse', values.head) };
  gated.notes = [...gated.notes, 'runs here: ' + (runs || 'none')];
  writeFileSync(values.summary, gateSummary(gated));
  writeFileSync(values.comment, gateComment(gated));
  writeFileSync(values.sarif, gateSarif(gated, { version: '0.1.0' }));
  writeFileSync(values.json, JSON.stringify(gated));
  process.stdout.write(gateText(gated) + gateAnnotations(gated));
  process.exitCode = gated.verdict === 'open' ? 0 : 1;
}
`;

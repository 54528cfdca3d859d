import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';
import type { MakeShell } from '../core/accesses/intents.ts';
import type { CompiledShell } from '../schema/frozen.ts';

/** The file beside the hooks that reads shell lines. */
const bundleIn = (hooks: string): string => join(hooks, 'shell.bundle.cjs');

/** Compiled code of that bundle, in the folder of a run. */
const cacheIn = (run: string): string => join(run, 'shell.cache');

interface Exports {
  readonly analyser: MakeShell;
}

type Factory = (module: { exports: unknown }, exports: unknown, require: unknown) => void;

const wrapped = (source: string): string => `(function (module, exports, require) {${source}\n})`;

/** A line that uses what most lines use, so that the code for it is compiled, too. */
const WARM = `cd src && grep -rn "x" --include='*.ts' . | sort | head -5 > a.txt; for f in *.ts; do wc -l "$f"; done; cat <<< "done"; mkdir -p out && cp a out/b; sed -i s/a/b/ b; npm test 2>&1 | tail`;

/**
 * Compiles the bundle once for a run, because compiling it costs every shell line a tenth of a bare node process. The
 * stamps of both files go into the frozen scope, whose digest is in the record: a file that was touched since is not used.
 */
export function compileShell(hooks: string, run: string): CompiledShell | undefined {
  const [bundle, cache] = [bundleIn(hooks), cacheIn(run)];
  try {
    const script = new Script(wrapped(readFileSync(bundle, 'utf8')), { filename: bundle });
    evaluate(script, bundle).analyser('/r', '/h', {})(WARM, '/r');
    writeFileSync(cache, script.createCachedData(), { mode: 0o600 });
    return { node: process.version, bundle: stampOf(bundle), cache: stampOf(cache) };
  } catch {
    // the bundle itself is asked for when a line comes, and refuses it where it is broken
    return undefined;
  }
}

/** Loads the bundle, compiled where the run has it compiled; throws where it cannot be loaded. */
export function loadShell(hooks: string, run: string, compiled: CompiledShell | undefined): MakeShell {
  const [bundle, cache] = [bundleIn(hooks), cacheIn(run)];
  if (compiled === undefined || compiled.node !== process.version || !same(bundle, compiled.bundle) || !same(cache, compiled.cache)) {
    return (createRequire(bundle)(bundle) as Exports).analyser;
  }
  const script = new Script(wrapped(readFileSync(bundle, 'utf8')), { filename: bundle, cachedData: readFileSync(cache) });
  return evaluate(script, bundle).analyser;
}

function evaluate(script: Script, bundle: string): Exports {
  const module = { exports: {} };
  (script.runInThisContext() as Factory)(module, module.exports, createRequire(bundle));
  return module.exports as Exports;
}

/** What the file system knows of a file and its owner cannot set: the time of its last change among it. */
function stampOf(path: string): string {
  const { ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
  return `${ino}:${size}:${mtimeNs}:${ctimeNs}`;
}

function same(path: string, stamp: string): boolean {
  try {
    return stampOf(path) === stamp;
  } catch {
    return false;
  }
}

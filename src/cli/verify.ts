import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { RunFiles } from '../core/verify/files.ts';
import { verifiedText } from '../core/verify/render.ts';
import { verifyRun } from '../core/verify/verify.ts';
import { sha256 } from '../io/hash.ts';
import { runsFolder } from '../io/run-folder.ts';
import { readRunFiles } from '../io/verify-files.ts';
import { here, nameOfRun } from './here.ts';
import { EXIT, type Terminal } from './terminal.ts';

export const usage = 'twoloops verify [RUN] [--json]   whether the record of a run holds; the latest where none is named';

/** The text of a run's latest packet, made again from the record; undefined where another version of the product made it. */
export type Rebuild = (folder: string, run: string) => string | undefined;

/** Checks a run's folder: 0 where it is intact, 1 where it is broken or could not wholly be checked. */
export function verify(args: readonly string[], terminal: Terminal, rebuild?: Rebuild): number {
  const { values, positionals } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } }, allowPositionals: true });
  const { common } = here(terminal);
  const run = nameOfRun(common, positionals[0]);
  const folder = join(runsFolder(common), run);
  const { files, lines } = readRunFiles(folder, run);
  const verified = verifyRun(lines, rebuild === undefined ? files : withRebuilt(files, rebuild(folder, run)), sha256);
  terminal.out(values.json ? `${JSON.stringify({ ...verified, folder })}\n` : `${verifiedText(verified)}`);
  return verified.verdict === 'intact' ? EXIT.done : EXIT.no;
}

function withRebuilt(files: RunFiles, text: string | undefined): RunFiles {
  if (text === undefined) return files;
  const digest = sha256(text);
  const packets = files.packets.map((packet, i) =>
    i < files.packets.length - 1 ? packet : { ...packet, rebuilt: packet.digest === digest ? ('same' as const) : ('different' as const) },
  );
  return { ...files, packets };
}

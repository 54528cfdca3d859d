import { createHash } from 'node:crypto';
import { closeSync, constants, lstatSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { onlyEvents } from '../../core/coverage/record.ts';
import { fateOf } from '../../core/retention/fate.ts';
import type { LeftFile } from '../../core/retention/parts.ts';
import type { RunLeft } from '../../core/retention/plan.ts';
import { verifyRun } from '../../core/verify/verify.ts';
import { readEvents } from '../event-log.ts';
import { sha256 } from '../hash.ts';
import { readPruned } from '../pruned.ts';
import { reason } from '../repository.ts';
import { runsFolder } from '../run-folder.ts';
import { readRunFiles } from '../verify-files.ts';

/** A run's folder as pruning sees it: what lies in it, and what its record says. Never throws, follows no link. */
export function runLeft(common: string, run: string, now: number): RunLeft {
  const folder = join(runsFolder(common), run);
  const none = (keep: string): RunLeft => ({ run, fate: { keep }, files: [] });
  try {
    const stat = lstatSync(folder);
    if (stat.isSymbolicLink()) return none('its folder is a link, and links are not followed');
    if (!stat.isDirectory()) return none('it is no folder');
    const pruned = readPruned(folder);
    if (pruned.problem !== undefined) return none(`pruned.jsonl cannot be read: ${pruned.problem}`);
    const link = readdirSync(folder).find((name) => /\.jsonl?$/.test(name) && lstatSync(join(folder, name)).isSymbolicLink());
    if (link !== undefined) return none(`\`${link}\` in its folder is a link, so its record is not its own`);
    const { files, lines } = readRunFiles(folder, run);
    if (files.size === 0 && pruned.lines.length === 0) return none('it has no record, so its age is not known');
    const { verdict } = verifyRun(lines, files, sha256);
    return { run, fate: fateOf({ events: onlyEvents(readEvents(folder)), verdict, pruned: pruned.lines, now }), files: listed(folder) };
  } catch (error) {
    return none(`it cannot be read: ${reason(error)}`);
  }
}

/** The numbered packets are files of their own; every other folder is one thing. */
function listed(folder: string): readonly LeftFile[] {
  return readdirSync(folder).flatMap((name) => {
    const stat = lstatSync(join(folder, name));
    if (!stat.isDirectory()) return [{ file: name, files: 1, bytes: stat.size }];
    if (name !== 'packets') return [{ file: `${name}/`, ...sizeOf(join(folder, name)) }];
    return readdirSync(join(folder, name)).map((inner) => {
      const path = join(folder, name, inner);
      return lstatSync(path).isDirectory()
        ? { file: `${name}/${inner}/`, ...sizeOf(path) }
        : { file: `${name}/${inner}`, files: 1, bytes: lstatSync(path).size };
    });
  });
}

function sizeOf(folder: string): { readonly files: number; readonly bytes: number } {
  const paths = inside(folder, '');
  return { files: paths.length, bytes: paths.reduce((sum, path) => sum + lstatSync(join(folder, path)).size, 0) };
}

/** Paths of all that is no folder, below a folder; links are named, never followed. */
function inside(folder: string, under: string): readonly string[] {
  return readdirSync(join(folder, under), { withFileTypes: true }).flatMap((entry) => {
    const path = under === '' ? entry.name : `${under}/${entry.name}`;
    return entry.isDirectory() ? inside(folder, path) : [path];
  });
}

/** SHA-256 of a file, of a link's target, or of a folder's list. */
export function digestOf(path: string): string {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return sha256(readlinkSync(path, 'buffer'));
  if (!stat.isDirectory()) return stat.isFile() ? fileDigest(path) : sha256('');
  const lines = [...inside(path, '')].sort().map((name) => `${digestOf(join(path, name))}  ${name}\n`);
  return sha256(lines.join(''));
}

function fileDigest(path: string): string {
  const handle = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const hash = createHash('sha256');
    const chunk = Buffer.allocUnsafe(1 << 20);
    for (let got = readSync(handle, chunk); got > 0; got = readSync(handle, chunk)) hash.update(chunk.subarray(0, got));
    return hash.digest('hex');
  } finally {
    closeSync(handle);
  }
}

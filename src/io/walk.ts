import { isUtf8 } from 'node:buffer';
import { lstatSync, readlinkSync, realpathSync, type Stats } from 'node:fs';
import type { Walked } from '../schema/located.ts';

/** Bytes: the kernel takes no longer path. */
const LONGEST = 4096;
/** As many links as the kernel follows before it gives up. */
const MOST_LINKS = 40;

/** Why a walk ended that went up from a folder that does not exist. */
export const BELOW_ABSENT = '`..` below a folder that does not exist';

const unknown = (why: string): Walked => ({ state: 'unknown', why });

/**
 * Follows an absolute path as the kernel does: component by component, `..` after a link goes up from the link's
 * target, and a dangling link leads to the place it names. Absent trailing components are kept as they are spelled.
 */
export function walk(path: string): Walked {
  if (Buffer.byteLength(path) > LONGEST) return unknown(`the path is longer than ${LONGEST} bytes`);
  const rest = path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .reverse();
  const at: string[] = [];
  const aliases: string[] = [];
  let absent = false;
  let last: Stats | undefined;
  for (;;) {
    const part = rest.pop();
    if (part === undefined) break;
    if (part === '..') {
      // the kernel refuses `..` below what does not exist; where a tool removes it as text is not ours to guess
      if (absent) return unknown(BELOW_ABSENT);
      at.pop();
      last = undefined;
      continue;
    }
    if (absent) {
      at.push(part);
      continue;
    }
    const here = `/${[...at, part].join('/')}`;
    let stat: Stats | undefined;
    try {
      stat = lstatSync(here, { throwIfNoEntry: false });
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== 'ENOTDIR') return unknown(`\`${here}\` cannot be looked at (${code ?? 'unknown error'})`);
    }
    if (stat?.isSymbolicLink()) {
      if (aliases.length >= MOST_LINKS) return unknown('too many links');
      aliases.push([here, ...[...rest].reverse()].join('/'));
      const bytes = readlinkSync(here, { encoding: 'buffer' });
      if (!isUtf8(bytes)) return unknown(`the link \`${here}\` leads to a name that is no UTF-8 text`);
      const target = bytes.toString('utf8');
      if (target.startsWith('/')) at.length = 0;
      rest.push(
        ...target
          .split('/')
          .filter((piece) => piece !== '' && piece !== '.')
          .reverse(),
      );
      continue;
    }
    at.push(part);
    last = stat;
    absent = stat === undefined;
  }
  const real = `/${at.join('/')}`;
  if (absent) return { state: 'known', path: real, type: 'absent', links: 0, aliases };
  return described(real, last ?? lstatSync(real), aliases);
}

function described(path: string, stat: Stats, aliases: readonly string[]): Walked {
  const type = stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'other';
  return { state: 'known', path, type, links: stat.isFile() ? stat.nlink : 1, aliases };
}

/** The spelling that the disk itself uses, for file systems that ignore case; the path as it is where that fails. */
export function trueCase(path: string): string {
  const parts = path.split('/');
  for (let keep = parts.length; keep > 1; keep -= 1) {
    try {
      const real = realpathSync.native(parts.slice(0, keep).join('/'));
      return [real === '/' ? '' : real, ...parts.slice(keep)].join('/');
    } catch {
      // the end does not exist yet: look at its parent
    }
  }
  return path;
}

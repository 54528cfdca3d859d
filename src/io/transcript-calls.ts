import { closeSync, constants, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { TranscriptFacts } from '../core/coverage/facts.ts';
import { type Gathered, gather, NOTHING_GATHERED } from '../core/coverage/gather.ts';
import { Shortener } from '../core/coverage/shorten.ts';
import { reason } from './repository.ts';

/** Bytes read at a time. */
const CHUNK = 1 << 20;
/** Bytes: of a longer line the texts are cut before it is read. */
const LONG_LINE = 1 << 20;
/** Transcripts of subagents that are read, entries that are looked at, and how deep: workflows have folders of their own. */
const MOST_AGENTS = 2_000;
const MOST_ENTRIES = 20_000;
const DEPTH = 4;
/** ms: a half-written line of a file that was touched so lately is being written at this moment. */
const MOMENT = 2_000;

/**
 * What a session's transcript and those of its subagents tell of its calls, read in bounded memory. `path`: the session's
 * transcript as the client names it; `deadline`: ms since the epoch. What could not be read to its end says so in `cut`;
 * a problem is given only where the session's own transcript cannot be read at all.
 */
export function readTranscripts(path: string, deadline: number): readonly TranscriptFacts[] | { readonly problem: string } {
  const session = basename(path, '.jsonl');
  const readAt = Date.now();
  const main = NOTHING_GATHERED(basename(path), session, readAt);
  try {
    readInto(main, path, deadline);
  } catch (error) {
    return { problem: `the transcript cannot be read: ${reason(error)}` };
  }
  const folder = join(dirname(path), session, 'subagents');
  const found = agentsIn(folder, deadline);
  if (found.cut !== undefined) main.cut ??= found.cut;
  return [
    main,
    ...found.names.map((name) => readAgent(join(folder, name), NOTHING_GATHERED(`subagents/${name}`, session, readAt), deadline)),
  ];
}

function readAgent(path: string, so: Gathered, deadline: number): TranscriptFacts {
  try {
    readInto(so, path, deadline);
  } catch (error) {
    so.cut = reason(error);
  }
  return so;
}

interface Found {
  readonly names: readonly string[];
  readonly cut?: string;
}

/** The transcripts below a folder, by their paths in it; links are not followed. */
function agentsIn(folder: string, deadline: number): Found {
  const names: string[] = [];
  let entries = 0;
  let cut: string | undefined;
  const walk = (inside: string, depth: number): void => {
    for (const entry of readdirSync(join(folder, inside), { withFileTypes: true })) {
      entries += 1;
      if (entries > MOST_ENTRIES || names.length >= MOST_AGENTS || Date.now() > deadline) {
        cut = `not all transcripts of its subagents were read (${names.length} were)`;
        return;
      }
      const name = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (/^agent-.+\.jsonl$/.test(entry.name)) names.push(name);
      else if (entry.isDirectory() && depth < DEPTH) walk(name, depth + 1);
      else if (!entry.isFile()) cut = `\`${name}\` is not followed: what lies behind it is not known`;
    }
  };
  try {
    walk('', 1);
  } catch (error) {
    // a session without subagents has no such folder
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') cut = `the transcripts of its subagents cannot be listed: ${reason(error)}`;
  }
  return { names: names.sort(), ...(cut === undefined ? {} : { cut }) };
}

function readInto(so: Gathered, path: string, deadline: number): void {
  // not through a link, and without waiting for what is no file: the client writes plain files
  const handle = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile()) throw new Error('it is no file');
    const lines = new Lines((line) => gather(so, line));
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK, Math.max(stat.size, 1)));
    // it may grow meanwhile: it is read as it stood
    for (let at = 0; at < stat.size; ) {
      if (Date.now() > deadline) {
        so.cut ??= `there was no time to read it to its end (${at} of ${stat.size} bytes)`;
        return;
      }
      const got = readSync(handle, chunk, 0, Math.min(chunk.length, stat.size - at), at);
      if (got === 0) {
        so.cut ??= 'it shrank while it was read';
        return;
      }
      at += got;
      lines.push(chunk.subarray(0, got));
    }
    const { size, mtimeMs } = fstatSync(handle);
    lines.end(size > stat.size || so.readAt - mtimeMs < MOMENT);
  } finally {
    closeSync(handle);
  }
}

/** Cuts bytes into lines; of a long one it never holds more than its beginning and what is left of the rest. */
class Lines {
  readonly #take: (line: string | undefined) => void;
  #held: Buffer[] = [];
  #bytes = 0;
  #long: Shortener | undefined;

  constructor(take: (line: string | undefined) => void) {
    this.#take = take;
  }

  push(bytes: Buffer): void {
    let from = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      this.#hold(bytes.subarray(from, end));
      this.#take(this.#line());
      from = end + 1;
    }
    // the caller reads the next piece into the same memory
    if (from < bytes.length) this.#hold(Buffer.from(bytes.subarray(from)));
  }

  /** What follows the last newline: a whole line, or half of one, which is no fault where it is being written right now. */
  end(writing: boolean): void {
    if (this.#bytes === 0) return;
    const line = this.#line();
    if (writing && !isWhole(line)) return;
    this.#take(line);
  }

  #hold(bytes: Buffer): void {
    this.#bytes += bytes.length;
    if (this.#long === undefined && this.#bytes <= LONG_LINE) {
      this.#held.push(bytes);
      return;
    }
    this.#long ??= new Shortener();
    for (const piece of this.#held) this.#long.push(piece);
    this.#held = [];
    this.#long.push(bytes);
  }

  #line(): string | undefined {
    const short = this.#long === undefined ? Buffer.concat(this.#held) : this.#long.end();
    this.#held = [];
    this.#bytes = 0;
    this.#long = undefined;
    return short === undefined ? undefined : Buffer.from(short).toString('utf8');
  }
}

function isWhole(line: string | undefined): boolean {
  try {
    return line !== undefined && JSON.parse(line) !== undefined;
  } catch {
    return false;
  }
}

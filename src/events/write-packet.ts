import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkChain } from '../core/chain.ts';
import { assemble, type Sources } from '../core/packet/assemble.ts';
import { markdown } from '../core/packet/markdown.ts';
import { writtenPaths } from '../core/packet/written.ts';
import { type LogOptions, rawLines, readEvents, record, shortfall } from '../io/event-log.ts';
import { sha256 } from '../io/hash.ts';
import { hookDigests } from '../io/installed.ts';
import { rememberTools, seenTools } from '../io/mcp-tools-file.ts';
import { reason } from '../io/repository.ts';
import { frozenDigest } from '../io/run-folder.ts';
import { readAllUsage } from '../io/transcript.ts';
import { commitsBetween, compareTrees } from '../io/tree-changes.ts';
import { takeTree } from '../io/trees.ts';
import type { RunEvent } from '../schema/event.ts';
import { type Packet, packetSchema } from '../schema/packet.ts';
import type { OpenRun } from './session.ts';

export interface Ending {
  readonly from: 'Stop' | 'SessionEnd' | 'packet';
  readonly message?: string;
  readonly background: number;
  /** The folder of the hook files. */
  readonly hooks: string;
  readonly path: string | undefined;
  /** The session's transcript, where the client named one. */
  readonly transcript?: string;
}

/** Takes the end tree, records it, and writes the packet that follows from the record. */
export function endWithPacket(open: OpenRun, options: LogOptions, ending: Ending): Packet {
  const end = takeTree(open.frozen, open.folder, ending.path, writtenPaths(readEvents(open.folder)));
  const { common } = open.frozen.ground;
  const seen = ending.transcript === undefined ? undefined : seenTools(common, ending.transcript);
  record(options, (state) => ({
    events: [
      {
        type: 'stopped',
        end,
        packet: state.packets + 1,
        ...(ending.message === undefined ? {} : { message: ending.message }),
        background: ending.background,
        hooks: hookDigests(ending.hooks),
        from: ending.from,
        ...(ending.transcript === undefined ? {} : { usage: readAllUsage(state.usage, ending.transcript) }),
        ...(seen === undefined || Object.keys(seen.tools).length === 0 ? {} : { mcpTools: seen }),
      },
    ],
    answer: undefined,
  }));
  if (seen !== undefined) rememberTools(common, seen);
  return writePacket(open, ending.path);
}

/** Writes the packet of the last `stopped` event. The same record always gives the same bytes. */
export function writePacket(open: OpenRun, path: string | undefined): Packet {
  const packet = packetSchema.parse(assemble(sourcesOf(open, path)));
  const json = `${JSON.stringify(packet, null, 2)}\n`;
  const folder = join(open.folder, 'packets');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const numbered = join(folder, `${String(packet.number).padStart(4, '0')}.json`);
  // a numbered packet is evidence: it is never written again
  if (!existsSync(numbered)) replace(numbered, json);
  else if (readFileSync(numbered, 'utf8') !== json)
    throw new Error(`packet ${packet.number} exists and the record now says something else: both are kept, nothing was written`);
  replace(join(open.folder, 'packet.json'), json);
  replace(join(open.folder, 'packet.md'), markdown(packet));
  return packet;
}

function replace(file: string, text: string): void {
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, text, { mode: 0o600, flush: true });
  renameSync(fresh, file);
}

function sourcesOf({ folder, frozen }: OpenRun, path: string | undefined): Sources {
  const { lines, events } = upToLastStop(folder);
  const chain = checkChain(lines, sha256);
  const cut = shortfall(folder);
  const opened = events.find((event) => event.type === 'opened');
  const stopped = events.at(-1);
  const from = opened?.type === 'opened' ? opened.baseline : undefined;
  const to = stopped?.type === 'stopped' ? stopped.end : undefined;
  const heads = [from, to].map((note) => (note && 'head' in note ? note.head : undefined));
  return {
    frozen,
    frozenIntact: opened?.type === 'opened' && opened.frozen === frozenDigest(folder),
    events,
    chain: cut === undefined ? chain : { ...chain, intact: false, problem: cut },
    changes: changesBetween(frozen, folder, path, from, to),
    commits: commitsBetween(frozen, path, heads[0], heads[1]),
    sha256,
  };
}

type Note = Extract<RunEvent, { type: 'stopped' }>['end'] | undefined;

function changesBetween(frozen: OpenRun['frozen'], folder: string, path: string | undefined, from: Note, to: Note): Sources['changes'] {
  if (from === undefined || to === undefined) return { problem: 'the record has no beginning or no end' };
  if ('missing' in from) return { problem: `no baseline tree: ${from.missing}` };
  if ('missing' in to) return { problem: `no end tree: ${to.missing}` };
  try {
    return compareTrees(frozen, folder, path, from.tree, to.tree);
  } catch (error) {
    return { problem: `the trees cannot be compared: ${reason(error)}` };
  }
}

/** The record as it stood when the last packet was due: what came later belongs to the next one. */
function upToLastStop(folder: string): { readonly lines: readonly string[]; readonly events: readonly RunEvent[] } {
  const lines = rawLines(folder);
  const events = readEvents(folder);
  const last = events.findLastIndex((event) => event.type === 'stopped');
  const stop = events[last];
  const end = lines.findIndex((line) => line.includes(`"seq":${stop?.seq},`) && line.includes('"type":"stopped"'));
  return { lines: end < 0 ? lines : lines.slice(0, end + 1), events: events.slice(0, last + 1) };
}

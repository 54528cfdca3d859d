import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FrozenFile, PacketFile, PacketSays, RunFiles, SavedHead } from '../core/verify/files.ts';
import type { Frozen } from '../schema/frozen.ts';
import type { Packet } from '../schema/packet.ts';
import { sha256 } from './hash.ts';
import { logLines } from './log-lines.ts';
import { readPruned } from './pruned.ts';
import { reason } from './repository.ts';
import { isPruned } from './run-folder.ts';
import { readState } from './state-file.ts';

/** Bytes: no packet and no frozen scope is as large. */
const LARGEST = 256 << 20;

/** A run's folder as values for the check, and the lines of its log. Never throws for what stands in its files. */
export function readRunFiles(folder: string, run: string): { readonly files: RunFiles; readonly lines: Iterable<Uint8Array> } {
  // what names a head first, the log last: a writer at work meanwhile makes the log longer than they say, never shorter
  const latest = digestOf(join(folder, 'packet.json'));
  const packets = packetsOf(folder);
  const states = readStates(folder);
  const pruned = prunedIn(folder);
  const log = join(folder, 'events.jsonl');
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  return {
    files: {
      run,
      size,
      states,
      frozen: frozenOf(folder),
      packets,
      ...(latest === undefined ? {} : { latest }),
      ...(pruned === undefined ? {} : { pruned }),
    },
    lines: size === 0 ? [] : logLines(log, size),
  };
}

function prunedIn(folder: string): RunFiles['pruned'] {
  if (!isPruned(folder)) return undefined;
  const pruned = readPruned(folder);
  const there = pruned.lines.filter(({ file }) => lstatSync(join(folder, file), { throwIfNoEntry: false }) !== undefined);
  return { ...pruned, there: there.map(({ file }) => file) };
}

function readStates(folder: string): readonly SavedHead[] {
  return readState(folder).slots.flatMap((slot) => {
    if (slot === undefined) return [];
    const { bytes, seq, head } = slot.state;
    return [{ bytes, seq, head }];
  });
}

function frozenOf(folder: string): FrozenFile | { readonly problem: string } {
  try {
    const bytes = readCapped(join(folder, 'scope.json'));
    const { run, session } = JSON.parse(bytes.toString('utf8')) as Frozen;
    return { digest: sha256(bytes), run: String(run), session: String(session) };
  } catch (error) {
    return { problem: reason(error) };
  }
}

function packetsOf(folder: string): readonly PacketFile[] {
  return names(join(folder, 'packets'))
    .filter((name) => /^\d{4,9}\.json$/.test(name))
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
    .map((name) => packetOf(join(folder, 'packets', name), name));
}

function packetOf(file: string, name: string): PacketFile {
  const known = { name: `packets/${name}`, number: Number.parseInt(name, 10) };
  try {
    const bytes = readCapped(file);
    const found = { ...known, digest: sha256(bytes) };
    const packet = JSON.parse(bytes.toString('utf8')) as Packet;
    if (packet.version > 1) return { ...found, newer: packet.version };
    return { ...found, says: saysOf(packet) };
  } catch (error) {
    return { ...known, digest: '', problem: reason(error) };
  }
}

/** Throws where the packet is none. */
function saysOf({ number, run, record, scope, delivery }: Packet): PacketSays {
  return {
    number,
    run: run.id,
    events: record.events,
    head: record.head,
    intact: record.intact,
    ...(scope === null ? {} : { frozen: scope.frozen }),
    ...(delivery.baseline.id === undefined ? {} : { baseline: delivery.baseline.id }),
    ...(delivery.end.id === undefined ? {} : { end: delivery.end.id }),
  };
}

function digestOf(file: string): string | undefined {
  try {
    return sha256(readCapped(file));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : '';
  }
}

function readCapped(file: string): Buffer {
  const stat = statSync(file);
  if (!stat.isFile()) throw new Error('it is no file');
  const { size } = stat;
  if (size > LARGEST) throw new Error(`it has ${size} bytes`);
  return readFileSync(file);
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

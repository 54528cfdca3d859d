import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { timelineText } from '../core/packet/timeline-text.ts';
import { reason } from '../io/repository.ts';
import { type Packet, packetSchema } from '../schema/packet.ts';
import { chooseRun, here } from './here.ts';
import { EXIT, Refusal, type Terminal } from './terminal.ts';

export const usage = 'twoloops timeline [RUN] [--json]   what happened when in a run, from its packet; the latest where none is named';

/** Prints the timeline of a run's last packet; it takes no tree and writes nothing. */
export function timeline(args: readonly string[], terminal: Terminal): number {
  const { values, positionals } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } }, allowPositionals: true });
  const { run, folder } = chooseRun(here(terminal), positionals[0]);
  const packet = lastPacket(folder, run);
  terminal.out(values.json ? `${JSON.stringify({ run, ...packet.timeline })}\n` : timelineText(packet));
  return EXIT.done;
}

function lastPacket(folder: string, run: string): Packet {
  const parsed = packetSchema.safeParse(readPacket(join(folder, 'packet.json'), run));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Refusal(`packet.json of run ${run} is not a packet: \`${issue?.path.join('.') ?? ''}\`: ${issue?.message ?? 'unreadable'}`);
}

function readPacket(file: string, run: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new Refusal(`run ${run} has no packet yet: \`twoloops packet ${run}\` writes one`);
    throw new Refusal(`packet.json of run ${run} cannot be read: ${reason(error)}`);
  }
}

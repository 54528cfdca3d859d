import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemble } from '../core/packet/assemble.ts';
import { html } from '../core/packet/html/html.ts';
import { markdown } from '../core/packet/markdown.ts';
import { BY_HAND } from '../core/verify/by-hand.ts';
import { loadDecisions } from '../io/decisions.ts';
import { sha256 } from '../io/hash.ts';
import { packetSources } from '../io/packet-sources.ts';
import type { Decision } from '../schema/decision.ts';
import { type Packet, packetSchema } from '../schema/packet.ts';
import type { OpenRun } from './session.ts';

/** Writes the packet of the last `stopped` event. The same record always gives the same bytes. */
export function writePacket(open: OpenRun, path: string | undefined): Packet {
  const packet = packetSchema.parse(assemble(packetSources(open.frozen, open.folder, path)));
  const json = packetText(packet);
  const folder = join(open.folder, 'packets');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const numbered = join(folder, `${String(packet.number).padStart(4, '0')}.json`);
  // a numbered packet is evidence: it is never written again
  if (!existsSync(numbered)) replace(numbered, json);
  else if (readFileSync(numbered, 'utf8') !== json)
    throw new Error(`packet ${packet.number} exists and the record now says something else: both are kept, nothing was written`);
  replace(join(open.folder, 'packet.json'), json);
  const digest = sha256(json);
  const decision = loadDecisions(open.folder, open.run).decisions.at(-1);
  renderPacket(open.folder, packet, decision?.bound.packet === digest ? decision : undefined);
  return packet;
}

/** Draws packet.md and packet.html, with the decision on this packet where there is one. */
export function renderPacket(folder: string, packet: Packet, decision: Decision | undefined): void {
  replace(join(folder, 'packet.md'), markdown(packet, decision));
  replace(join(folder, 'packet.html'), html(packet, { sha256, verify: BY_HAND, ...(decision === undefined ? {} : { decision }) }));
}

/** A packet as its file has it. */
export const packetText = (packet: Packet): string => `${JSON.stringify(packetSchema.parse(packet), null, 2)}\n`;

function replace(file: string, text: string): void {
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, text, { mode: 0o600, flush: true });
  renameSync(fresh, file);
}

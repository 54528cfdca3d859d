import { type Fault, fault } from './fault.ts';
import type { PacketFile, PacketSays, RunFiles } from './files.ts';
import { type Followed, type Stop, show, treeOf } from './follow.ts';

export interface PacketsChecked {
  readonly faults: readonly Fault[];
  readonly notes: readonly string[];
  /** Packets that name a head which the log has where they say. */
  readonly witnesses: readonly { readonly text: string; readonly seq: number }[];
}

/** Checks every numbered packet against the line at which its run stopped. */
export function checkPackets(files: RunFiles, so: Followed): PacketsChecked {
  const each = files.packets.map((packet) => checkPacket(packet, files.run, so));
  const known = new Set(files.packets.map((packet) => packet.number));
  const gone = new Set((files.pruned?.lines ?? []).map(({ file }) => Number(/^packets\/(\d+)\.json$/.exec(file)?.[1])));
  const absent = so.stops.filter((stop) => !known.has(stop.packet) && !gone.has(stop.packet));
  return {
    faults: [...each.flatMap((one) => one.faults), ...latestFault(files)],
    notes: [
      ...each.flatMap((one) => one.notes),
      ...absent.map((stop) => `packet ${stop.packet} of line ${stop.line} is not there: \`twoloops packet\` writes the last one again`),
    ],
    witnesses: each.flatMap((one) => one.witnesses),
  };
}

const nothing: PacketsChecked = { faults: [], notes: [], witnesses: [] };

function checkPacket(packet: PacketFile, run: string, so: Followed): PacketsChecked {
  const { name, number } = packet;
  if ('newer' in packet)
    return {
      ...nothing,
      notes: [`${name} is of version ${packet.newer}, which this program does not know: not checked; upgrade twoloops`],
    };
  if ('problem' in packet) return { ...nothing, faults: [fault('packet', `${name} cannot be read: ${packet.problem}`)] };
  const { says } = packet;
  if (says.number !== number) return broken(`${name} calls itself packet ${says.number}`);
  if (says.run !== run) return broken(`${name} is of run ${show(says.run)}`);
  if (!says.intact) return { ...nothing, notes: [`${name} says itself that the record did not hold when it was made`] };
  const stop = so.stops.find((one) => one.packet === number);
  if (stop === undefined) return missingStop(name, says, so);
  const faults = compared(name, says, stop, so);
  if (packet.rebuilt === 'different') faults.push(fault('packet', `${name} is not what the record gives when it is made again`, stop.line));
  if (faults.length > 0) return { ...nothing, faults };
  const made = packet.rebuilt === 'same' ? ', and is what the record gives when it is made again' : '';
  return {
    ...nothing,
    witnesses: [{ text: `${name} (sha256 ${packet.digest}) names the head of line ${stop.line}${made}`, seq: stop.seq }],
  };
}

const broken = (text: string): PacketsChecked => ({ ...nothing, faults: [fault('packet', text)] });

function missingStop(name: string, says: PacketSays, so: Followed): PacketsChecked {
  const text = `${name} was made when the log had ${says.events} events; the log has ${so.last.seq} and no such stop`;
  return { ...nothing, faults: [fault(says.events > so.last.seq ? 'cut off' : 'packet', text)] };
}

function compared(name: string, says: PacketSays, stop: Stop, so: Followed): Fault[] {
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['head of the log', says.head, stop.hash],
    ['number of events', says.events, stop.seq],
    ['end tree', says.end, stop.tree],
    ['baseline tree', says.baseline, treeOf(so.opened?.baseline).tree],
    // an unscoped run's packet has no scope to name
    ['frozen scope', says.frozen ?? so.opened?.frozen, so.opened?.frozen],
  ];
  return pairs
    .filter(([, said, found]) => said !== found)
    .map(([what, said, found]) =>
      fault('packet', `${name} names another ${what} than line ${stop.line}: ${show(said)}, not ${show(found)}`, stop.line),
    );
}

/** `packet.json` is the latest numbered packet; after a kill between the two, an earlier one. */
export function latestFault({ packets, latest }: RunFiles): readonly Fault[] {
  if (latest === undefined || packets.some((packet) => packet.digest === latest)) return [];
  return [fault('packet', 'packet.json is none of the numbered packets')];
}

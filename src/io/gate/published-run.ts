import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Decisions } from '../../core/decision/read.ts';
import { changeSetText } from '../../core/packet/change-set.ts';
import type { LogDigest } from '../../core/published.ts';
import { verifyRun } from '../../core/verify/verify.ts';
import type { Packet } from '../../schema/packet.ts';
import { loadDecisions } from '../decisions.ts';
import type { GitCall } from '../git.ts';
import { sha256 } from '../hash.ts';
import { layDown } from '../record-folder.ts';
import { readPacket } from '../release-case.ts';
import { reason } from '../repository.ts';
import { BadRecord, readRecord } from '../run-refs.ts';
import { readRunFiles } from '../verify-files.ts';
import { witnessedIn } from '../witnessed.ts';

/** A fault of a published record: which check, and the sentence. */
export interface RecordFault {
  readonly check: 'ref' | 'record' | 'packet' | 'scope';
  readonly text: string;
}

/** A run as a repository has it published. */
export interface PublishedRun {
  readonly run: string;
  /** Where its files were laid down. */
  readonly folder: string;
  readonly packet?: Packet;
  readonly digest?: string;
  /** SHA-256 of every packet that was published of it. */
  readonly packets: readonly string[];
  readonly decisions: Decisions;
  /** Number of a decision → SHA-256 of its line, as the log bears witness. */
  readonly witnessed: ReadonlyMap<number, string>;
  readonly faults: readonly RecordFault[];
  readonly notes: readonly string[];
}

/** Takes a published record apart and checks it by itself: what may stand in it, its chain, its packets, its decisions. Never throws for what it holds. */
export function publishedRun(call: GitCall, run: string, commit: string, scratch: string): PublishedRun {
  const folder = join(scratch, run);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const none = { run, folder, packets: [], decisions: loadDecisions(folder, run), witnessed: new Map<number, string>(), notes: [] };
  try {
    layDown(folder, readRecord(call, commit));
  } catch (error) {
    const text = error instanceof BadRecord ? error.message : reason(error);
    return { ...none, faults: [{ check: 'ref', text: `the published record of run ${run} cannot be taken: ${text}` }] };
  }
  const { files, lines } = readRunFiles(folder, run);
  const packets = files.packets.map((one) => one.digest);
  const log = files.size === 0 ? logless(folder, run) : { faults: [], notes: [] };
  const verified = files.size === 0 ? [] : verifyRun(lines, files, sha256).faults.filter((fault) => fault.kind !== 'no state');
  const faults: RecordFault[] = [
    ...log.faults,
    ...verified.slice(0, 5).map((fault) => ({
      check: fault.kind === 'packet' ? ('packet' as const) : fault.kind === 'frozen' ? ('scope' as const) : ('record' as const),
      text: `run ${run}: ${fault.text}`,
    })),
  ];
  const witnessed = witnessedIn(folder);
  const decisions = loadDecisions(folder, run);
  const known = { ...none, packets, witnessed, decisions, notes: log.notes };
  try {
    const { packet, digest } = readPacket(folder, run);
    return { ...known, packet, digest, faults: [...faults, ...packetFaults(packet, run, files.latest, packets)] };
  } catch (error) {
    return { ...known, faults: [...faults, { check: 'packet', text: reason(error) }] };
  }
}

function packetFaults(packet: Packet, run: string, latest: string | undefined, packets: readonly string[]): readonly RecordFault[] {
  const says = (text: string): RecordFault => ({ check: 'packet', text: `the packet of run ${run} ${text}` });
  return [
    ...(packet.run.id === run ? [] : [says(`is of run ${packet.run.id}`)]),
    ...(sha256(changeSetText(packet.delivery.changes)) === packet.delivery.changeSet
      ? []
      : [says('lists other changes than its change set was made of')]),
    ...(latest !== undefined && packets.at(-1) === latest ? [] : [says('is not the last of its numbered packets')]),
  ];
}

/** A log that stayed on its machine is named by its digest, or it was taken out. */
function logless(folder: string, run: string): { readonly faults: readonly RecordFault[]; readonly notes: readonly string[] } {
  const digest = readDigest(folder);
  if (digest === undefined)
    return { faults: [{ check: 'record', text: `the log of run ${run} was not published, and no digest of it either` }], notes: [] };
  return {
    faults: [],
    notes: [
      `the log of run ${run} stayed on its machine (sha256 ${digest.sha256.slice(0, 12)}, ${digest.seq} events): its chain was not checked here`,
    ],
  };
}

function readDigest(folder: string): LogDigest | undefined {
  try {
    const value = JSON.parse(readFileSync(join(folder, 'log.json'), 'utf8')) as Partial<LogDigest>;
    return typeof value.sha256 === 'string' && /^[0-9a-f]{64}$/.test(value.sha256) && typeof value.seq === 'number'
      ? (value as LogDigest)
      : undefined;
  } catch {
    return undefined;
  }
}

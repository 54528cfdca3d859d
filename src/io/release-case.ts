import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Decisions } from '../core/decision/read.ts';
import { type ReleaseRules, releaseRules } from '../core/decision/rules.ts';
import { effective } from '../core/policy/effective.ts';
import type { Frozen } from '../schema/frozen.ts';
import { type Packet, packetSchema } from '../schema/packet.ts';
import { loadDecisions } from './decisions.ts';
import { sha256 } from './hash.ts';
import { readPolicies } from './policy-files.ts';
import { reason } from './repository.ts';
import { loadFrozen } from './run-folder.ts';
import type { Keys } from './signatures.ts';

/** All that a release of a run is decided by, as it is on this machine now. */
export interface ReleaseCase {
  readonly run: string;
  readonly folder: string;
  readonly frozen: Frozen;
  readonly packet: Packet;
  /** SHA-256 of the bytes of packet.json. */
  readonly digest: string;
  readonly decisions: Decisions;
  /** By the policies of the work tree as they are now. */
  readonly rules: ReleaseRules;
  readonly keys: Keys;
}

interface Place {
  readonly run: string;
  readonly folder: string;
  /** The work tree whose policies count. */
  readonly root: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Bytes: no packet is as large. */
const LARGEST = 256 << 20;

/** Reads what a release is decided by. Throws, saying what to do, where any of it is missing or cannot be used. */
export function releaseCase({ run, folder, root, home, env }: Place): ReleaseCase {
  const frozen = loadFrozen(folder)?.frozen;
  if (frozen === undefined) throw new Error(`run ${run} has no frozen scope: nothing can be decided on it`);
  const { packet, digest } = readPacket(folder, run);
  const { policies, signers, revoked, errors } = readPolicies({ root, home, env });
  if (errors.length > 0) throw new Error(`a policy cannot be used, so nobody can say who may decide: ${errors[0]}`);
  const { standing } = effective(undefined, policies, signers, revoked);
  return {
    run,
    folder,
    frozen,
    packet,
    digest,
    decisions: loadDecisions(folder, run),
    rules: releaseRules(policies.length === 0 ? undefined : standing, frozen.scope),
    keys: { signers, revoked },
  };
}

/** The latest packet of a run. Throws where there is none or it is none. */
export function readPacket(folder: string, run: string): { readonly packet: Packet; readonly digest: string } {
  const file = join(folder, 'packet.json');
  if (!existsSync(file)) throw new Error(`run ${run} has no packet yet: \`twoloops packet ${run}\` makes one`);
  if (statSync(file).size > LARGEST) throw new Error(`packet.json of run ${run} is too large to be one`);
  const bytes = readFileSync(file);
  return { packet: parsePacket(bytes.toString('utf8'), `packet.json of run ${run}`), digest: sha256(bytes) };
}

/** A packet from its text. Throws where it is of another version, or none. */
export function parsePacket(text: string, name: string): Packet {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${name} is no JSON: ${reason(error)}`);
  }
  const { version } = (value ?? {}) as { readonly version?: unknown };
  if (typeof version === 'number' && version > 1)
    throw new Error(`${name} is of version ${version}, which this program does not know: upgrade twoloops`);
  const parsed = packetSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${name} is no packet of this version: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
}

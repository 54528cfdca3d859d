import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scopeWord } from '../../core/packet/changes.ts';
import { effective } from '../../core/policy/effective.ts';
import type { Frozen, FrozenScope } from '../../schema/frozen.ts';
import type { Packet, PacketChange } from '../../schema/packet.ts';
import { sha256 } from '../hash.ts';
import type { Policies } from '../policy-files.ts';
import { readScopeFile } from '../scope-file.ts';

/** The scope of a published run, worked out again from its file under the base policy. */
export interface RunScope {
  readonly scope?: FrozenScope;
  readonly faults: readonly string[];
  /** How a path stands to it. */
  readonly wordOf: (path: string) => PacketChange['scope'];
}

/**
 * Reads a run's scope file as it was published, checks that it is the recorded one, and holds it against the base policy.
 * Nothing that was compiled on another machine is used: a pattern from there could hang who matches it.
 */
export function runScope(packet: Packet, folder: string, { policies, signers, revoked }: Policies, home: string): RunScope {
  if (packet.scope === null) return { faults: [], wordOf: () => 'unscoped' };
  const file = join(folder, 'scope.yaml');
  const unknown = (why: string): RunScope => ({ faults: [why], wordOf: () => 'unscoped' });
  if (!existsSync(file)) return unknown('its scope file was not published');
  if (sha256(readFileSync(file)) !== packet.scope.digest) return unknown('its scope file is not the one that its packet names');
  const frozenDigest = existsSync(join(folder, 'scope.json')) ? sha256(readFileSync(join(folder, 'scope.json'))) : '';
  const read = readScopeFile(file, folder, home);
  const result = effective(read.frozen, policies, signers, revoked);
  const errors = [...read.errors, ...result.errors];
  const faults = [
    ...(frozenDigest === packet.scope.frozen ? [] : ['its frozen scope is not the one that its packet names']),
    ...errors.slice(0, 3).map((error) => `by the base policy its scope could not be granted: ${error}`),
  ];
  const frozen: Frozen = {
    version: 1,
    run: packet.run.id,
    session: '',
    openedAt: packet.run.opened,
    ground: { root: '/repository', common: '/repository/.git', caseInsensitive: false, home: '/nobody', guarded: [] },
    standing: result.standing,
    ...(result.scope === undefined ? {} : { scope: result.scope }),
  };
  return {
    ...(result.scope === undefined ? {} : { scope: result.scope }),
    faults,
    wordOf: (path) => scopeWord(frozen, path).scope,
  };
}

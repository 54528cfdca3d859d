import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { expandHome } from '../core/paths.ts';
import { type FrozenPolicy, loadPolicy } from '../core/policy/freeze.ts';
import { LARGEST } from '../core/scope/yaml-text.ts';
import type { Standing } from '../schema/standing.ts';
import { freezeContext } from './freeze-context.ts';
import { sha256 } from './hash.ts';
import { reason } from './repository.ts';

/** The organisation's policy, written by administrators. */
export const ORGANISATION = '/etc/claude-code/twoloops.yaml';
export const POLICY_FILE = '.claude/twoloops/policy.yaml';

/** Files that one policy may bring in, all counted. */
const MOST_FILES = 20;

export interface Policies {
  readonly policies: readonly FrozenPolicy[];
  readonly signers: Standing['allowedSigners'];
  readonly revoked: Standing['allowedSigners'];
  readonly errors: readonly string[];
}

interface Place {
  readonly root: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The policies in force: the organisation's, the repository's, and one more that TWOLOOPS_POLICY names. A policy that is
 * one more can only narrow: each must allow what any of them allows.
 */
export function readPolicies({ root, home, env }: Place): Policies {
  const reading: Reading = { root, home, policies: [], errors: [], open: [], seen: new Set() };
  if (existsSync(ORGANISATION)) read(reading, ORGANISATION, 'organisation');
  if (existsSync(join(root, POLICY_FILE))) read(reading, join(root, POLICY_FILE), 'repository');
  const extra = env['TWOLOOPS_POLICY'];
  if (extra) read(reading, resolve(root, expandHome(extra, home)), 'extra');
  const signers = reading.policies.flatMap(({ allowedSigners }) =>
    allowedSigners === undefined ? [] : [{ path: resolve(root, expandHome(allowedSigners.name, home)), place: allowedSigners.place }],
  );
  const revoked = reading.policies.flatMap(({ revokedSigners }) =>
    revokedSigners === undefined ? [] : [{ path: resolve(root, expandHome(revokedSigners.name, home)), place: revokedSigners.place }],
  );
  const missing = [...signers, ...revoked]
    .filter(({ path }) => !existsSync(path))
    .map(({ path, place }) => `${place}: \`${path}\` is not there: no signature can be checked`);
  return { policies: reading.policies, signers, revoked, errors: [...reading.errors, ...missing] };
}

interface Reading {
  readonly root: string;
  readonly home: string;
  readonly policies: FrozenPolicy[];
  readonly errors: string[];
  /** Files that are being read, outermost first. */
  readonly open: string[];
  readonly seen: Set<string>;
}

function read(reading: Reading, path: string, layer: FrozenPolicy['layer'], place?: string): void {
  const { root, home, errors } = reading;
  const file = named(root, path);
  const fail = (why: string): void => void errors.push(place === undefined ? `${file}: ${why}` : `${place}: \`${file}\` ${why}`);
  if (reading.open.includes(path)) {
    fail(`includes itself: ${[...reading.open, path].map((one) => named(root, one)).join(' → ')}`);
    return;
  }
  // a file that two policies include counts once
  if (reading.seen.has(path)) return;
  if (reading.seen.size >= MOST_FILES) {
    fail(`is one too many: at most ${MOST_FILES} policy files`);
    return;
  }
  reading.seen.add(path);
  let bytes: Buffer;
  try {
    if (statSync(path).size > LARGEST + 3) {
      fail(`is larger than ${LARGEST / 1024} KB`);
      return;
    }
    bytes = readFileSync(path);
  } catch (error) {
    fail(`cannot be read: ${reason(error)}`);
    return;
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    fail('is not UTF-8 text');
    return;
  }
  // nothing but comments: a policy that is yet to be written limits nothing
  if (text.split('\n').every((line) => /^\uFEFF?\s*(?:#.*)?$/.test(line))) return;
  const loaded = loadPolicy(text, freezeContext(root, home, file, sha256(bytes)), layer);
  if ('errors' in loaded) {
    errors.push(...loaded.errors);
    return;
  }
  reading.policies.push(loaded.policy);
  reading.open.push(path);
  for (const one of loaded.policy.include) read(reading, resolve(dirname(path), expandHome(one.name, home)), layer, one.place);
  reading.open.pop();
}

/** A file as people name it: relative to the repository where it lies in it. */
export function named(root: string, path: string): string {
  const inside = relative(root, path);
  return inside.startsWith('..') || isAbsolute(inside) ? path : inside;
}

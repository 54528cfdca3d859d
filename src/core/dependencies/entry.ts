import type { Dependency } from '../../schema/review.ts';

/** One thing that a manifest or a lockfile says. */
export interface Entry {
  readonly kind: 'dependency' | 'install script' | 'registry';
  /** The package; of an install script its name, of a registry what it is for. */
  readonly name: string;
  /** As it is written: a version, a range, an address; of a script its text. */
  readonly version?: string;
  /** The part of the manifest: `devDependencies`, `require`. */
  readonly section?: string;
  /** Of a lockfile: the host that it comes from, and what its content must be. */
  readonly host?: string;
  readonly integrity?: string;
}

/** Reads one file; throws where it is not what it should be. */
export type Reader = (text: string, path: string) => readonly Entry[];

export type Ecosystem = Dependency['ecosystem'];

/** What a reader could not read; the message completes `cannot be read: …`. */
export class Unreadable extends Error {}

export type Table = Readonly<Record<string, unknown>>;

export const isTable = (value: unknown): value is Table => typeof value === 'object' && value !== null && !Array.isArray(value);
export const tableOf = (value: unknown): Table => (isTable(value) ? value : {});
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** The value under a row of keys; undefined where one of them is not there. */
export function within(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((inner, key) => (isTable(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined), value);
}

/** A specification as one line: a text as it is, a table by its parts. */
export function specOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!isTable(value)) return Array.isArray(value) ? value.map(specOf).join(', ') : String(value);
  const { version, ...rest } = value;
  const parts = Object.entries(rest)
    .filter(([, part]) => typeof part === 'string' || typeof part === 'boolean')
    .map(([key, part]) => `${key}=${String(part)}`)
    .sort();
  return [typeof version === 'string' ? version : '', ...parts].filter(Boolean).join(' ') || '*';
}

export function dependency(name: string, version: unknown, section: string, more: Partial<Entry> = {}): Entry {
  return { kind: 'dependency', name, ...(version === undefined ? {} : { version: specOf(version) }), section, ...more };
}

/** Each key of a table as a dependency. */
export function tableEntries(value: unknown, section: string): readonly Entry[] {
  return Object.entries(tableOf(value)).map(([name, version]) => dependency(name, version, section));
}

export const registry = (name: string, address: string): Entry => ({ kind: 'registry', name, version: address });
export const script = (name: string, text: unknown): Entry => ({ kind: 'install script', name, version: specOf(text) });

/** Host and, where it has one, scheme of an address: `registry.npmjs.org`, `http://mirror.example`, `git+ssh://git.example`. */
export function hostOf(address: unknown): string | undefined {
  if (typeof address !== 'string') return undefined;
  const found = /^([a-z][a-z0-9+.-]{0,20}):\/\/(?:[^/@\s]{0,300}@)?([^/?#\s]{1,255})/i.exec(address);
  if (found === null) return undefined;
  const [, scheme = '', host = ''] = found;
  return scheme.toLowerCase() === 'https' ? host.toLowerCase() : `${scheme.toLowerCase()}://${host.toLowerCase()}`;
}

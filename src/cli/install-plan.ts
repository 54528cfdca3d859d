import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../core/hook-input.ts';
import { sha256 } from '../io/hash.ts';
import { VERSION } from '../product.ts';
import type { Assets, Here } from './here.ts';
import { holdsOurs, withHooks, withoutHooks } from './settings.ts';
import { Refusal } from './terminal.ts';

export const VENDOR = '.claude/twoloops';
export const SETTINGS = '.claude/settings.json';
export const MANIFEST = `${VENDOR}/manifest.json`;

/** One file that `init` would write. */
export interface PlannedFile {
  /** Relative to the repository. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string;
  /** The team's own after the first time: written once, never replaced. */
  readonly theirs: boolean;
}

/** What `init` remembers of itself, in the repository: the digest of every file that it wrote. */
export interface Manifest {
  readonly product: string;
  readonly files: Readonly<Record<string, string>>;
}

/** What `init` remembers on this machine alone: settings can hold what must not be committed twice. */
interface Receipt {
  /** The settings file as it was before, null where there was none, and the digest of what `init` made of it. */
  readonly before: string | null;
  readonly after: string;
}

const read = (path: string): string | undefined => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);

/** The manifest of an installation; undefined where there is none or it cannot be read. */
export function readManifest(root: string): Manifest | undefined {
  const value = parsed(read(join(root, MANIFEST)));
  return isRecord(value) && isRecord(value['files']) ? (value as unknown as Manifest) : undefined;
}

const receiptFile = (common: string): string => join(common, 'twoloops', 'install.json');

export function readReceipt(common: string): Receipt | undefined {
  const value = parsed(read(receiptFile(common)));
  return isRecord(value) && typeof value['after'] === 'string' ? (value as unknown as Receipt) : undefined;
}

/** Remembers the settings of before; a second `init` keeps what the first one found. */
export function writeReceipt(repository: Here, before: string | undefined, after: string): void {
  const receipt: Receipt = { before: settingsBefore(before, readReceipt(repository.common)), after: sha256(after) };
  mkdirSync(join(repository.common, 'twoloops'), { recursive: true, mode: 0o700 });
  writeFileSync(receiptFile(repository.common), `${JSON.stringify(receipt)}\n`, { mode: 0o600 });
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The templates of scopes, by name. */
export function templateNames(assets: Assets): readonly string[] {
  return readdirSync(join(assets.templates, 'scopes'))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -5))
    .sort();
}

export function scopeFromTemplate(assets: Assets, name: string, owner: string): string {
  if (!templateNames(assets).includes(name)) throw new Refusal(`no template \`${name}\`: there are ${templateNames(assets).join(', ')}`);
  return readFileSync(join(assets.templates, 'scopes', `${name}.yaml`), 'utf8').replaceAll('owner@example.com', owner);
}

/** Everything that `init` would write, in order. Reads only. */
export function planInstall(repository: Here, assets: Assets, template: string, owner: string): readonly PlannedFile[] {
  const { root } = repository;
  const plan = (path: string, after: string, theirs = false): PlannedFile => ({ path, before: read(join(root, path)), after, theirs });
  const copies = [
    ...readdirSync(assets.hooks)
      .filter((name) => name.endsWith('.cjs'))
      .sort()
      .map((name) => plan(`${VENDOR}/hooks/${name}`, readFileSync(join(assets.hooks, name), 'utf8'))),
    plan(`${VENDOR}/cli.mjs`, readFileSync(assets.cli, 'utf8')),
    ...['scope.schema.json', 'packet.schema.json', 'policy.yaml'].map((name) =>
      plan(`${VENDOR}/templates/${name}`, readFileSync(join(assets.templates, name), 'utf8')),
    ),
    ...templateNames(assets).map((name) =>
      plan(`${VENDOR}/templates/scopes/${name}.yaml`, readFileSync(join(assets.templates, 'scopes', `${name}.yaml`), 'utf8')),
    ),
    plan(`${VENDOR}/scope.schema.json`, readFileSync(join(assets.templates, 'scope.schema.json'), 'utf8')),
  ];
  const theirs = [
    plan(`${VENDOR}/policy.yaml`, readFileSync(join(assets.templates, 'policy.yaml'), 'utf8'), true),
    plan('.claude/scope.yaml', scopeFromTemplate(assets, template, owner), true),
  ];
  const settings = read(join(root, SETTINGS));
  const merged = withHooks(settings, SETTINGS);
  const known = readManifest(root);
  const manifest: Manifest = {
    product: VERSION,
    files: Object.fromEntries([
      ...copies.map((file) => [file.path, sha256(file.after)]),
      ...theirs.map((file) => [file.path, known?.files[file.path] ?? (file.before === undefined ? sha256(file.after) : '')]),
    ]),
  };
  return [...copies, ...theirs, plan(MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`), plan(SETTINGS, merged)];
}

/** What `uninstall` gives back: the text of before the first `init`, unless a person changed the file since. */
function settingsBefore(now: string | undefined, known: Receipt | undefined): string | null {
  if (now === undefined) return null;
  if (known?.after === sha256(now)) return known.before;
  return holdsOurs(now, SETTINGS) ? (withoutHooks(now, SETTINGS) ?? null) : now;
}

/** Files that would really change: the team's own are left once they exist. */
export function pending(plan: readonly PlannedFile[]): readonly PlannedFile[] {
  return plan.filter((file) => (file.theirs ? file.before === undefined : file.before !== file.after));
}

/** Files of an earlier installation that this one no longer has and that nobody changed since. */
export function outdated(root: string, plan: readonly PlannedFile[]): readonly string[] {
  const kept = new Set(plan.map((file) => file.path));
  const before = Object.entries(readManifest(root)?.files ?? {});
  return before
    .filter(
      ([path, digest]) =>
        path.startsWith(`${VENDOR}/`) &&
        !kept.has(path) &&
        existsSync(join(root, path)) &&
        sha256(readFileSync(join(root, path))) === digest,
    )
    .map(([path]) => path);
}

import { existsSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { type LoadedScope, loadScope } from '../core/scope/load.ts';
import { LARGEST } from '../core/scope/yaml-text.ts';
import { freezeContext } from './freeze-context.ts';
import { sha256 } from './hash.ts';
import { reason } from './repository.ts';

export const SCOPE_FILE = '.claude/scope.yaml';

/** A scope file that was read, or why there is none. */
export interface ScopeFile extends LoadedScope {
  /** Absolute. */
  readonly path: string;
  /** As people name it. */
  readonly file: string;
  readonly text?: string;
}

/** The file in force: `.claude/scope.yaml`, or what TWOLOOPS_SCOPE names (a name in `.claude/scopes`, or a path). */
export function scopePath(root: string, chosen: string | undefined): string {
  if (chosen === undefined || chosen === '') return join(root, SCOPE_FILE);
  if (/[/\\]|\.ya?ml$/.test(chosen)) return resolve(root, chosen);
  return join(root, '.claude', 'scopes', `${chosen}.yaml`);
}

/** Reads and judges a scope file. Never throws: what is wrong is in `errors`. */
export function readScopeFile(path: string, root: string, home: string): ScopeFile {
  const inside = relative(root, path);
  const file = inside.startsWith('..') || isAbsolute(inside) ? path : inside;
  const failed = (error: string): ScopeFile => ({ path, file, warnings: [], errors: [error] });
  if (!existsSync(path)) return failed(`no scope file: ${file} is not there`);
  try {
    if (statSync(path).size > LARGEST + 3)
      return failed(`${file}:1:1: larger than ${LARGEST / 1024} KB: found ${Math.round(statSync(path).size / 1024)} KB`);
    const bytes = readFileSync(path);
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const loaded = loadScope(text, freezeContext(root, home, file, sha256(bytes)));
    return { path, file, text, ...loaded };
  } catch (error) {
    return failed(error instanceof TypeError ? `${file}:1:1: the file is not UTF-8 text` : `${file}: cannot be read: ${reason(error)}`);
  }
}

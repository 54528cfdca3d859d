import type { VerdictBody } from '../schema/event.ts';

/** Tools that run commands. */
const COMMANDS = new Set(['Bash', 'PowerShell', 'Monitor']);

/** Kinds of access that change no file of the repository. */
const HARMLESS = new Set(['read', 'session']);

/**
 * Whether a call runs a command that may change files: not one of utilities alone whose words say that they only read.
 * After each other one a tree is due.
 */
export function mayChange({ tool, accesses, uses }: Pick<VerdictBody, 'tool' | 'accesses' | 'uses'>): boolean {
  if (!COMMANDS.has(tool)) return false;
  const known = new Set(uses.filter((use) => use.kind === 'execute' && use.grant === 'default').map((use) => use.target));
  return accesses.length === 0 || accesses.some(({ kind, target }) => !HARMLESS.has(kind) && !(kind === 'execute' && known.has(target)));
}

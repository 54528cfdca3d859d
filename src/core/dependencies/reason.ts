import { Unreadable } from './entry.ts';

/** Why a file cannot be read, in a few words of ours: parsers quote the text, and there may be a secret in it. */
export function reasonOf(error: unknown): string {
  if (error instanceof Unreadable) return error.message;
  if (error instanceof RangeError) return 'it is nested too deep';
  if (error instanceof SyntaxError) return 'it is no JSON';
  const line = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  return /^Invalid TOML document/.test(line)
    ? `it is no TOML: ${line
        .slice(22)
        .replace(/^[:\s]+/, '')
        .slice(0, 80)}`
    : 'it is not in the form that its name promises';
}

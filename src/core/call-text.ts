import { cut } from './redact.ts';

/** Characters of a command or of all other arguments that the record keeps; the digest covers the whole. */
const MOST = 2_000;
const MOST_VALUE = 200;

/** What a call asked for, short enough to read: the command, the path, or each argument cut. Contents are not kept. */
export function callText(input: Readonly<Record<string, unknown>>): string {
  const { command } = input;
  if (typeof command === 'string') return cut(command, MOST);
  const path = input['file_path'] ?? input['notebook_path'];
  if (typeof path === 'string') return cut(path, MOST);
  const parts = Object.entries(input).map(
    ([key, value]) => `${key}: ${cut(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''), MOST_VALUE)}`,
  );
  return cut(parts.join(', '), MOST);
}

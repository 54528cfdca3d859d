import { isRecord } from './hook-input.ts';

/** The scripts of a package.json by name; none where it is no such file. */
export function scriptsIn(manifest: string): Readonly<Record<string, string>> {
  try {
    const parsed: unknown = JSON.parse(manifest);
    const scripts = isRecord(parsed) && isRecord(parsed['scripts']) ? parsed['scripts'] : {};
    return Object.fromEntries(Object.entries(scripts).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    return {};
  }
}

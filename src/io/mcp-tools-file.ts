import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../core/hook-input.ts';
import { changedTools, mcpTools } from '../core/mcp-tools.ts';
import { sha256 } from './hash.ts';

/** What the tools of MCP servers looked like in this run, and which of them look otherwise than when they were last seen. */
export interface SeenTools {
  /** `mcp__server__tool` → SHA-256 of its description and input. */
  readonly tools: Readonly<Record<string, string>>;
  readonly changed: readonly string[];
}

const fileOf = (common: string): string => join(common, 'twoloops', 'mcp-tools.json');

/** Compares the tools of a transcript with those of earlier runs. A transcript that cannot be read shows none. */
export function seenTools(common: string, transcript: string): SeenTools {
  let text: string;
  try {
    text = readFileSync(transcript, 'utf8');
  } catch {
    return { tools: {}, changed: [] };
  }
  const tools = Object.fromEntries([...mcpTools(text.split('\n'))].map(([name, shown]) => [name, sha256(shown)]));
  return { tools, changed: changedTools(known(common), tools) };
}

/** Remembers how the tools look now, for the next run. */
export function rememberTools(common: string, { tools }: SeenTools): void {
  if (Object.keys(tools).length === 0) return;
  mkdirSync(join(common, 'twoloops'), { recursive: true, mode: 0o700 });
  const fresh = `${fileOf(common)}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify({ ...known(common), ...tools })}\n`, { mode: 0o600 });
  renameSync(fresh, fileOf(common));
}

function known(common: string): Readonly<Record<string, string>> {
  try {
    const value: unknown = JSON.parse(readFileSync(fileOf(common), 'utf8'));
    return isRecord(value) ? (value as Readonly<Record<string, string>>) : {};
  } catch {
    return {};
  }
}

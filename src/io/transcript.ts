import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { NO_USAGE, withLines } from '../core/usage.ts';
import type { HookInput } from '../schema/hook-input.ts';
import type { FileUsage, UsageNote } from '../schema/usage.ts';
import { reason } from './repository.ts';

/** Bytes read at a time. */
const CHUNK = 1 << 20;
const NAP_MS = 20;

const ofAgent = (transcript: string, agent: string): string =>
  join(dirname(transcript), basename(transcript, '.jsonl'), 'subagents', `agent-${agent}.jsonl`);

/** The name of the transcript that the caller of a hook writes. */
export function transcriptName({ fields, agent }: HookInput): string {
  const path = String(fields['transcript_path'] ?? '');
  return basename(agent === undefined ? path : ofAgent(path, agent));
}

/**
 * Reads what the session's transcripts say beyond what is known: its own, and that of the subagent which calls. `patience`:
 * ms to wait for a transcript that is not there yet, as it may be at a session's first call.
 */
export function readUsage(known: UsageNote, transcript: string, agent: string | undefined, patience = 0): UsageNote {
  for (let waited = 0; waited < patience && !existsSync(transcript); waited += NAP_MS)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, NAP_MS);
  const own = withFile({ files: known.files }, transcript);
  if (agent === undefined) return own;
  // a subagent's first call may come before its transcript
  const path = ofAgent(transcript, agent);
  return existsSync(path) ? withFile(own, path) : own;
}

/** The same with the transcripts of all subagents of the session: what a whole run used. */
export function readAllUsage(known: UsageNote, transcript: string): UsageNote {
  const folder = join(dirname(transcript), basename(transcript, '.jsonl'), 'subagents');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /^agent-.+\.jsonl$/.test(name)) : [];
  return names.reduce((note, name) => withFile(note, join(folder, name)), readUsage(known, transcript, undefined));
}

function withFile(note: UsageNote, path: string): UsageNote {
  const name = basename(path);
  const before = note.files[name];
  try {
    const after = readOn(before ?? NO_USAGE, path);
    return after === before ? note : { ...note, files: { ...note.files, [name]: after } };
  } catch (error) {
    return { ...note, problem: `the transcript cannot be read: ${reason(error)}` };
  }
}

function readOn(before: FileUsage, path: string): FileUsage {
  const handle = openSync(path, 'r');
  try {
    const { size } = fstatSync(handle);
    // a file that is shorter than what was read of it is another file
    let usage = size < before.offset ? { ...before, offset: 0 } : before;
    let rest = Buffer.alloc(0);
    for (let at = usage.offset; at < size; ) {
      const chunk = Buffer.alloc(Math.min(CHUNK, size - at));
      const got = readSync(handle, chunk, 0, chunk.length, at);
      if (got === 0) break;
      at += got;
      const data = Buffer.concat([rest, chunk.subarray(0, got)]);
      const end = data.lastIndexOf(10) + 1;
      if (end > 0) usage = withLines(usage, data.toString('utf8', 0, end).split('\n'), end);
      rest = data.subarray(end);
    }
    return usage;
  } finally {
    closeSync(handle);
  }
}

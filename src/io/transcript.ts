import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { NO_USAGE, withLines } from '../core/usage.ts';
import type { FileUsage, UsageNote } from '../schema/usage.ts';
import { reason } from './repository.ts';

/** Bytes read at a time. */
const CHUNK = 1 << 20;
/** More transcripts than this (one an agent) are not told apart: the oldest are forgotten, and the sum says that it is short. */
const FILES_KEPT = 100;
const FORGOT = 'more than';

/** Reads what the session's transcripts say beyond what is known: its own, and that of the subagent which calls. */
export function readUsage(known: UsageNote, transcript: string, agent: string | undefined): UsageNote {
  const own = withFile(known.problem?.startsWith(FORGOT) ? known : { files: known.files }, transcript);
  if (agent === undefined) return own;
  const path = join(dirname(transcript), basename(transcript, '.jsonl'), 'subagents', `agent-${agent}.jsonl`);
  // a subagent's first call may come before its transcript
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
  try {
    const before = note.files[name] ?? NO_USAGE;
    const after = readOn(before, path);
    if (after === before && note.files[name] !== undefined) return note;
    const { [name]: _, ...others } = note.files;
    const names = Object.keys(others);
    const kept = names.length < FILES_KEPT ? others : Object.fromEntries(Object.entries(others).slice(1));
    const forgot = names.length < FILES_KEPT ? {} : { problem: `${FORGOT} ${FILES_KEPT} transcripts: the sums are too low` };
    return { ...note, ...forgot, files: { ...kept, [name]: after } };
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

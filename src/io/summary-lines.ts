import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import type { Given } from '../core/insight/collect.ts';
import { readSummary } from '../core/insight/read-summary.ts';
import { sha256 } from './hash.ts';

const CHUNK = 1 << 20;
/** Characters of one line; a longer one is no summary. */
const LONGEST = 8 << 20;

/** Summaries from JSONL: files, folders of `*.jsonl`, `-` for the standard input. Read piece by piece, never whole. */
export function* summariesIn(files: readonly string[]): Generator<Given> {
  for (const file of files.flatMap(expanded)) {
    let number = 0;
    for (const line of linesIn(file)) {
      number += 1;
      if (line.trim() !== '') yield { where: `${file}:${number}`, ...readSummary(line, sha256) };
    }
  }
}

function expanded(file: string): readonly string[] {
  if (file === '-' || !statSync(file).isDirectory()) return [file];
  return readdirSync(file)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => join(file, name));
}

function* linesIn(file: string): Generator<string> {
  const handle = file === '-' ? 0 : openSync(file, 'r');
  const decoder = new StringDecoder('utf8');
  const chunk = Buffer.allocUnsafe(CHUNK);
  let rest = '';
  try {
    for (let got = readSync(handle, chunk); got > 0; got = readSync(handle, chunk)) {
      const parts = (rest + decoder.write(chunk.subarray(0, got))).split('\n');
      rest = parts.pop() ?? '';
      yield* parts;
      // what is too long to be a line is cut where it cannot be taken for a summary
      if (rest.length > LONGEST) rest = rest.slice(0, LONGEST);
    }
    if (rest !== '') yield rest + decoder.end();
  } finally {
    if (handle !== 0) closeSync(handle);
  }
}

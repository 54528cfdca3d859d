import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventType, RunEvent } from '../../src/schema/event.ts';

/** What a run left under `.git/twoloops/runs`. */
export interface RunRecord {
  readonly run: string;
  readonly directory: string;
  readonly events: readonly RunEvent[];
  /** Contents, where they are there. */
  readonly packetJson: string | undefined;
  readonly packetMarkdown: string | undefined;
  /** File names in `packets/`, sorted. */
  readonly packets: readonly string[];
}

export function runNames(repo: string): string[] {
  const runs = join(repo, '.git', 'twoloops', 'runs');
  return existsSync(runs) ? readdirSync(runs).sort() : [];
}

/** The repository's only run, its log checked: every line is JSON, numbered without a gap, and carries the hash of the one before. */
export function onlyRun(repo: string): RunRecord {
  const [run, ...others] = runNames(repo);
  if (run === undefined || others.length > 0) throw new Error(`expected one run, found ${[run, ...others].join(', ')}`);
  const directory = join(repo, '.git', 'twoloops', 'runs', run);
  const read = (name: string): string | undefined => {
    const file = join(directory, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  };
  return {
    run,
    directory,
    events: parseLog(read('events.jsonl') ?? ''),
    packetJson: read('packet.json'),
    packetMarkdown: read('packet.md'),
    packets: existsSync(join(directory, 'packets')) ? readdirSync(join(directory, 'packets')).sort() : [],
  };
}

/** Of the given type, in order. */
export function eventsOf<Type extends EventType>({ events }: RunRecord, type: Type): Extract<RunEvent, { type: Type }>[] {
  return events.filter((event): event is Extract<RunEvent, { type: Type }> => event.type === type);
}

function parseLog(log: string): RunEvent[] {
  if (!log.endsWith('\n')) throw new Error('the event log does not end with a whole line');
  const lines = log.slice(0, -1).split('\n');
  return lines.map((line, at) => {
    const event = JSON.parse(line) as RunEvent;
    const before = lines[at - 1];
    const prev = before === undefined ? '0'.repeat(64) : createHash('sha256').update(before).digest('hex');
    if (event.prev !== prev || event.seq !== at + 1) throw new Error(`line ${at + 1} does not follow from the line before: ${line}`);
    return event;
  });
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyse } from '../../src/core/shell/analyse.ts';
import type { Intent } from '../../src/schema/access.ts';
import { PROJECT } from '../support/hooks.ts';
import { changed, cover, discard, opened, run, scratch, snapshot, traceable } from './disk.ts';
import { line } from './grammar.ts';

// a fixed seed: a failure shows again; raise TWOLOOPS_RUNS, or change TWOLOOPS_SEED, for a long campaign
const { TWOLOOPS_RUNS, TWOLOOPS_SEED, TWOLOOPS_NO_SKIP } = process.env;
const seed = Number(TWOLOOPS_SEED ?? 20261122);
const writes = Number(TWOLOOPS_RUNS ?? 300);
const reads = Math.ceil(writes / 5);
const timeout = (count: number): number => 60_000 + count * 100;

const canTrace = traceable();
const skipsTrace = !canTrace && TWOLOOPS_NO_SKIP !== '1';

/** No scope allows such a line as a whole: something is not known, or needs a grant that lets it do anything. */
const isOpen = (intent: Intent): boolean => intent.kind === 'unknown' || (intent.kind === 'execute' && !intent.free);

const shown = (intent: Intent): string =>
  'raw' in intent ? `${intent.kind} ${intent.raw}${'reach' in intent ? ` (${intent.reach})` : ''}` : JSON.stringify(intent);

interface Done {
  readonly writes: number;
  readonly reads: number;
}

/** Runs a line that is known to its end; what it wrote, and where it is traced what it read, must be foreseen. */
function hold(text: string, traced: boolean): Done | undefined {
  const place = scratch();
  try {
    const intents = analyse(text, { cwd: place.root, root: place.root, home: place.home, env: {} });
    if (intents.some(isOpen)) return undefined;
    const before = snapshot(place.base);
    const writable = cover(intents, ['edit'], before);
    const readable = cover(intents, ['read', 'edit'], before);
    const trace = join(place.base, 'trace');
    run(text, place, traced ? trace : undefined);
    const written = changed(before, snapshot(place.base)).filter((path) => path !== trace);
    const read = traced ? opened(trace).filter((path) => before.get(path)?.startsWith('file')) : [];
    const missed = [
      ...written.filter((path) => !writable(path)).map((path) => `write not foreseen: ${path}`),
      ...read.filter((path) => !readable(path)).map((path) => `read not foreseen: ${path}`),
    ];
    if (missed.length > 0) expect.fail([...missed, ...intents.map(shown)].join('\n').replaceAll(place.root, '…'));
    return { writes: written.length, reads: read.length };
  } finally {
    discard(place);
  }
}

/** Holds many lines; the share of them that did something of the kind. */
function campaign(from: number, numRuns: number, traced: boolean): Record<'known' | keyof Done, number> {
  const all: (Done | undefined)[] = [];
  const holds = (text: string): void => void all.push(hold(text, traced));
  fc.assert(fc.property(line, holds), { seed: from, numRuns });
  const share = (did: (one: Done) => boolean): number => all.filter((one) => one !== undefined && did(one)).length / all.length;
  return { known: share(() => true), writes: share(({ writes }) => writes > 0), reads: share(({ reads }) => reads > 0) };
}

describe('what a shell line does on disk', () => {
  // were everything unknown, nothing would have been tried: the shares say that much was
  it('is never a write that was neither foreseen nor unknown', { timeout: timeout(writes) }, () => {
    const share = campaign(seed, writes, false);
    expect(share.known).toBeGreaterThan(0.45);
    expect(share.writes).toBeGreaterThan(0.25);
  });

  it.skipIf(skipsTrace)('(strace) is never a read that was neither foreseen nor unknown', { timeout: timeout(reads) }, () => {
    expect(canTrace, 'strace cannot be used here').toBe(true);
    expect(campaign(seed + 1, reads, true).reads).toBeGreaterThan(0.15);
  });

  // lines that once were seen through wrongly, and their kin
  const lines = readFileSync(join(PROJECT, 'test', 'property', 'truth-lines.txt'), 'utf8')
    .trimEnd()
    .split('\n');
  it.each(lines)('is foreseen: %s', (text) => {
    hold(text, canTrace);
  });
});

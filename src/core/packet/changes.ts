import type { RunEvent } from '../../schema/event.ts';
import type { Frozen } from '../../schema/frozen.ts';
import type { PacketChange } from '../../schema/packet.ts';
import { judgePath } from '../judge-path.ts';
import { canonicalChange } from './change-set.ts';

/** A path that differs between the baseline and the end, as git says. */
export interface RawChange {
  readonly path: string;
  readonly status: PacketChange['status'];
  readonly mode: string;
  readonly blob: string;
  readonly added?: number;
  readonly removed?: number;
}

/** Each changed path with the scope's word on it and the calls that were recorded as changing it. */
export function judgeChanges(frozen: Frozen, changes: readonly RawChange[], events: readonly RunEvent[]): PacketChange[] {
  const authors = authorsOf(events);
  return [...changes]
    .sort((a, b) => (canonicalChange(a) < canonicalChange(b) ? -1 : 1))
    .map((change) => ({ ...change, ...judged(frozen, change.path), by: [...(authors.get(change.path) ?? [])] }));
}

function judged(frozen: Frozen, path: string): Pick<PacketChange, 'scope' | 'rule'> {
  if (frozen.scope === undefined) return { scope: 'unscoped', rule: frozen.unscoped ?? 'no scope' };
  const place = {
    state: 'known',
    path: `${frozen.ground.root}/${path}`,
    relative: path,
    root: 'repository',
    type: 'file',
    links: 1,
  } as const;
  const { finding, use } = judgePath({ ...frozen, intent: { kind: 'edit', raw: path, reach: 'content' }, place });
  if (finding === undefined) return { scope: 'inside', rule: use?.grant ?? 'default' };
  const scope = finding.code === 'FORBIDDEN' ? 'forbidden' : finding.code === 'PROTECTED' ? 'protected' : 'outside';
  return { scope, rule: finding.rule };
}

/** Path → `Tool #seq` of the calls that were allowed to edit it or reported to have changed it. */
function authorsOf(events: readonly RunEvent[]): Map<string, Set<string>> {
  const authors = new Map<string, Set<string>>();
  const calls = new Map<string, number>();
  const add = (path: string, tool: string, seq: number): void => {
    const set = authors.get(path) ?? new Set<string>();
    authors.set(path, set.add(`${tool} #${seq}`));
  };
  for (const event of events) {
    if (event.type === 'verdict') calls.set(event.id, event.seq);
    // only a result shows that a call came to something
    if (event.type === 'result') for (const path of event.changed) add(path, event.tool, calls.get(event.id) ?? event.seq);
  }
  return authors;
}

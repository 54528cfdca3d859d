import type { Fresh } from '../core/decision/standing-decision.ts';
import { differsNow } from './differs-now.ts';
import type { ReleaseCase } from './release-case.ts';

/** Whether the work tree that a run worked in is still what its packet says; for a run that was recorded here. */
export function freshNow({ packet, frozen, folder }: Pick<ReleaseCase, 'packet' | 'frozen' | 'folder'>, path: string | undefined): Fresh {
  const { end, left } = packet.delivery;
  if (end.id === undefined) return { problem: `the run has no end tree: ${end.missing ?? ''}` };
  return differsNow(frozen, folder, path, { id: end.id, left });
}

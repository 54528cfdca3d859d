import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { look } from '../core/data/withhold.ts';

export interface Detectors {
  readonly look: typeof look;
}

/** Loads what looks for data in texts: a bundle of its own, because most runs have nothing to look for. Throws where it cannot be loaded. */
export function loadDetectors(hooks: string): Detectors {
  const bundle = join(hooks, 'detect.bundle.cjs');
  return createRequire(bundle)(bundle) as Detectors;
}

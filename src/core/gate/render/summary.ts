import type { Gated } from '../gated.ts';
import { report } from './report.ts';

/** Bytes of a summary. A runner takes 1 MiB; what fits a comment is enough to read. */
const MOST = 60_000;

/** The gate for the summary of a CI job: Markdown of at most 60,000 bytes in which nothing of a run takes effect. */
export const gateSummary = (gated: Gated): string => report(gated, MOST);

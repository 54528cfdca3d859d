import type { Gated } from '../gated.ts';
import { report } from './report.ts';

/** The first line of our comment: by it and by its author it is found again. */
export const MARKER = '<!-- twoloops -->';

/** Bytes of a comment; GitHub takes 65,536 characters. */
const MOST = 60_000;

/** The gate for a comment on a pull request: the marker, then the same as the summary, together at most 60,000 bytes. */
export const gateComment = (gated: Gated): string => `${MARKER}\n${report(gated, MOST - MARKER.length - 1)}`;

/** A place in a text where a detector found something; UTF-16 offsets, `end` exclusive. */
export interface Hit {
  readonly detector: string;
  readonly start: number;
  readonly end: number;
}

/** Hits of one detector in the order of the text; those that overlap become one. */
export function merged(hits: readonly Hit[]): readonly Hit[] {
  const out: Hit[] = [];
  for (const hit of [...hits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = out.at(-1);
    if (last === undefined || hit.start >= last.end) out.push(hit);
    else if (hit.end > last.end) out[out.length - 1] = { ...last, end: hit.end };
  }
  return out;
}

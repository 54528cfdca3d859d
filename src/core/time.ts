/** ms since the epoch of a recorded ISO 8601 time. With `isoOf` the only use of `Date` in core: neither reads a clock. */
export function timeOf(text: string): number {
  return Date.parse(text);
}

/** ISO 8601, UTC, of ms since the epoch. */
export function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}

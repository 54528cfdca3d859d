/** ms since the epoch of a recorded ISO 8601 time. The one use of `Date` in core: it reads a text, never a clock. */
export function timeOf(text: string): number {
  return Date.parse(text);
}

/** Below this and between 127 and 160: control characters. */
const FIRST_PRINTED = 32;
const HIDDEN: readonly (readonly [number, number])[] = [
  [0, FIRST_PRINTED - 1],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x61c, 0x61c],
  [0x180e, 0x180e],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x2069],
  [0xd800, 0xdfff],
  [0xfeff, 0xfeff],
  [0xfff9, 0xfffb],
  [0xe0000, 0xe007f],
];

/**
 * Text that a terminal or a page shows as it is: control characters, escape sequences, bidirectional overrides and
 * characters without width become `\u{…}`, so that a name cannot erase the line it stands in or read as another.
 */
export function visible(text: string): string {
  let out = '';
  for (const char of text) {
    const point = char.codePointAt(0) ?? 0;
    out += HIDDEN.some(([from, to]) => point >= from && point <= to) ? `\\u{${point.toString(16)}}` : char;
  }
  return out;
}

/** The same for text of several lines: newlines and tabs become blanks. */
export function visibleLine(text: string): string {
  return visible(text.replace(/[\r\n\t]+/g, ' '));
}

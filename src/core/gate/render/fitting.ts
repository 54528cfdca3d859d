/** Lines that belong together: all of them are shown, or none. */
export type Block = readonly string[];

const bytesOf = (block: Block): number => new TextEncoder().encode(block.join('\n')).length + 1;

/** Bytes kept for the sentence that counts what was left out. */
const RESERVE = 300;

/**
 * Blocks in their order, as many as fit into so many bytes; what does not fit is left out whole and counted, so that no
 * table, fence or fold stays open.
 */
export function fitting(blocks: readonly Block[], most: number): string {
  let left = most - RESERVE;
  const shown = blocks.filter((block) => {
    const bytes = bytesOf(block);
    if (bytes > left) return false;
    left -= bytes;
    return true;
  });
  const missing = blocks.length - shown.length;
  const note =
    missing === 0
      ? []
      : ['', `… ${missing} ${missing === 1 ? 'part' : 'parts'} left out to fit a comment: \`twoloops gate --json FILE\` writes everything`];
  return `${[...shown.flat(), ...note].join('\n').trimEnd()}\n`;
}

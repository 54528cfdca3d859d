import { visible } from '../visible.ts';

/**
 * A word for bash or zsh that stands for this text and nothing else. What a terminal would take for a key or hide is
 * written in octal, so that pasting it runs nothing.
 */
export function quote(text: string): string {
  if (/^[A-Za-z0-9_./@%+=,:][A-Za-z0-9_./@%+=,:-]*$/.test(text)) return text;
  if (visible(text) === text) return `'${text.replaceAll("'", "'\\''")}'`;
  const bytes = [...new TextEncoder().encode(text)];
  const octal = (byte: number): string => `\\${byte.toString(8).padStart(3, '0')}`;
  return `$'${bytes.map((byte) => (byte < 32 || byte > 126 || byte === 39 || byte === 92 ? octal(byte) : String.fromCharCode(byte))).join('')}'`;
}

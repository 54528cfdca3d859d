import { isRecord } from './hook-input.ts';

/** What a file tool meant to leave in its file, as its answer says. */
export interface Meant {
  /** The whole content; absent where the answer does not carry enough to know it. */
  readonly content?: string;
  /** It replaced what was there. */
  readonly whole: boolean;
}

/** Tools that leave one file with a content that their answer tells. Source: answers of client 2.1.330. */
export function meantBy(tool: string, response: unknown): Meant | undefined {
  if (!isRecord(response)) return undefined;
  const { content, originalFile, oldString, newString, replaceAll, edits } = response;
  if (tool === 'Write') return typeof content === 'string' ? { content, whole: true } : { whole: true };
  if (tool === 'NotebookEdit') return { whole: false };
  if (tool !== 'Edit' && tool !== 'MultiEdit') return undefined;
  const list: readonly unknown[] = Array.isArray(edits) ? edits : [{ oldString, newString, replaceAll }];
  const result = list.reduce<string | undefined>(edited, typeof originalFile === 'string' ? originalFile : undefined);
  return result === undefined ? { whole: false } : { content: result, whole: false };
}

function edited(text: string | undefined, edit: unknown): string | undefined {
  if (text === undefined || !isRecord(edit)) return undefined;
  const before = edit['oldString'] ?? edit['old_string'];
  const after = edit['newString'] ?? edit['new_string'];
  if (typeof before !== 'string' || typeof after !== 'string') return undefined;
  if (before === '') return text === '' ? after : undefined;
  if (edit['replaceAll'] === true || edit['replace_all'] === true)
    return text.includes(before) ? text.replaceAll(before, () => after) : undefined;
  const at = text.indexOf(before);
  return at < 0 ? undefined : text.slice(0, at) + after + text.slice(at + before.length);
}

/** Whether two texts differ in nothing but line ends and a byte order mark, which the client keeps as the file had them. */
export const sameText = (a: string, b: string): boolean => plain(a) === plain(b);

const plain = (text: string): string => text.replace(/^\uFEFF/, '').replace(/\r\n/g, '\n');

import { isRecord } from './hook-input.ts';

/** Lines added and removed, as the client reports them of a file tool or of a command: 0 where it says nothing. */
export function changedLines(response: unknown): number {
  if (!isRecord(response)) return 0;
  const hunks = [...hunksOf(response['structuredPatch']), ...filesOf(response['bashEditDiff']).flatMap((file) => hunksOf(file['hunks']))];
  const marked = hunks.flatMap((hunk) => (Array.isArray(hunk['lines']) ? hunk['lines'] : [])).filter((line) => /^[-+]/.test(String(line)));
  // a new file has no patch, only its content
  const made =
    response['type'] === 'create' && hunks.length === 0 && typeof response['content'] === 'string' ? linesIn(response['content']) : 0;
  return marked.length + made;
}

const hunksOf = (value: unknown): readonly Readonly<Record<string, unknown>>[] => (Array.isArray(value) ? value.filter(isRecord) : []);
const filesOf = (value: unknown): readonly Readonly<Record<string, unknown>>[] => (isRecord(value) ? hunksOf(value['files']) : []);
const linesIn = (text: string): number => text.split('\n').length - (text.endsWith('\n') || text === '' ? 1 : 0);

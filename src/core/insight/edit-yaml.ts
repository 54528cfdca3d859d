import { isMap, isScalar, isSeq, parseDocument, type YAMLSeq } from 'yaml';
import type { Edit } from '../../schema/insight.ts';

/** The text after an edit, or why it is one for people. Everything else of the file stays as it is, byte for byte. */
export type Edited = { readonly text: string } | { readonly problem: string };

const byHand = (problem: string): Edited => ({ problem });

/** Makes one edit in the text of a scope or policy file. */
export function editYaml(text: string, edit: Edit): Edited {
  const path = edit.key.split('.');
  const node = parseDocument(text, { keepSourceTokens: true }).getIn(path, true);
  if (node === undefined) return edit.op === 'add' ? added(text, path, edit.new) : byHand(`there is no \`${edit.key}\``);
  if (!isSeq(node) || node.range == null) return byHand(`\`${edit.key}\` is no list`);
  if (edit.op === 'add') return spliced(text, node, node.items.length, 0, edit.new);
  const at = node.items.findIndex((item) => isScalar(item) && String(item.value) === edit.old);
  if (at < 0) return byHand(`\`${edit.key}\` has no item \`${edit.old}\``);
  return spliced(text, node, at, 1, edit.op === 'remove' ? [] : edit.new);
}

/** Puts other items in the place of some. */
function spliced(text: string, seq: YAMLSeq, at: number, gone: number, items: readonly string[]): Edited {
  const here = seq.items.map((item) => sliceOf(text, item));
  const known = new Set(seq.items.flatMap((item) => (isScalar(item) ? [String(item.value)] : [])));
  const fresh = items.filter((item) => !known.has(item)).map(spelt);
  if (here.includes(undefined)) return byHand('the list holds what is no plain item');
  return seq.flow ? inFlow(text, seq, here as string[], at, gone, fresh) : inBlock(text, seq, at, gone, fresh);
}

function inFlow(text: string, seq: YAMLSeq, here: readonly string[], at: number, gone: number, fresh: readonly string[]): Edited {
  const [from = 0, to = 0] = seq.range ?? [];
  const source = text.slice(from, to);
  if (source.includes('#') || source.includes('\n')) return byHand('the list has comments or several lines');
  const after = [...here.slice(0, at), ...fresh, ...here.slice(at + gone)];
  const padded = /^\[ /.test(source) && here.length > 0 ? ' ' : '';
  return { text: `${text.slice(0, from)}[${padded}${after.join(', ')}${padded}]${text.slice(to)}` };
}

function inBlock(text: string, seq: YAMLSeq, at: number, gone: number, fresh: readonly string[]): Edited {
  const starts = seq.items.map((item) => text.lastIndexOf('\n', rangeOf(item)[0]) + 1);
  const ends = seq.items.map((item) => endOfLine(text, rangeOf(item)[1]));
  const model = Math.min(at, seq.items.length - 1);
  const lead = /^\s*-\s+/.exec(text.slice(starts[model], rangeOf(seq.items[model])[0]))?.[0];
  if (lead === undefined) return byHand('an item of the list does not begin its line');
  // a list without an item would be no list any more
  if (gone === seq.items.length && fresh.length === 0) {
    const [from = 0, to = 0] = [starts[0], ends.at(-1)];
    const before = text.slice(0, from).replace(/[ \t]*\n$/, '');
    return { text: `${before} []\n${text.slice(to)}` };
  }
  const from = starts[at] ?? ends.at(-1) ?? text.length;
  const to = gone === 0 ? from : (ends[at + gone - 1] ?? from);
  const gap = from > 0 && text[from - 1] !== '\n' ? '\n' : '';
  return { text: `${text.slice(0, from)}${gap}${fresh.map((item) => `${lead}${item}\n`).join('')}${text.slice(to)}` };
}

/** A list that is not there yet: at the end of the file, where nothing of its path is there. */
function added(text: string, path: readonly string[], items: readonly string[]): Edited {
  const document = parseDocument(text);
  const [top = '', ...rest] = path;
  if (!isMap(document.contents) || document.contents.flow) return byHand('the file is no block of keys');
  if (rest.length > 0 && document.has(top)) return byHand(`\`${top}\` has no \`${rest.join('.')}\``);
  const lines = [top, ...rest].map((key, i) => `${'  '.repeat(i)}${spelt(key)}:`);
  const last = lines.pop() ?? '';
  const gap = text === '' || text.endsWith('\n') ? '' : '\n';
  return { text: `${text}${gap}${lines.map((line) => `${line}\n`).join('')}${last} [${items.map(spelt).join(', ')}]\n` };
}

const rangeOf = (item: unknown): readonly [number, number] => {
  const range = isScalar(item) ? item.range : undefined;
  return [range?.[0] ?? 0, range?.[1] ?? 0];
};

function sliceOf(text: string, item: unknown): string | undefined {
  const [from, to] = rangeOf(item);
  return to > from ? text.slice(from, to) : undefined;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

/** A plain scalar where it is sure to be read as this very text, else one in quotes. */
const spelt = (text: string): string =>
  /^[A-Za-z][A-Za-z0-9_./-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text) ? text : JSON.stringify(text);

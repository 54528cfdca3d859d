import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments, visit } from 'yaml';

/** A place in a file, counted from 1. */
export interface Position {
  readonly line: number;
  readonly col: number;
}

export interface Problem extends Position {
  readonly message: string;
}

/** A YAML file as a plain value that remembers where each part stands. */
export interface YamlText {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** The position of the value at a path; of the nearest part above it where it is absent. */
  at(path: readonly PropertyKey[]): Position;
  /** The position of a key itself. */
  atKey(path: readonly PropertyKey[], key: string): Position;
}

/** Characters, and bytes of the file: a larger scope or policy is a mistake or an attack. */
export const LARGEST = 256 * 1024;

const START: Position = { line: 1, col: 1 };

/**
 * Reads one YAML document without the parts of YAML that make a file say something else than it seems to: anchors,
 * aliases, merge keys, tags, several documents, duplicate keys. A byte order mark and CRLF are fine.
 */
export function readYaml(text: string): YamlText {
  const bare = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const failed = (problems: readonly Problem[]): YamlText => ({ value: undefined, problems, at: () => START, atKey: () => START });
  if (bare.length > LARGEST)
    return failed([{ ...START, message: `larger than ${LARGEST / 1024} KB: found ${Math.round(bare.length / 1024)} KB` }]);
  const tab = tabIndent(bare);
  if (tab) return failed([tab]);
  const counter = new LineCounter();
  const documents = parseAllDocuments(bare, { lineCounter: counter, uniqueKeys: true, version: '1.2', merge: false });
  const place = (offset: number): Position => counter.linePos(offset);
  const document = Array.isArray(documents) ? documents[0] : undefined;
  if (document === undefined) return failed([{ ...START, message: 'the file is empty: a scope is a YAML mapping, `version: 1` first' }]);
  const problems = [
    ...document.errors.map((error) => ({ ...place(error.pos[0]), message: firstLine(error.message) })),
    ...(documents.length > 1 ? [{ ...place(documents[1]?.range[0] ?? 0), message: 'a second document (`---`): one scope a file' }] : []),
    ...oddities(document.contents, place),
  ];
  if (problems.length > 0) return failed(problems);
  const root = document.contents;
  return {
    value: document.toJS({ maxAliasCount: 0 }),
    problems: [],
    at: (path) => place(nodeAt(root, path).range?.[0] ?? 0),
    atKey: (path, key) => place(keyNode(nodeAt(root, path), key)?.range?.[0] ?? nodeAt(root, path).range?.[0] ?? 0),
  };
}

/** The library words its messages for programmers; a person needs the first sentence, in our form. */
function firstLine(message: string): string {
  const line = (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:?$/, '').replace(/\.$/, '');
  if (/^Map keys must be unique/.test(line)) return 'the same key twice: keep one';
  return line.charAt(0).toLowerCase() + line.slice(1);
}

function tabIndent(text: string): Problem | undefined {
  const lines = text.split('\n');
  const index = lines.findIndex((line) => /^ *\t/.test(line) && line.trim() !== '');
  if (index < 0) return undefined;
  return { line: index + 1, col: (lines[index] ?? '').indexOf('\t') + 1, message: 'a tab in the indentation: YAML takes spaces only' };
}

function oddities(root: Node | null, place: (offset: number) => Position): Problem[] {
  const found: Problem[] = [];
  const add = (node: Node, message: string): void => {
    found.push({ ...place(node.range?.[0] ?? 0), message });
  };
  visit(root, (key, node) => {
    if (isAlias(node)) add(node, 'an alias (`*name`): write the value out, so that the line says what it grants');
    else if (isScalar(node) || isMap(node) || isSeq(node)) {
      if (node.anchor) add(node, 'an anchor (`&name`): write the value out, so that the line says what it grants');
      else if (node.tag !== undefined) add(node, 'a tag (`!name`): plain values only');
      if (key === 'key' && isScalar(node) && node.value === '<<') add(node, 'a merge key (`<<`): write the values out');
    }
  });
  return found;
}

function keyNode(node: Node, key: string): Node | undefined {
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
  return pair?.key as Node | undefined;
}

function nodeAt(root: Node | null, path: readonly PropertyKey[]): Node {
  let node: Node = root as Node;
  for (const part of path) {
    const next = isMap(node) || isSeq(node) ? (node.get(part, true) as Node | undefined) : undefined;
    if (next === undefined || next === null || next.range === undefined) break;
    node = next;
  }
  return node;
}

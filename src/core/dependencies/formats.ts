import { parse as parseToml } from 'smol-toml';
import { parse as parseXml, type TNode } from 'txml/txml';
import { isScalar, Parser, parseDocument, visit } from 'yaml';
import { Unreadable } from './entry.ts';
import { plainYaml } from './plain-yaml.ts';

/** Characters. YAML that is not in the plain form of lockfiles is read slowly, and hostile YAML a hundred times slower still. */
const MOST = { json: 16_000_000, 'plain yaml': 6_000_000, yaml: 250_000, toml: 6_000_000, xml: 4_000_000, text: 4_000_000 } as const;

/** Throws where a text is longer than its form is read to. */
export function bounded(form: keyof typeof MOST, text: string): string {
  const most = MOST[form];
  if (text.length > most) throw new Unreadable(`${form}, and longer than ${most / 1_000_000} million characters`);
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

export function json(text: string): unknown {
  return JSON.parse(bounded('json', text));
}

/**
 * One document of YAML without twins among its keys. The library's own search for twins and its showing of errors take
 * time that grows with the square of the text.
 */
export function yaml(text: string): unknown {
  const plain = plainYaml(bounded('plain yaml', text));
  if (plain !== undefined) return plain;
  const bare = bounded('yaml', text);
  const plainErrors = { prettyErrors: false, uniqueKeys: false, merge: false, logLevel: 'silent' } as const;
  // the library reads on behind errors, each slower than the last
  for (const token of new Parser().parse(bare)) if (token.type === 'error') throw new Unreadable('it is no YAML');
  const document = parseDocument(bare, plainErrors);
  const [error] = document.errors;
  if (error !== undefined) throw new Unreadable(`it is no YAML (${error.code.toLowerCase().replaceAll('_', ' ')})`);
  visit(document, {
    Map(_, { items }) {
      const keys = items.map(({ key }) => (isScalar(key) ? String(key.value) : key));
      if (new Set(keys).size < keys.length) throw new Unreadable('it has the same key twice');
    },
  });
  return document.toJS({ maxAliasCount: 100 });
}

export function toml(text: string): unknown {
  return parseToml(bounded('toml', text), { maxDepth: 100 });
}

/**
 * XML without text between elements. `script` and `style` get other names: the parser takes their content for a text that
 * ends at their closing tag, and starts again from the file's beginning where there is none.
 */
export function xml(text: string): readonly (TNode | string)[] {
  const plain = bounded('xml', text).replace(/<(\/?)(script|style)(?![^\r\n\t>/= ])/g, '<$1_$2');
  if (/<!DOCTYPE/i.test(plain)) throw new Unreadable('a document type, which can rename what it holds');
  return parseXml(plain, { selfClosingTags: [], decodeEntities: true });
}

/** The lines of a plain text, `\` at a line's end joined with the next. */
export function linesOf(text: string): readonly string[] {
  return bounded('text', text)
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.slice(0, 4_000));
}

import { forEachChild, type ParsedScript, parse as parseBash, type SyntaxNode } from 'unbash';

/** A line as a tree without errors, or why it is not analysed. */
export type Parsed =
  | { readonly ok: true; readonly script: ParsedScript }
  | { readonly ok: false; readonly why: string; readonly at: number };

/** Characters: what is longer is no line that a person reviews. */
export const LONGEST = 65_536;
/** Nodes of a tree: what holds more takes too long to follow. */
const MOST_NODES = 6_000;
/** Openings of any kind: a line with more is refused unread, because a parser's cost is not bounded by its length alone. */
const MOST_OPENINGS = 4_000;

const no = (why: string, at = 0): Parsed => ({ ok: false, why, at });

/**
 * Parses a command line as bash reads it. Total: input that is too large, too deep or not accepted whole is refused, and
 * so are the few spellings that the parser is known to read otherwise than bash does.
 */
export function parse(text: string): Parsed {
  if (text.length > LONGEST) return no(`it is longer than ${LONGEST} characters`);
  const odd = oddCharacter(text);
  if (odd) return odd;
  if (openings(text) > MOST_OPENINGS) return no('it is nested or repeated too often to be followed');
  try {
    const script = parseBash(text);
    return checked(script) ?? { ok: true, script };
  } catch {
    return no('it is nested too deeply to be followed');
  }
}

/** Control characters other than tab and newline, and halves of surrogate pairs: bash and the parser may differ on them. */
function oddCharacter(text: string): Parsed | undefined {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if ((code < 32 && code !== 9 && code !== 10) || code === 127) return no('it holds a control character', i);
    if (code >= 0xd800 && code <= 0xdbff) {
      const next = text.charCodeAt(i + 1);
      if (!(next >= 0xdc00 && next <= 0xdfff)) return no('it holds half of a character', i);
      i += 1;
    } else if (code >= 0xdc00 && code <= 0xdfff) return no('it holds half of a character', i);
  }
  return undefined;
}

function openings(text: string): number {
  let count = 0;
  for (const char of text) if (char === '(' || char === '{' || char === '`' || char === '|' || char === ';' || char === '&') count += 1;
  return count;
}

/** Walks the whole tree once: errors anywhere, and the guards. */
function checked(script: ParsedScript): Parsed | undefined {
  let nodes = 0;
  let found: Parsed | undefined;
  const visit = (node: SyntaxNode): void => {
    if (found) return;
    nodes += 1;
    if (nodes > MOST_NODES) {
      found = no('it holds too much to be followed');
      return;
    }
    found = fault(node);
    if (!found) forEachChild(node, visit);
  };
  visit(script);
  return found;
}

function fault(node: SyntaxNode): Parsed | undefined {
  switch (node.type) {
    case 'Script': {
      const error = node.errors?.[0];
      return error ? no(`the shell would not read it: ${error.message.toLowerCase()}`, error.pos) : undefined;
    }
    case 'Redirect':
      return duplicate(node);
    case 'AnsiCQuoted':
      return node.text.includes('\\\n') ? no("it holds a line break behind a backslash in $'…'", node.pos) : undefined;
    case 'HereDoc':
      return node.closing === undefined ? no('a here-document has no end', node.pos) : undefined;
    default:
      return undefined;
  }
}

/** `<&` and `>&`: bash reads `<&-x` as two words, the parser as one. */
function duplicate(node: Extract<SyntaxNode, { type: 'Redirect' }>): Parsed | undefined {
  if (node.operator !== '<&' && node.operator !== '>&') return undefined;
  const text = node.target?.text ?? '';
  if (/^(?:\d+-?|-)$/.test(text)) return undefined;
  if (/^"?\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\})"?$/.test(text)) return undefined;
  if (node.operator === '>&' && node.target && node.target.parts === undefined && !/^[\d-]/.test(text)) return undefined;
  return no(`\`${node.operator}${text}\` can be read in two ways`, node.pos);
}

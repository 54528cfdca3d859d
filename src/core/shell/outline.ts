import { forEachChild, type SyntaxNode } from 'unbash';
import { parse } from './parse.ts';

/** One line of a parsed structure. */
export interface OutlineRow {
  readonly depth: number;
  /** What the shell reads it as: `list`, `pipeline`, `command`, `redirection` … */
  readonly kind: string;
  /** UTF-16 offset in the line. */
  readonly at: number;
  readonly text: string;
}

/** What a person calls the nodes that matter; the others are passed over. */
const KINDS: Partial<Record<SyntaxNode['type'], string>> = {
  AndOr: 'list',
  Pipeline: 'pipeline',
  Command: 'command',
  Subshell: 'subshell',
  BraceGroup: 'group',
  If: 'if',
  For: 'for',
  ArithmeticFor: 'for',
  Select: 'select',
  While: 'loop',
  Case: 'case',
  Function: 'function',
  Coproc: 'coproc',
  TestCommand: 'test',
  ArithmeticCommand: 'arithmetic',
  Redirect: 'redirection',
  HereDoc: 'here-document',
  HereString: 'here-string',
  CommandExpansion: 'substitution',
  ProcessSubstitution: 'process substitution',
  ArithmeticExpansion: 'arithmetic',
  Assignment: 'assignment',
};

/** The structure of a line as the shell reads it; why there is none where it does not. */
export function outline(line: string): { readonly rows: readonly OutlineRow[]; readonly problem?: string } {
  const parsed = parse(line);
  if (!parsed.ok) return { rows: [], problem: parsed.why };
  const rows: OutlineRow[] = [];
  const visit = (node: SyntaxNode, depth: number, source: string): void => {
    const kind = KINDS[node.type];
    if (kind !== undefined) rows.push({ depth, kind, at: node.pos, text: source.slice(node.pos, node.end) });
    const inner = node.type === 'Script' && node.source !== undefined ? node.source : source;
    forEachChild(node, (child) => visit(child, depth + (kind === undefined ? 0 : 1), inner));
  };
  visit(parsed.script, 0, line);
  return { rows };
}

import type { Edit, Proposal } from '../../schema/insight.ts';

/** Where a scope lists the grants of a kind. */
const KEYS: Readonly<Record<string, string>> = {
  read: 'read.allow',
  edit: 'edit.allow',
  scratch: 'scratch',
  execute: 'commands.allow',
  network: 'network',
  delegate: 'delegate.agents',
  skill: 'skills',
  workflow: 'workflows',
  tool: 'tools',
};

/** The list that a grant stands in, and the grant as it stands there; undefined where it is no item of a list. */
export function lineOf(kind: string, text: string): { readonly key: string; readonly item: string } | undefined {
  if (kind === 'mcp') {
    const [server, item] = split(text, ' ');
    return item === '' ? undefined : { key: `mcp.${server}.allow`, item };
  }
  const key = KEYS[kind];
  return key === undefined ? undefined : { key, item: text };
}

export function removal(kind: string, text: string): { readonly proposal?: Proposal } {
  const line = lineOf(kind, text);
  return line === undefined ? {} : ofScope([{ op: 'remove', key: line.key, old: line.item }]);
}

export function replacement(
  kind: string,
  text: string,
  by: readonly string[],
  offers: NonNullable<Proposal['offers']>,
): { readonly proposal?: Proposal } {
  const line = lineOf(kind, text);
  if (line === undefined) return {};
  const spelt = (items: readonly string[]): readonly string[] => items.map((item) => itemOf(kind, item));
  const edits: readonly Edit[] = [{ op: 'replace', key: line.key, old: line.item, new: spelt(by) }];
  return {
    proposal: { file: 'scope', edits, offers: Object.fromEntries(Object.entries(offers).map(([name, items]) => [name, spelt(items)])) },
  };
}

/** Grants what was asked for: what is not known of a command becomes a wildcard at its end, or nothing is proposed. */
export function addition(kind: string, target: string): { readonly proposal?: Proposal } {
  const line = kind === 'mcp' ? lineOf(kind, target.replace('/', ' ')) : lineOf(kind, target);
  if (line === undefined || /…./.test(target)) return {};
  return ofScope([{ op: 'add', key: line.key, new: [itemOf(kind, line.item).replace(/…$/, '*')] }]);
}

/** Forbids a path for good. */
export function prohibition(kind: string, target: string): { readonly proposal?: Proposal } {
  if ((kind !== 'read' && kind !== 'edit') || target.includes('…')) return {};
  return { proposal: { file: 'policy', edits: [{ op: 'add', key: 'forbidden', new: [target] }] } };
}

/** Owes the answer to a question as evidence; which command gives it only people know. */
export const owing = (tag: string): { readonly proposal: Proposal } => ({
  proposal: { file: 'policy', edits: [{ op: 'add', key: 'evidence.low', new: [tag] }] },
});

const ofScope = (edits: readonly Edit[]): { readonly proposal: Proposal } => ({ proposal: { file: 'scope', edits } });

/** A target as its list spells it: tools without their server, hosts without their port. */
function itemOf(kind: string, target: string): string {
  if (kind === 'mcp') return target.includes('/') ? split(target, '/')[1] : target;
  return kind === 'network' ? target.replace(/:\d+$/, '') : target;
}

function split(text: string, at: string): readonly [string, string] {
  const i = text.indexOf(at);
  return i < 0 ? [text, ''] : [text.slice(0, i), text.slice(i + at.length)];
}

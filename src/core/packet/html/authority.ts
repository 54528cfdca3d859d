import type { Packet } from '../../../schema/packet.ts';
import { code, h } from '../../html/markup.ts';
import { bad, type Column, paragraphs, plural, type Section, table } from '../../html/parts.ts';
import { bars, type KindUse } from './bars.ts';
import type { View } from './view.ts';

type Grant = Packet['authority']['granted'][number];
type Denial = Packet['authority']['denied'][number];

/** The first word of a finding's code, where it names a kind of access. */
const KINDS: Readonly<Record<string, string>> = {
  READ: 'read',
  EDIT: 'edit',
  COMMAND: 'execute',
  EXECUTE: 'execute',
  NETWORK: 'network',
  MCP: 'mcp',
  DELEGATE: 'delegate',
  SCHEDULE: 'schedule',
  SKILL: 'skill',
  PUBLISH: 'publish',
  WORKFLOW: 'workflow',
};

const COLUMNS: readonly Column<Grant>[] = [
  { name: 'grant', cell: (grant) => code(grant.text), kind: 'wide' },
  { name: 'kind', cell: (grant) => grant.kind, kind: 'narrow' },
  { name: 'line', cell: (grant) => grant.place },
  { name: 'calls', cell: (grant) => (grant.uses === 0 ? 'unused' : grant.uses.toLocaleString('en')), kind: 'number' },
];

const KNOWN: ReadonlySet<string> = new Set(Object.values(KINDS));

/** The kind that its first finding names, or that the code of it begins with. */
function kindOf({ findings }: Denial): string {
  const [first] = findings;
  const named = first?.args['kind'];
  const word = first?.code.split('_')[0] ?? '';
  const kind = typeof named === 'string' ? named : Object.hasOwn(KINDS, word) ? KINDS[word] : undefined;
  return kind !== undefined && KNOWN.has(kind) ? kind : 'other';
}

/** Granted, used and denied by kind of access, the kinds in the order of the scope. */
export function usesByKind({ granted, denied }: Packet['authority']): readonly KindUse[] {
  const refused = denied.filter((denial) => denial.verdict === 'deny').map(kindOf);
  const kinds = [...new Set([...granted.map((grant) => grant.kind), ...refused])];
  return kinds.map((kind) => {
    const grants = granted.filter((grant) => grant.kind === kind);
    return {
      kind,
      granted: grants.length,
      used: grants.filter((grant) => grant.uses > 0).length,
      calls: grants.reduce((sum, grant) => sum + grant.uses, 0),
      denied: refused.filter((other) => other === kind).length,
    };
  });
}

export function authority({ packet, limits }: View): Section {
  const { granted, calls, withoutGrant, mcp, basis } = packet.authority;
  const used = granted.filter((grant) => grant.uses > 0).length;
  const sorted = [...granted].sort((a, b) => b.uses - a.uses);
  return {
    id: 'authority',
    title: 'Authority: granted and used',
    note: `${used} of ${plural(granted.length, 'grant')} used`,
    basis,
    detail: true,
    body: h`${paragraphs([
      `${plural(calls, 'call')} judged; ${withoutGrant.toLocaleString('en')} allowed without a grant of the scope (reading, session tools).`,
      mcp.reads + mcp.writes === 0
        ? undefined
        : h`MCP: ${plural(mcp.reads, 'call')} of readers, ${mcp.writes === 0 ? 'no call' : bad(plural(mcp.writes, 'call'))} that may write.`,
    ])}<div class="pair"><div>${bars(usesByKind(packet.authority), limits.rows)}</div><div>${table('Each grant, the most used first', COLUMNS, sorted, limits.rows)}</div></div>`,
  };
}

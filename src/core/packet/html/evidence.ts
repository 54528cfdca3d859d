import type { Packet } from '../../../schema/packet.ts';
import type { Dependency, DiffSecret, Weakened } from '../../../schema/review.ts';
import { code, h, type Part } from '../../html/markup.ts';
import { bad, type Column, moment, paragraphs, type Section, table } from '../../html/parts.ts';
import { few } from './changes.ts';
import type { View } from './view.ts';

type Owed = Packet['evidence']['owed'][number];

const OWED: readonly Column<Owed>[] = [
  { name: 'name', cell: (item) => item.name },
  { name: 'what', cell: (item) => h`${code(item.text)} <small>${item.place}</small>` },
  { name: 'result', cell: resultCell },
  { name: 'when', cell: (item) => (item.at === undefined ? '–' : moment(item.at)) },
  { name: 'on what is shipped', cell: freshCell },
];

function resultCell(item: Owed): Part {
  const { counts, contradiction } = item;
  const word = item.result === 'passed' ? 'passed' : bad(item.result);
  const numbers = counts === undefined ? '' : `: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
  return h`${word}${numbers}${counts === undefined ? '' : h` <small>from ${counts.source}</small>`}${contradiction === undefined ? '' : h` ${bad(contradiction)}`}`;
}

function freshCell(item: Owed): Part {
  const word = item.freshness === 'fresh' ? 'fresh' : bad(item.freshness);
  const differs = item.differs.length === 0 ? '' : h`, differs since: ${few(item.differs)}`;
  return h`${word}${differs}${item.changed.length === 0 ? '' : h`; it changed ${few(item.changed)} itself`}`;
}

const WEAKENED: readonly Column<Weakened>[] = [
  { name: 'test', cell: (item) => code(`${item.path}${item.line === undefined ? '' : `:${item.line}`}`), kind: 'wide' },
  { name: 'how', cell: (item) => bad(item.kind) },
  { name: 'text', cell: (item) => code(item.text) },
];

const DEPENDENCIES: readonly Column<Dependency>[] = [
  { name: 'package', cell: (item) => h`${code(item.name)} <small>${item.ecosystem}</small>` },
  { name: 'change', cell: (item) => item.kind },
  { name: 'from', cell: (item) => item.from ?? '–' },
  { name: 'to', cell: (item) => item.to ?? '–' },
  { name: 'in', cell: (item) => code(item.path) },
];

const SECRETS: readonly Column<DiffSecret>[] = [
  { name: 'where', cell: (item) => code(`${item.path}:${item.line}`), kind: 'wide' },
  { name: 'kind', cell: (item) => bad(item.kind) },
];

const met = (item: Owed): boolean => item.result === 'passed' && item.freshness === 'fresh' && item.contradiction === undefined;

/** Kinds of trouble in a diff; where none of them is seen and all that is owed is met, the eight lines say it all. */
const CLEAN = 3;

/** What was owed, and what the diff says about tests, dependencies and secrets. What is not there is said in one line. */
export function evidence({ packet: { evidence: owing, delivery }, limits }: View): Section {
  const none = [
    ...(owing.owed.length === 0 ? ['no evidence was owed by the scope'] : []),
    ...(delivery.weakened.length === 0 ? ['no weakened test seen'] : []),
    ...(delivery.dependencies.length === 0 ? ['no dependency change seen'] : []),
    ...(delivery.secrets.length === 0 ? ['no secret seen in added lines'] : []),
  ];
  return {
    id: 'evidence',
    title: 'Evidence',
    note: `${owing.owed.filter(met).length} of ${owing.owed.length} met`,
    basis: owing.basis,
    detail: none.length >= CLEAN && owing.owed.every(met),
    body: h`${table('Owed before release', OWED, owing.owed, limits.rows)}${table('Weakened tests', WEAKENED, delivery.weakened, limits.rows)}${table(
      'Dependencies',
      DEPENDENCIES,
      delivery.dependencies,
      limits.rows,
    )}${table('Secrets in added lines (never kept)', SECRETS, delivery.secrets, limits.rows)}${paragraphs([
      none.length === 0 ? undefined : `Also: ${none.join('; ')}.`,
    ])}`,
  };
}

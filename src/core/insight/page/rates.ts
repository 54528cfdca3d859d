import type { RateRow, RuleRow } from '../../../schema/insight.ts';
import { code, type Markup } from '../../html/markup.ts';
import { type Column, table } from '../../html/parts.ts';
import { percent } from '../tell.ts';
import { count, ofAll, REST } from './words.ts';

const RATES: readonly Column<RateRow>[] = [
  { name: 'model', cell: ({ model }) => (model === '' ? 'not known' : model) },
  { name: 'runs', cell: ({ runs }) => count(runs), kind: 'number' },
  { name: 'claims contradicted', cell: ({ claimDrift }) => percent(claimDrift), kind: 'number' },
  { name: 'evidence stale', cell: ({ staleTests }) => percent(staleTests), kind: 'number' },
  { name: 'tests weakened', cell: ({ weakenedTests }) => percent(weakenedTests), kind: 'number' },
  { name: 'outside scope', cell: ({ scopeDrift }) => percent(scopeDrift), kind: 'number' },
  { name: 'coverage complete', cell: ({ completeCoverage }) => percent(completeCoverage), kind: 'number' },
  { name: 'files', cell: ({ files }) => count(files), kind: 'number' },
  { name: 'lines', cell: ({ lines }) => count(lines), kind: 'number' },
  { name: 'requests', cell: ({ requests }) => count(requests), kind: 'number' },
  {
    name: 'minutes to decide',
    cell: ({ decisionMinutes }) => (decisionMinutes === null ? 'none decided' : count(decisionMinutes)),
    kind: 'number',
  },
];

/** Rates of a group by model. */
export const rates = (all: readonly RateRow[], rows: number): Markup =>
  table(
    'Shares of all runs; files, lines, requests and minutes are means',
    RATES,
    [...all].sort((a, b) => b.runs - a.runs),
    rows,
    REST,
  );

const RULES: readonly Column<RuleRow>[] = [
  { name: 'rule', cell: ({ rule }) => code(rule), kind: 'wide' },
  { name: 'refused calls', cell: ({ calls }) => count(calls), kind: 'number' },
  { name: 'runs', cell: ({ runs }) => count(runs), kind: 'number' },
  { name: 'requests answered', cell: ({ answered }) => count(answered), kind: 'number' },
  { name: 'of those approved', cell: ({ answered, approved }) => (answered === 0 ? '–' : ofAll(approved, answered)), kind: 'number' },
];

/** Rules of a group by how often they refuse. */
export const rules = (all: readonly RuleRow[], rows: number): Markup =>
  table(
    'Most refusals first',
    RULES,
    [...all].sort((a, b) => b.calls - a.calls),
    rows,
    REST,
  );

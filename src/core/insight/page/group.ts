import { fitting } from '../../html/cut.ts';
import { h, type Markup, type Part } from '../../html/markup.ts';
import { plural, type Section } from '../../html/parts.ts';
import { short } from './families.ts';
import { grants } from './grants.ts';
import { months } from './months.ts';
import { rates, rules } from './rates.ts';
import { tiers } from './tiers.ts';
import { tools } from './tools.ts';
import type { GroupView, View } from './view.ts';
import { span } from './words.ts';

/** A group with its pictures and tables. */
export function group(given: GroupView, view: View): Section {
  const { row, insights, rates: models, rules: refusing, id, name } = short(given, view);
  const { rows } = view.limits;
  return {
    id,
    title: fitting(name, 120, 'in the table of groups'),
    note: `${plural(row.runs, 'run')}, ${row.learnable.toLocaleString('en')} learnable, ${row.people === 1 ? '1 person' : `${row.people.toLocaleString('en')} people`}, ${span(row.from, row.to)}`,
    detail: true,
    body: h`<div class="pair">${part('Requests over time', months(id, row.months))}${part('Outcomes by tier', tiers(id, row.tiers))}</div>
${part('Grants used and unused', grants(row.grants, rows))}${part('MCP tools by usefulness', tools(row.tools, insights, rows))}${part('Rates by model', rates(models, rows))}${part('Rules by refusals', rules(refusing, rows))}`,
  };
}

/** A part under its name; one that has nothing to show says so. */
const part = (title: string, body: Markup): Part => h`<div class="part"><h3>${title}</h3>
${body.text === '' ? h`<p class="left">None.</p>\n` : body}</div>
`;

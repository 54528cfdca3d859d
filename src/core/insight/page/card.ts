import type { Backtest, Edit, Insight, Proposal } from '../../../schema/insight.ts';
import { code, h, joined, type Markup } from '../../html/markup.ts';
import { plural } from '../../html/parts.ts';
import { count, figure, kindWord, sentence, span } from './words.ts';

/** Patterns of one edit that are shown. */
const MOST_LINES = 20;

/** One insight: what it is about, what is said of it and on what it rests; beside it the change that it speaks for. */
export function card(one: Insight, group: string): Markup {
  const subject = one.subject === 'all' ? h`all runs` : code(one.subject);
  const figures = Object.entries(one.numbers).map(([key, value]) => figure(one.insight, key, value));
  return h`<li class="${one.proposal === undefined ? 'card whole' : 'card'}"><div>
<h3><span class="kind">${kindWord(one.insight)}</span> ${subject}</h3>
<p class="where">${group}</p>
<p>${sentence(one.says)}</p>
<p class="figures">${joined(
    figures.map(([name, value]) => h`<span><b>${value}</b> ${name}</span>`),
    ' ',
  )}</p>
<p class="rests">Rests on ${plural(one.window.runs, 'run')}, ${span(one.window.from, one.window.to)}. ${one.backtest === undefined ? '' : backtestText(one.backtest)}</p>
${runs(one.runs)}</div>
${one.proposal === undefined ? '' : h`<div class="change">${change(one.proposal)}</div>\n`}</li>
`;
}

const runs = (names: readonly string[]): Markup =>
  names.length === 0
    ? h``
    : h`<p class="rests">${names.length === 1 ? 'Seen in run' : 'Seen latest in runs'} ${joined(
        names.map((name) => code(name)),
        ', ',
      )}</p>\n`;

/** In one sentence: what was decided on what, whether it held, and what would have come out otherwise. */
export function backtestText({ decidedOn, triedOn, held, refused, refusedRuns, allowed, allowedRuns }: Backtest): string {
  const says = held ? 'say the same' : 'do not say it yet';
  const otherwise = [
    refused > 0 ? `${plural(refused, 'call')} in ${plural(refusedRuns, 'run')} would have been refused` : undefined,
    allowed > 0 ? `${plural(allowed, 'call')} in ${plural(allowedRuns, 'run')} would have been let through` : undefined,
  ].filter((part) => part !== undefined);
  return `Backtest: the older ${count(decidedOn)} alone ${says}; in the newer ${count(triedOn)}, ${otherwise.length === 0 ? 'no call would have come out otherwise' : otherwise.join(' and ')}.`;
}

function change({ file, edits, offers }: Proposal): Markup {
  const taken = new Set(edits.map((edit) => JSON.stringify(edit.op === 'remove' ? [] : edit.new)));
  const others = Object.entries(offers ?? {}).filter(([, patterns]) => !taken.has(JSON.stringify(patterns)));
  return h`<pre class="diff"><b>${file}</b>
${joined(edits.map(editLines), '\n')}</pre>
${others.length === 0 ? '' : h`<details><summary>${others.length === 1 ? 'Another way' : 'Other ways'} to say it</summary>\n${others.map(([name, patterns]) => h`<p>${name}:</p>\n<pre class="diff">${signed('+', patterns)}</pre>\n`)}</details>\n`}`;
}

function editLines(edit: Edit): Markup {
  const old = edit.op === 'add' ? h`` : signed('-', [edit.old]);
  const now = edit.op === 'remove' ? h`` : signed('+', edit.new);
  return h`<i>${edit.key}</i>
${old}${now}`;
}

/** Lines with their sign, so that colour only repeats it. */
function signed(sign: '+' | '-', patterns: readonly string[]): Markup {
  const shown = patterns.slice(0, MOST_LINES);
  const left = patterns.length - shown.length;
  const lines = [...shown.map((pattern) => h`${sign} ${pattern}`), ...(left > 0 ? [h`${sign} … ${count(left)} more`] : [])];
  return h`${lines.map((line) => (sign === '+' ? h`<ins>${line}</ins>` : h`<del>${line}</del>`))}`;
}

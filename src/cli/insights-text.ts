import { visibleLine } from '../core/visible.ts';
import type { Edit, Insight, InsightReport } from '../schema/insight.ts';
import { bold, dim, green, red, type Terminal, yellow } from './terminal.ts';

/** Insights that the text shows; `--json` has all. */
const MOST = 60;
const MOST_NOT_USED = 5;

const percent = (value: number): string => `${Math.round(value * 100)} %`;
const short = (value: number): string => (value >= 100 ? String(Math.round(value)) : String(Math.round(value * 10) / 10));

/** The report as lines for a person. Every text of a run is made visible. */
export function insightsText(report: InsightReport, terminal: Terminal): string {
  const runs = report.groups.reduce((sum, one) => sum + one.runs, 0);
  const learnable = report.groups.reduce((sum, one) => sum + one.learnable, 0);
  const repositories = new Set(report.groups.map((one) => one.repository)).size;
  const head = `${runs} closed runs since ${report.since.slice(0, 10)}, of ${repositories} ${repositories === 1 ? 'repository' : 'repositories'} and ${report.groups.length} ${report.groups.length === 1 ? 'profile' : 'profiles'}; ${learnable} of them can be learnt from\n`;
  return [
    bold(terminal, head),
    ...(runs === 0 ? ['nothing to say yet: a run is summed up when its session ends\n'] : []),
    ...list(report, terminal),
    ...waiting(report, terminal),
    ...rates(report, terminal),
    ...rules(report, terminal),
    ...renamed(report, terminal),
    ...notUsed(report, terminal),
  ].join('');
}

function list({ insights }: InsightReport, terminal: Terminal): readonly string[] {
  if (insights.length === 0) return [];
  const shown = insights.slice(0, MOST).map((one, i) => `\n${entry(one, i + 1, terminal)}`);
  const more = insights.length - shown.length;
  return more > 0 ? [...shown, dim(terminal, `\n… and ${more} more: --json lists them, --profile narrows\n`)] : shown;
}

function entry(one: Insight, number: number, terminal: Terminal): string {
  const { window, backtest, proposal } = one;
  const where = `${visibleLine(one.repositoryName)} · ${visibleLine(one.profile)}`;
  const lines = [
    `${String(number).padStart(3)}  ${bold(terminal, one.insight)}  ${visibleLine(one.subject)}  ${dim(terminal, where)}`,
    `     ${visibleLine(one.says)}`,
    dim(
      terminal,
      `     ${window.from.slice(0, 10)} to ${window.to.slice(0, 10)}, ${window.runs} runs: ${one.runs.map(visibleLine).join(', ')}${window.runs > one.runs.length ? ', …' : ''}`,
    ),
    ...(backtest === undefined
      ? []
      : [
          dim(
            terminal,
            `     backtest: decided on the older ${backtest.decidedOn} runs, tried on the newer ${backtest.triedOn}: ${backtest.held ? 'the same would have been said' : 'the older runs did not say so yet'}; it would have refused ${backtest.refused} calls in ${backtest.refusedRuns} runs, and let through ${backtest.allowed} in ${backtest.allowedRuns}`,
          ),
        ]),
    ...(proposal?.edits ?? []).flatMap((edit) => editLines(edit, proposal?.file ?? 'scope', terminal)),
  ];
  return `${lines.join('\n')}\n`;
}

function editLines(edit: Edit, file: string, terminal: Terminal): readonly string[] {
  const minus = edit.op === 'add' ? [] : [red(terminal, `     - ${file} ${visibleLine(edit.key)}: ${visibleLine(edit.old)}`)];
  const plus =
    edit.op === 'remove' ? [] : edit.new.map((item) => green(terminal, `     + ${file} ${visibleLine(edit.key)}: ${visibleLine(item)}`));
  return [...minus, ...plus];
}

function waiting({ waiting: all, groups }: InsightReport, terminal: Terminal): readonly string[] {
  if (all.length === 0) return [];
  const nameOf = (repository: string): string => groups.find((one) => one.repository === repository)?.repositoryName ?? repository;
  const lines = all.slice(0, MOST).map((one) => `  ${visibleLine(nameOf(one.repository))} · ${visibleLine(one.profile)}: ${one.says}\n`);
  return [bold(terminal, '\nnot yet\n'), ...lines, ...(all.length > lines.length ? [`  … ${all.length - lines.length} more\n`] : [])];
}

function rates({ rates: all }: InsightReport, terminal: Terminal): readonly string[] {
  if (all.length === 0) return [];
  const lines = all
    .slice(0, MOST)
    .map(
      (one) =>
        `  ${visibleLine(one.profile)}, ${visibleLine(one.model) || 'model not known'} (${one.runs} runs): claims contradicted ${percent(one.claimDrift)}, stale evidence ${percent(one.staleTests)}, tests weakened ${percent(one.weakenedTests)}, out of scope ${percent(one.scopeDrift)}, coverage complete ${percent(one.completeCoverage)}; ${short(one.files)} files, ${short(one.lines)} lines, ${short(one.requests)} requests a run${one.decisionMinutes === null ? '' : `, ${short(one.decisionMinutes)} min to a decision`}\n`,
    );
  return [bold(terminal, '\nrates\n'), ...lines];
}

/** Rules that refuse and are then lifted are noise. */
function rules({ rules: all }: InsightReport, terminal: Terminal): readonly string[] {
  if (all.length === 0) return [];
  const lines = all
    .slice(0, 10)
    .map(
      (one) =>
        `  ${visibleLine(one.rule)} (${visibleLine(one.profile)}): ${one.calls} calls in ${one.runs} runs, ${one.approved} of ${one.answered} answers approved it\n`,
    );
  return [bold(terminal, '\nrules that refused most\n'), ...lines];
}

function renamed({ renamed: all }: InsightReport, terminal: Terminal): readonly string[] {
  return all
    .slice(0, MOST_NOT_USED)
    .map((one) =>
      yellow(
        terminal,
        `\nprofile \`${visibleLine(one.from)}\` looks renamed to \`${visibleLine(one.to)}\`: --same '${visibleLine(one.from)}=${visibleLine(one.to)}' takes them for one\n`,
      ),
    );
}

function notUsed({ notUsed: all, notUsedMore }: InsightReport, terminal: Terminal): readonly string[] {
  if (all.length === 0) return [];
  const lines = all.slice(0, MOST_NOT_USED).map((one) => `  ${visibleLine(one.where)}: ${visibleLine(one.why)}\n`);
  const more = all.length - lines.length + notUsedMore;
  return [bold(terminal, '\nnot used\n'), ...lines, ...(more > 0 ? [`  … ${more} more\n`] : [])];
}

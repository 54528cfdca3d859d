import type { Packet } from '../../schema/packet.ts';
import { visible, visibleLine } from '../visible.ts';

/** More rows than this of one table are counted, not shown: `packet.json` has them all. */
const MOST_ROWS = 60;
/** Bytes that a pull request comment takes, with room for what surrounds it. */
const LARGEST = 60_000;

/** A packet as Markdown, headline first. A pure rendering: it adds nothing and decides nothing. */
export function markdown(packet: Packet): string {
  const text = [
    banner(packet),
    title(packet),
    about(packet),
    '',
    '| | |',
    '|---|---|',
    ...packet.headline.map((line) => row(line.name, headline(line.name, line.text))),
    '',
    ...section(
      'Why',
      packet.recommendation.reasons.map((reason) => `- ${inline(reason)}`),
    ),
    ...changes(packet),
    ...denials(packet),
    ...authority(packet),
    ...effects(packet),
    ...evidence(packet),
    ...control(packet),
    ...section('The agent’s closing message (claimed)', packet.summary.text === '' ? [] : quote(packet.summary.text)),
    ...release(),
    ...section(
      'What this does not prove',
      packet.limits.map((limit) => `- ${inline(limit)}`),
    ),
    ...record(packet),
  ].filter((line) => line !== undefined);
  const whole = `${text.join('\n').trimEnd()}\n`;
  if (new TextEncoder().encode(whole).length <= LARGEST) return whole;
  // cut by bytes: a character can be several
  const fitting = new TextDecoder().decode(new TextEncoder().encode(whole).subarray(0, LARGEST - 2_000));
  return `${fitting.replace(/\n[^\n]*$/, '')}\n\n… cut here to fit a comment; \`packet.json\` has everything.\n\n${release().join('\n')}`;
}

/** The recommendation's word and what is stale stand out; all else is plain. */
function headline(name: string, text: string): string {
  const safe = inline(text);
  if (name === 'Recommendation') return safe.replace(/^(\w+)/, '**$1**');
  return name === 'Tests' ? safe.replace(/, stale\b/g, ', **stale**') : safe;
}

function banner({ enforcement }: Packet): string | undefined {
  if (enforcement.value === 'observed') return '**NOT ENFORCED: this run was only observed; nothing outside its scope was held back.**\n';
  if (enforcement.value === 'unscoped') return `**NO SCOPE: ${inline(enforcement.why ?? '')}**\n`;
  return undefined;
}

function title({ recommendation, run }: Packet): string {
  return `# ${recommendation.value === 'hold' ? 'Hold' : 'Escalate'} · ${inline(run.owner ?? 'no owner')} decides`;
}

function about({ task, run }: Packet): string {
  const agent = run.agent === undefined ? '' : `, ${run.agent}`;
  const client = run.client === undefined ? 'client version unknown' : `Claude Code ${run.client}`;
  return `${inline(task.text)} — run ${run.id}${inline(agent)}, ${run.minutes} min${run.tokens === undefined ? '' : `, ${run.tokens.toLocaleString('en')} tokens`}${run.cost?.endsWith('USD') ? `, ${run.cost}` : ''}, ${client}`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '|': '¦' };

/**
 * Text that cannot break out of its line or cell: no Markdown, HTML or mention of the agent's making takes effect.
 * Words between backquotes stay code.
 */
export function inline(text: string): string {
  const flat = visibleLine(text);
  const escaped = (part: string): string =>
    part
      .replace(/[&<>|]/g, (char) => ESCAPES[char] ?? char)
      .replace(/[\\`_*[\]#!~]/g, '\\$&')
      .replace(/(?<!\w)@/g, '@\u200b');
  // runs of backquotes pair up in other ways than single ones: then nothing is code
  if (flat.includes('``')) return escaped(flat);
  const parts = flat.split(/(`[^`]*`)/);
  return parts.map((part, i) => (i % 2 === 1 ? part.replaceAll('|', '¦') : escaped(part))).join('');
}

/** Text as code, with a fence that its content cannot close. */
export function code(text: string): string {
  const flat = visible(text).replace(/\|/g, '¦');
  const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${flat}${fence}` : `${fence} ${flat} ${fence}`;
}

const row = (...cells: readonly string[]): string => `| ${cells.map((cell) => cell.replace(/[\r\n]+/g, ' ')).join(' | ')} |`;

const quote = (text: string): string[] =>
  text
    .split('\n')
    .slice(0, 40)
    .map((line) => `> ${inline(line)}`);

function section(name: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`## ${name}`, ...lines, ''];
}

function table(head: readonly string[], rows: readonly string[][]): string[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, MOST_ROWS).map((cells) => row(...cells));
  const more = rows.length > MOST_ROWS ? [`\n… and ${rows.length - MOST_ROWS} more in \`packet.json\``] : [];
  return [row(...head), `|${head.map(() => '---|').join('')}`, ...shown, ...more];
}

function changes({ delivery }: Packet): string[] {
  const rows = delivery.changes.map((change) => [
    code(change.path),
    change.status,
    change.added === undefined ? 'not counted' : `+${change.added} −${change.removed ?? 0}`,
    change.scope === 'inside' ? `inside (${code(change.rule)})` : `**${change.scope}** (${code(change.rule)})`,
    change.by.length > 0 ? inline(change.by.slice(0, 4).join(', ')) : 'no recorded call',
  ]);
  const notes = [
    ...(delivery.commits.length > 0
      ? [
          `HEAD moved; ${delivery.commits.length === 200 ? 'at least 200' : delivery.commits.length} commits on it that the baseline does not have: ${delivery.commits
            .slice(0, 10)
            .map((id) => code(id.slice(0, 12)))
            .join(', ')}`,
        ]
      : []),
    ...(delivery.unseen.length > 0 ? [`**Written where no tree can show it**: ${delivery.unseen.slice(0, 20).map(code).join(', ')}`] : []),
    ...(delivery.left.length > 0 ? [`Not in the trees: ${delivery.left.slice(0, 20).map(code).join(', ')}`] : []),
    `Baseline tree ${code(delivery.baseline.id ?? delivery.baseline.missing ?? '')} (${delivery.baseline.at}), end tree ${code(delivery.end.id ?? delivery.end.missing ?? '')} (${delivery.end.at}), change set ${code(delivery.changeSet)}. What was dirty or untracked before the run is in the baseline.`,
  ];
  return section(
    `Changed files (${delivery.changes.length})`,
    [...table(['path', 'change', 'lines', 'scope', 'by'], rows), '', ...notes.flatMap((note) => [note, ''])].slice(0, -1),
  );
}

function denials({ authority }: Packet): string[] {
  const rows = authority.denied.map((denial) => [
    `#${denial.seq}${denial.request === undefined ? '' : ` R${denial.request}`}`,
    `${denial.verdict === 'ask' ? `asked: ${denial.outcome ?? ''}` : denial.enforced ? 'denied' : 'would be denied'}`,
    `${inline(denial.tool)}${denial.agent === undefined ? '' : ' (subagent)'}`,
    code(denial.call.slice(0, 160)),
    inline(denial.findings.map((finding) => finding.says).join('; ')),
  ]);
  return section(`Denied or asked (${authority.denied.length})`, table(['call', 'verdict', 'tool', 'what', 'why'], rows));
}

function authority({ authority: { granted, widened } }: Packet): string[] {
  const answers = table(
    ['request', 'answer', 'by', 'for', 'reason', 'calls'],
    widened.map((one) => [
      `R${one.request}`,
      one.answer === 'approve' ? '**approved**' : 'denied',
      `${inline(one.by)}${one.signed ? ' (signed)' : ' (unsigned)'}`,
      `${one.how === 'once' ? 'one call' : 'the run'}${one.until === undefined ? '' : `, until ${one.until}`}${one.narrow === undefined ? '' : `, narrowed to ${code(one.narrow)}`}`,
      inline(one.reason),
      one.used.length === 0 ? 'unused' : one.used.map((seq) => `#${seq}`).join(', '),
    ]),
  );
  const sorted = [...granted].sort((a, b) => b.uses - a.uses);
  return [
    ...section('Answers to requests', answers),
    ...section(
      'Authority: granted and used',
      table(
        ['kind', 'grant', 'line', 'calls'],
        sorted.map((grant) => [grant.kind, code(grant.text), code(grant.place), grant.uses === 0 ? 'unused' : String(grant.uses)]),
      ),
    ),
  ];
}

function effects({ effects: { items } }: Packet): string[] {
  return section(
    'Effects that going back does not undo',
    table(
      ['call', 'what', 'reversibility', 'result', 'grant'],
      items.map((item) => [`#${item.seq}`, code(item.form), item.reversibility, item.result, code(item.grant)]),
    ),
  );
}

function evidence({ evidence: { owed } }: Packet): string[] {
  return section(
    'Evidence owed',
    table(
      ['name', 'what', 'result', 'when', 'fresh'],
      owed.map((item) => [inline(item.name), code(item.text), item.result, item.at ?? '', item.freshness]),
    ),
  );
}

function control(packet: Packet): string[] {
  const { stops, configuration, unfinished, scope, run } = packet;
  return section('Control', [
    ...stops.trips.map(
      (trip) =>
        `- ${trip.at} stop rule ${code(trip.rule)} (limit ${inline(trip.limit)}, reached ${inline(trip.on)}, ${code(trip.place)})${trip.enforced ? '' : ', not enforced'}`,
    ),
    ...stops.halts.map((halt) => `- halted: ${inline(halt)}`),
    ...stops.resumes.map((resume) => `- resumed: ${inline(resume)}`),
    ...configuration.refused.map((change) => `- settings changed and not loaded: ${inline(change)}`),
    ...configuration.mcpChanged.map((name) => `- **MCP tool looks otherwise than in an earlier run**: ${code(name)}`),
    ...configuration.policies.map((one) => `- policy ${code(one.file)} SHA-256 ${code(one.digest.slice(0, 12))}`),
    ...configuration.hooksChanged.map((name) => `- hook file changed during the run: ${code(name)}`),
    ...(unfinished.unjudged.length > 0 ? [`- ran without a verdict: ${inline(unfinished.unjudged.slice(0, 10).join(', '))}`] : []),
    ...(unfinished.calls.length > 0 ? [`- let through, no result seen: ${inline(unfinished.calls.slice(0, 10).join(', '))}`] : []),
    ...(unfinished.background > 0 ? [`- alive in the background at the end: ${unfinished.background}`] : []),
    ...(run.modes.length > 0
      ? [`- permission modes seen: ${run.modes.map(code).join(', ')}; subagents: ${run.subagents}; prompts: ${run.prompts}`]
      : []),
    ...packet.data.classes.map(
      (one) =>
        `- data ${code(one.name)}: ${one.calls} calls by path or server, ${one.finds} finds in results, ${one.withheld} results withheld`,
    ),
    ...(packet.data.secrets > 0 ? [`- secrets seen in calls and results: ${packet.data.secrets}`] : []),
    ...run.models.map((one) => `- model: ${inline(one)}`),
    ...packet.authority.typed.map(
      (one) =>
        `- typed ${code(one.what)}: ${one.verdict}${one.enforced ? '' : ', not enforced'}${one.says === '' ? '' : ` (${inline(one.says)})`}`,
    ),
    ...(scope?.warnings ?? []).map((warning) => `- ${inline(warning)}`),
  ]);
}

function release(): string[] {
  return [
    '## Release decision',
    '```',
    'Release decision: ship / hold / escalate',
    'Decision owner:',
    'Reason:',
    'Evidence reviewed:',
    'Residual risk:',
    'Rollback or containment path:',
    '```',
    '',
  ];
}

function record({ record: chain, scope, product }: Packet): string[] {
  const frozen = scope ? `Scope ${code(scope.file)} SHA-256 ${code(scope.digest)}. ` : '';
  return [
    `${frozen}Record: ${chain.events} events, head ${code(chain.head)}, ${chain.intact ? 'chain intact' : `**broken**: ${inline(chain.problem ?? 'frozen scope')}`}; self-test ${chain.selfTest}. twoloops ${product}.`,
  ];
}

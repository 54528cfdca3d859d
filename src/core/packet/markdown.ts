import type { Decision } from '../../schema/decision.ts';
import type { Packet } from '../../schema/packet.ts';
import { releaseLines } from '../decision/text.ts';
import { visibleLine } from '../visible.ts';
import { authority, denials, effects } from './md/authority.ts';
import { control } from './md/control.ts';
import { changes, findings } from './md/delivery.ts';
import { claims, coverage, evidence, risk } from './md/evidence.ts';
import { requirements } from './md/requirements.ts';
import { code, inline, quote, row, section } from './md/text.ts';

/** Bytes that a pull request comment takes, with room for what surrounds it. */
const LARGEST = 60_000;

/**
 * A packet as Markdown, headline first. A pure rendering: it adds nothing and decides nothing. What a run of low or medium
 * risk has beside its changes and evidence is folded away. `decision`: the one that was made on this very packet.
 */
export function markdown(packet: Packet, decision?: Decision): string {
  const high = packet.risk.tier === 'high' || packet.risk.tier === 'critical';
  const detail = [
    ...risk(packet),
    ...coverage(packet),
    ...authority(packet),
    ...control(packet),
    ...section('The agent’s closing message (claimed)', packet.summary.text === '' ? [] : quote(packet.summary.text)),
    ...rollback(packet),
    ...requirements(packet),
  ];
  const text = [
    banner(packet),
    title(packet),
    about(packet),
    ...decided(decision),
    '',
    '| | |',
    '|---|---|',
    ...packet.headline.map((line) => row(inline(line.name), headline(line.name, line.text))),
    '',
    ...section(
      'Why',
      packet.recommendation.reasons.map((reason) => `- ${inline(reason)}`),
    ),
    ...changes(packet),
    ...evidence(packet),
    ...findings(packet),
    ...claims(packet),
    ...denials(packet),
    ...effects(packet),
    ...(high ? detail : folded('Risk rules, coverage, authority, control, rollback, requirements', detail)),
    ...release(decision),
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
  const open = fitting.includes('<details>') && !fitting.includes('</details>') ? '\n\n</details>' : '';
  return `${fitting.replace(/\n[^\n]*$/, '')}${open}\n\n… cut here to fit a comment; \`packet.json\` has everything.\n\n${release(decision).join('\n')}`;
}

const folded = (summary: string, lines: readonly string[]): string[] => [
  '<details>',
  `<summary>${summary}</summary>`,
  '',
  ...lines,
  '</details>',
  '',
];

/** What must not be read over, by line of the headline. */
const STRONG: Readonly<Record<string, RegExp>> = {
  'Task and claims': /contradicted(?= \()/g,
  Scope: /\d+ unattributed|\d+ by another run/g,
  Tests: /\b(?:stale|missing)\b|\bweakened(?=:)/g,
  Assurance: /\d+ gaps?|coverage unknown|NOT ENFORCED/g,
};

/** The recommendation's word and what is stale stand out; all else is plain. */
function headline(name: string, text: string): string {
  const safe = inline(text);
  if (name === 'Recommendation') return safe.replace(/^(\w+)/, '**$1**');
  return safe.replace(STRONG[name] ?? /(?!)/g, '**$&**');
}

function banner({ enforcement }: Packet): string | undefined {
  if (enforcement.value === 'observed') return '**NOT ENFORCED: this run was only observed; nothing outside its scope was held back.**\n';
  if (enforcement.value === 'unscoped') return `**NO SCOPE: ${inline(enforcement.why ?? '')}**\n`;
  return undefined;
}

function title({ recommendation, run, risk }: Packet): string {
  const word = { ship: 'Ship', hold: 'Hold', escalate: 'Escalate' }[recommendation.value];
  return `# ${word} · ${risk.tier} risk · ${inline(run.owner ?? 'no owner')} decides`;
}

function about({ task, run }: Packet): string {
  const agent = run.agent === undefined ? '' : `, ${run.agent}`;
  const client = run.client === undefined ? 'client version unknown' : `Claude Code ${run.client}`;
  return `${inline(task.text)} — run ${inline(run.id)}${inline(agent)}, ${run.minutes} min${run.tokens === undefined ? '' : `, ${run.tokens.toLocaleString('en')} tokens`}${run.cost?.endsWith('USD') ? `, ${inline(run.cost)}` : ''}, ${client}`;
}

function rollback({ rollback: { text, commands, why, lost } }: Packet): string[] {
  return section('Rollback', [
    inline(text),
    ...(why === undefined ? [] : [inline(why)]),
    ...commands.map((command) => `- ${code(command)}`),
    ...(lost.length > 0 ? [`Cannot be brought back: ${lost.slice(0, 20).map(code).join(', ')}`] : []),
  ]);
}

/** An override stays in sight: it stands above the eight lines. */
function decided(decision: Decision | undefined): string[] {
  if (decision === undefined) return [];
  const { value, owner, at, signature, overrides, number } = decision;
  const signed = signature === undefined ? 'unsigned: git’s word alone' : 'signed';
  return [
    '',
    `Decision ${number}: **${value}** by ${inline(owner)}, ${at.slice(0, 16)} UTC, ${signed}`,
    ...overrides.map((one) => `- overridden: ${code(one.requirement)} until ${one.until.slice(0, 10)}: ${inline(one.reason)}`),
  ];
}

function release(decision: Decision | undefined): string[] {
  const said = releaseLines(decision).map(([name, text]) => `${name}: ${fenced(text)}`.trimEnd());
  return ['## Release decision', '```', ...said, '```', ''];
}

/** Within a fence nothing takes effect but its own end. */
const fenced = (text: string): string => visibleLine(text).replaceAll('```', '` ` `');

function record({ record: chain, scope, product }: Packet): string[] {
  const frozen = scope ? `Scope ${code(scope.file)} SHA-256 ${code(scope.digest)}. ` : '';
  return [
    `${frozen}Record: ${chain.events} events, head ${code(chain.head)}, ${chain.intact ? 'chain intact' : `**broken**: ${inline(chain.problem ?? 'frozen scope')}`}; self-test ${chain.selfTest}. twoloops ${inline(product)}.`,
  ];
}

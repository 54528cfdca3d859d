import type { Decision } from '../../../schema/decision.ts';
import type { Packet } from '../../../schema/packet.ts';
import { releaseLines } from '../../decision/text.ts';
import { denials } from '../../packet/md/authority.ts';
import { changes, findings } from '../../packet/md/delivery.ts';
import { claims, coverage, evidence } from '../../packet/md/evidence.ts';
import { requirements } from '../../packet/md/requirements.ts';
import { clip, code, inline, row } from '../../packet/md/text.ts';
import type { GatedRun } from '../gated.ts';
import type { Block } from './fitting.ts';
import { MOST_TEXT, signedText } from './parts.ts';

const text = (value: string, most = MOST_TEXT): string => inline(clip(value, most));

/** A run: what was decided on it, with every override, and the eight lines of its packet. */
export function runBlock(run: GatedRun): Block {
  const { packet, decision, counts } = run;
  return [
    `## Run ${code(clip(run.run, 80))}: ${counts ? 'counts' : 'does not count'}`,
    ...decided(decision, run),
    '',
    ...(packet === undefined ? ['Its packet could not be used.'] : headline(packet)),
    '',
  ];
}

function decided(decision: Decision | undefined, run: GatedRun): Block {
  if (decision === undefined) return ['No decision.'];
  const { number, value, owner, at, reason, overrides } = decision;
  return [
    `Decision ${number}: **${value}** by ${code(clip(owner, 120))}, ${at.slice(0, 16)} UTC, ${text(signedText(decision, run))}: ${text(reason)}`,
    ...overrides
      .slice(0, 20)
      .map((one) => `- **overridden** until ${one.until.slice(0, 10)}: ${code(clip(one.requirement, 80))}: ${text(one.reason, 200)}`),
    ...(overrides.length > 20 ? [`- … and ${overrides.length - 20} more overrides`] : []),
  ];
}

const headline = (packet: Packet): Block => [
  '| | |',
  '|---|---|',
  ...packet.headline.map((line) => row(text(line.name, 40), text(line.text))),
];

/** What stands behind the eight lines, each part folded and a block of its own. */
export function details({ run, packet, decision }: GatedRun): readonly Block[] {
  if (packet === undefined) return [];
  const parts: readonly (readonly [string, Block])[] = [
    ['changed files', changes(packet)],
    ['evidence, claims, coverage', [...evidence(packet), ...claims(packet), ...coverage(packet)]],
    ['tests, dependencies, secrets', findings(packet)],
    ['denied or asked', denials(packet)],
    ['requirements', requirements(packet)],
    ['the decision in full', decision === undefined ? [] : inFull(decision)],
  ];
  return parts
    .filter(([, lines]) => lines.length > 0)
    .map(([name, lines]) => ['<details>', `<summary>Run ${text(run, 80)}: ${name}</summary>`, '', ...lines, '</details>', '']);
}

const inFull = (decision: Decision): Block => [...releaseLines(decision).map(([name, said]) => `- ${name}: ${text(said, 2_000)}`), ''];

import type { Packet } from '../../../schema/packet.ts';
import { h, type Markup } from '../../html/markup.ts';
import { plural } from '../../html/parts.ts';
import { decided } from './release.ts';
import type { View } from './view.ts';

const WORDS: Readonly<Record<Packet['recommendation']['value'], string>> = { ship: 'Ship', hold: 'Hold', escalate: 'Escalate' };

export const titleText = ({ run, recommendation }: Packet): string => `${WORDS[recommendation.value]} · run ${run.id} · twoloops`;

/** The first screen: who decides what, the run in a line, and the eight lines. */
export function head({ packet, decision }: View): Markup {
  const { recommendation, risk, run, task } = packet;
  const rows = packet.headline.map(
    (line, i) => h`<tr class="${mood(packet, i)}"><th scope="row">${line.name}</th><td>${line.text}</td></tr>\n`,
  );
  return h`<header>
<p class="product">twoloops review packet ${packet.number}</p>
<h1><span class="${recommendation.value}">${WORDS[recommendation.value]}</span> · <span class="tier ${risk.tier}">${risk.tier} risk</span> · ${run.owner ?? 'nobody named'} decides</h1>
<p class="task">${task.text}</p>
<p class="about">${about(packet)}</p>
</header>
${banner(packet)}${decided(decision)}
<table class="headline"><caption class="unseen">In thirty seconds: eight lines</caption>
<tbody>
${rows}</tbody></table>
`;
}

function about({ run }: Packet): string {
  return [
    `run ${run.id}`,
    run.agent,
    run.client === undefined ? 'client version unknown' : `Claude Code ${run.client}`,
    `${run.minutes.toLocaleString('en')} min`,
    run.tokens === undefined ? undefined : plural(run.tokens, 'token'),
    run.cost,
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}

/** A run that nothing held must not look like one that was held. */
function banner({ enforcement }: Packet): Markup {
  if (enforcement.value === 'enforced') return h``;
  const said =
    enforcement.value === 'observed'
      ? 'Not enforced: this run was only observed; nothing outside its scope was held back.'
      : `No scope: ${enforcement.why ?? 'no scope file'}`;
  return h`<p class="banner" role="note">${said}</p>`;
}

/** Which of the eight lines the eye should find first: what the parts of the packet say, never what its texts say. */
function mood(packet: Packet, index: number): string {
  const { claims, delivery, evidence, rollback, effects, coverage, record } = packet;
  const troubled = [
    packet.recommendation.value === 'hold',
    claims.items.some((claim) => claim.verdict === 'contradicted'),
    delivery.problem !== undefined || delivery.changes.some((change) => change.scope !== 'inside'),
    delivery.weakened.length > 0 ||
      evidence.owed.some((item) => item.result === 'failed' || item.result === 'missing' || item.freshness === 'stale'),
    packet.authority.denied.some((denial) => denial.verdict === 'deny'),
    delivery.secrets.length > 0 || delivery.changes.some((change) => change.zones.length > 0),
    rollback.tried === 'does not restore it' || effects.items.some((item) => item.reversibility === 'irreversible'),
    coverage.state !== 'complete' || !record.intact || packet.assurance.some((owed) => !owed.met),
  ];
  return troubled[index] ? 'look' : 'plain';
}

import type { Incident } from '../../schema/incident.ts';
import { code, inline } from '../packet/md/text.ts';

/** The report for a person; a rendering of the JSON and nothing more. */
export function incidentText(report: Incident): string {
  const { head, timeline, effects, data, credentials, untrusted, livedOn, others, containment, limits } = report;
  const at = (one: { readonly seq: number; readonly at: string }): string => `#${one.seq} ${inline(one.at)}`;
  const part = (title: string, basis: string, lines: readonly string[]): string =>
    `## ${title} (${basis})\n${lines.length === 0 ? 'none in the record' : lines.join('\n')}\n`;
  const external = (one: Incident['effects']['done'][number]): string =>
    `- ${at(one)} ${one.kind} ${code(one.what)}: **${one.reversibility}**, ${one.result} — ${code(one.call)}`;
  const places = (list: readonly { readonly seq: number; readonly at: string; readonly what: string }[]): string[] =>
    list.map((one) => `- ${at(one)} ${code(one.what)}`);
  const left = (count: number): string[] => (count === 0 ? [] : [`- and ${count} more that are not listed`]);
  return [
    `# Incident: run ${head.run}\n`,
    part('Head', head.basis, headLines(head)),
    part('Timeline', timeline.basis, [
      ...timeline.items.map((one) => `- ${at(one)} ${one.kind === 'gap' ? '**gap**' : one.kind} ${inline(one.text)}`),
      ...left(timeline.left),
    ]),
    part('External effects', effects.basis, [...effects.done.map(external), ...left(effects.left)]),
    part(
      'Attempted and refused',
      effects.basis,
      effects.refused.map((one) => `- ${at(one)} ${one.kind} ${code(one.what)} — ${code(one.call)}`),
    ),
    part('Data', data.basis, [
      ...data.classes.map((one) => `- ${code(one.name)}: ${one.calls} calls, ${one.finds} finds, ${one.withheld} results withheld`),
      ...places(data.withheld),
    ]),
    part('Credentials within reach', credentials.basis, [
      ...credentials.files.map((one) => `- ${code(one.path)}: ${one.how}${one.seq === undefined ? '' : ` #${one.seq}`}`),
      ...left(credentials.left),
      ...(credentials.problem === undefined ? [] : [`- files were not looked for: ${inline(credentials.problem)}`]),
      ...places(credentials.secrets),
      ...credentials.diff.map((one) => `- in the diff: ${code(`${one.path}:${one.line}`)} ${inline(one.kind)}`),
      ...credentials.granted.map((one) => `- granted: ${one.kind} ${code(one.text)} ${code(one.place)}`),
      '- environment variables are not recorded',
    ]),
    part('Read before the first act beyond the scope', untrusted.basis, [
      untrusted.offScope === null
        ? '- no act beyond the scope in the record'
        : `- the act: ${at(untrusted.offScope)} ${code(untrusted.offScope.what)}`,
      ...places(untrusted.before),
      ...left(untrusted.left),
    ]),
    part('What lived on', livedOn.basis, [
      `- background work at the last stop: ${livedOn.background}; processes are not known`,
      ...places([...livedOn.calls, ...livedOn.schedules]),
      ...livedOn.subagents.map((one) => `- subagent without an end: ${code(one)}`),
    ]),
    part('Other runs', others.basis, [
      `- ${others.looked} of ${others.of} were looked at, the latest first`,
      ...others.runs.map((one) => `- ${one.run}: ${inline(one.shares.join(', '))}`),
    ]),
    part(
      'Containment and rollback',
      containment.basis,
      containment.steps.flatMap((step, i) => [
        `${i + 1}. ${inline(step.why)}`,
        ...(step.commands.length === 0 ? [] : ['', '```sh', ...step.commands, '```', '']),
      ]),
    ),
    `## What this cannot show\n${limits.map((limit) => `- ${limit}`).join('\n')}\n`,
  ].join('\n');
}

function headLines({ record, hold, packet, ...head }: Incident['head']): string[] {
  return [
    `- owner ${inline(head.owner ?? 'nobody named')}; asked for by ${inline(Object.values(head.requester).join(' / ') || 'not known')}; agent ${inline(head.agent ?? 'not named')}; client ${inline(head.client ?? 'not known')}`,
    `- scope ${head.scope === null ? 'none' : `${code(head.scope.file)} ${head.scope.digest.slice(0, 12)}: ${inline(head.scope.task)}`}; policies ${head.policies.map((one) => code(one.file)).join(', ') || 'none'}`,
    `- opened ${inline(head.opened ?? 'not known')}, last event ${inline(head.last ?? 'not known')}, ${head.closed ? 'closed' : '**not closed**'}; ${head.enforcement}`,
    packet === undefined
      ? '- no packet that can be read'
      : `- by packet ${packet.number}: tier ${packet.tier}, ${packet.recommendation}: ${inline(packet.reasons.join('; '))}`,
    `- record ${record.verdict}: ${record.events} events, head ${code(record.head)}${record.faults.map((fault) => `; ${inline(fault)}`).join('')}`,
    hold === null ? '- no legal hold' : `- **legal hold** since ${inline(hold.at)} by ${inline(hold.by)}: ${inline(hold.reason)}`,
  ];
}

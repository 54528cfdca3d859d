import type { Packet } from '../../../schema/packet.ts';
import { code, inline, section } from './text.ts';

/** The gate's lines: those that are not met with their reason, the others counted. */
export function requirements({ requirements: all }: Packet): string[] {
  const unmet = all.filter((one) => one.status === 'unmet');
  const met = all.filter((one) => one.status === 'met').length;
  return section('Requirements', [
    ...unmet.map((one) => `- ${code(one.id)} (${one.stance}): ${inline(one.says ?? one.title)}`),
    `${met} of ${all.length} met, ${all.length - met - unmet.length} do not apply to this run`,
  ]);
}

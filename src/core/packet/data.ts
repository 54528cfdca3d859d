import type { RunEvent } from '../../schema/event.ts';
import type { Packet } from '../../schema/packet.ts';

/** What the record says of data classes and secrets: by class and count, never by value. */
export function dataOf(events: readonly RunEvent[]): Packet['data'] {
  const classes = new Map<string, Packet['data']['classes'][number]>();
  const row = (name: string) => classes.get(name) ?? { name, calls: 0, finds: 0, withheld: 0 };
  for (const event of events) {
    if (event.type === 'verdict' && (event.verdict === 'allow' || !event.enforced))
      for (const name of event.data ?? []) classes.set(name, { ...row(name), calls: row(name).calls + 1 });
    if (event.type !== 'result') continue;
    for (const [name, finds] of Object.entries(event.data ?? {})) classes.set(name, { ...row(name), finds: row(name).finds + finds });
    for (const name of event.withheld ?? []) classes.set(name, { ...row(name), withheld: row(name).withheld + 1 });
  }
  const secrets = events.reduce((sum, event) => sum + (event.type === 'result' ? (event.secrets ?? 0) : 0), 0);
  return { classes: [...classes.values()].sort((a, b) => (a.name < b.name ? -1 : 1)), secrets, basis: 'observed' };
}

import { emails } from './email.ts';
import { type Hit, merged } from './hit.ts';
import { ibans } from './iban.ts';
import { nationalIds } from './national-id.ts';
import { type View, viewOf } from './nearby.ts';
import { paymentCards } from './payment-card.ts';
import { phones } from './phone.ts';

export type { Hit } from './hit.ts';

export const DETECTORS = ['secret', 'email', 'phone', 'national-id', 'payment-card', 'iban'] as const;
export type DetectorName = (typeof DETECTORS)[number];

const FINDERS: Readonly<Record<Exclude<DetectorName, 'secret'>, (view: View) => readonly Hit[]>> = {
  email: (view) => emails(view.text),
  phone: phones,
  'national-id': nationalIds,
  'payment-card': paymentCards,
  iban: (view) => ibans(view.text),
};

/**
 * What the detectors find in a text, in the order of the text; overlapping hits of one detector are one. `secret` is left out
 * here: `secretsIn` of ./secrets.ts looks for those. The time is linear in the length of the text.
 */
export function detect(text: string, detectors: readonly DetectorName[]): readonly Hit[] {
  const view = viewOf(text);
  return [...new Set(detectors)]
    .flatMap((name) => (name === 'secret' ? [] : merged(FINDERS[name](view))))
    .sort((a, b) => a.start - b.start || a.end - b.end);
}

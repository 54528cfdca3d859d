import { mod97 } from './checksums.ts';
import type { Hit } from './hit.ts';

/**
 * What follows the two check digits of each country's IBAN, from the SWIFT registry: runs of `n` digits, `a` letters, `c`
 * either. Source: ISO 13616 registry, release 97.
 */
const FORMS =
  'AD:8n12c AE:19n AL:8n16c AT:16n AZ:4a20c BA:16n BE:12n BG:4a6n8c BH:4a14c BI:23n BR:23n1a1c BY:4c4n16c CH:5n12c CR:18n CY:8n16c ' +
  'CZ:20n DE:18n DJ:23n DK:14n DO:4c20n EE:16n EG:25n ES:20n FI:14n FK:2a12n FO:14n FR:10n11c2n GB:4a14n GE:2a16n GI:4a15c GL:14n ' +
  'GR:7n16c GT:24c HN:4a20n HR:17n HU:24n IE:4a14n IL:19n IQ:4a15n IS:22n IT:1a10n12c JO:4a4n18c KW:4a22c KZ:3n13c LB:4n20c LC:4a24c ' +
  'LI:5n12c LT:16n LU:3n13c LV:4a13c LY:21n MC:10n11c2n MD:20c ME:18n MK:3n10c2n MN:16n MR:23n MT:4a5n18c MU:4a19n3a NI:4a20n NL:4a10n ' +
  'NO:11n OM:3n16c PK:4a16c PL:24n PS:4a21c PT:21n QA:4a21c RO:4a16c RS:18n RU:14n15c SA:2n18c SC:4a20n3a SD:14n SE:20n SI:15n SK:20n ' +
  'SM:1a10n12c SO:19n ST:21n SV:4a20n TL:19n TN:20n TR:6n16c UA:6n19c VA:18n VG:4a16n XK:16n YE:4a4n18c';

const CLASSES: Readonly<Record<string, string>> = { n: '[0-9]', a: '[A-Z]', c: '[A-Z0-9]' };

/** Country → [length of the whole IBAN, what its part behind the check digits looks like]. */
const COUNTRIES = new Map(
  FORMS.split(' ').map((entry) => {
    const form = entry.slice(3);
    const length = [...form.matchAll(/\d+/g)].reduce((sum, [count]) => sum + Number(count), 4);
    const source = form.replace(/(\d+)([nac])/g, (_, count: string, kind: string) => `${CLASSES[kind]}{${count}}`);
    return [entry.slice(0, 2), { length, body: new RegExp(`^${source}$`) }] as const;
  }),
);

/** Longest spelling: 33 characters and eight separators between groups of four. */
const LONGEST = 42;

/** International bank account numbers: known country, its length and form, check digits 02 to 98, mod 97; in one run or in groups of four. */
export function ibans(text: string): readonly Hit[] {
  const hits: Hit[] = [];
  const begins = /(?<![A-Za-z0-9_])([A-Za-z]{2})(?!0[01]|99)\d\d(?=[ \u00a0-]?[A-Za-z0-9])/g;
  for (let found = begins.exec(text); found; found = begins.exec(text)) {
    const country = COUNTRIES.get(found[1]?.toUpperCase() ?? '');
    const end = country && endOf(text.slice(found.index, found.index + LONGEST), country.length);
    if (country === undefined || end === undefined) continue;
    const bare = text
      .slice(found.index, found.index + end)
      .replace(/[ \u00a0-]/g, '')
      .toUpperCase();
    if (!country.body.test(bare.slice(4)) || mod97(bare.slice(4) + bare.slice(0, 4)) !== 1) continue;
    hits.push({ detector: 'iban', start: found.index, end: found.index + end });
    begins.lastIndex = found.index + end;
  }
  return hits;
}

/** Where an IBAN of `length` characters ends that begins the window; its groups have one kind of separator or none. */
function endOf(window: string, length: number): number | undefined {
  const separator = /[ \u00a0-]/.exec(window.charAt(4))?.[0] ?? '';
  let at = 0;
  for (let count = 0; count < length; count += 1) {
    if (separator !== '' && count > 0 && count % 4 === 0) {
      if (window.charAt(at) !== separator) return undefined;
      at += 1;
    }
    if (!/[A-Za-z0-9]/.test(window.charAt(at))) return undefined;
    at += 1;
  }
  return /[A-Za-z0-9_]/.test(window.charAt(at)) ? undefined : at;
}

import { luhn } from './checksums.ts';
import type { Hit } from './hit.ts';
import { nearby, type View } from './nearby.ts';
import { inRow } from './rows.ts';
import { split, wordsOf } from './words.ts';

/** Prefixes of issuers and the lengths of their numbers. Source: ISO/IEC 7812 ranges as the networks publish them. */
const ISSUERS: readonly (readonly [prefix: RegExp, lengths: readonly number[]])[] = [
  // Visa
  [/^4/, [13, 16, 19]],
  // Mastercard
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  // American Express
  [/^3[47]/, [15]],
  // Diners Club
  [/^(?:30[0-5]|3095|36|3[89])/, [14, 16, 19]],
  // Discover
  [/^(?:6011|64[4-9]|65)/, [16, 19]],
  // JCB
  [/^35(?:2[89]|[3-8])/, [16, 17, 18, 19]],
  // UnionPay
  [/^(?:62|81)/, [16, 17, 18, 19]],
  // Maestro
  [/^(?:50(?:18|20|38)|5[678]|63(?:04|90)|67)/, [13, 14, 15, 16, 17, 18, 19]],
  // Mir, RuPay, Troy
  [/^(?:220[0-4]|508[5-9]|60(?:69|[78])|6521|6522|9792)/, [16, 19]],
];

const NOT_INSIDE = '(?<![\\p{L}\\p{N}_]|\\d\\.|[A-Z]{2}\\d\\d )';
const NOT_BEFORE = '(?![\\p{L}\\p{N}_]|\\.\\d|-[\\da-f]{4})';

/** Groups as they are printed on cards, with one kind of separator throughout. */
const GROUPED = new RegExp(
  `${NOT_INSIDE}(?:\\d{4}([ \\u00a0-])\\d{4}\\1\\d{4}\\1\\d{4}(?:\\1\\d{3})?|\\d{4}([ \\u00a0-])\\d{6}\\2\\d{4,5}|\\d{4}([ \\u00a0-])\\d{3}\\3\\d{3}\\3\\d{3})${NOT_BEFORE}`,
  'gu',
);
const PLAIN = new RegExp(`${NOT_INSIDE}(?<![+-])\\d{13,19}${NOT_BEFORE}(?!-\\p{L})`, 'gu');

const CARD = wordsOf(
  '(?:credit|debit|payment|bank|test)? ?cards?|(?:card|cc|pan)[ _-]?(?:numbers?|no|nr|num)|pan|cc|ccn|visa|mastercard|master ?card|amex|american express|diners|discover|jcb|maestro|unionpay' +
    '|kreditkarten?(?:nummer)?|karten?(?:nummer)?|carte|tarjeta|carta|cartão|kaart|kort|karta',
);

/** Names of fields whose bare digits are something else. */
const OTHER_FIELD =
  /(?<!\p{L})(?:ids?|[ugporsct]id|(?:user|order|trace|span|session|request|event|message|parent|item|customer|object|post)ids?|uuid|trace|span|ts|time|timestamp|date|nonce|seq|sequence|offset|size|length|bytes|version|build|hash|checksum|crc|order|invoice|ref|reference|tracking|sku|ean|upc|gtin|isbn|isin|imei|serial|snowflake|token|cursor|inode|nanos|micros|mtime|ctime|atime|seed|lsn|txid|xid)["'\s]*[:=#]?\s*["'#]?$/iu;

const ID_COLUMN = wordsOf('ids?|uuid|uid|timestamp|ts|offset|bytes|hash|sku|ean|imei|serial|order|tracking|ref|reference');

/**
 * Payment card numbers: 13 to 19 digits of a known issuer with a Luhn check digit, in a card's groups or in one run. Runs of
 * lengths that ids have too (13, 17, 18, 19) need a word such as `card` or `visa`. Published test numbers count: what to
 * do with them is the policy's to say.
 */
export function paymentCards(view: View): readonly Hit[] {
  const { text } = view;
  const underCard = nearby(view, CARD);
  const hits: Hit[] = [];
  const add = (start: number, number: string, clear: boolean): void => {
    const end = start + number.length;
    if (clear || underCard(start, end)) hits.push({ detector: 'payment-card', start, end });
  };
  for (const found of text.matchAll(GROUPED)) {
    // the last three digits may be the code from the back of the card
    const number = [found[0], found[0].replace(/(\d{4}\D)\d{3}$/, (_, group: string) => group.slice(0, 4))].find(payable);
    if (number !== undefined) add(found.index, number, !inRow(text, found.index, found.index + found[0].length, found[0], 4));
  }
  let inIdColumn: ((start: number, end: number) => boolean) | undefined;
  for (const found of text.matchAll(PLAIN)) {
    if (!payable(found[0])) continue;
    inIdColumn ??= view.tables().under(ID_COLUMN);
    add(found.index, found[0], !doubtful(text, found.index, found[0]) && !inIdColumn(found.index, found.index + found[0].length));
  }
  return hits;
}

/** A number that an issuer can have given out. */
function payable(number: string): boolean {
  const digits = number.replace(/\D/g, '');
  return issued(digits) && luhn(digits) && !/^(\d)\1*$/.test(digits);
}

const issued = (digits: string): boolean => ISSUERS.some(([prefix, lengths]) => prefix.test(digits) && lengths.includes(digits.length));

/** Whether bare digits could as well be an id, a time in nanoseconds or a bar code. */
function doubtful(text: string, start: number, digits: string): boolean {
  // lengths that other numbers have too
  if (![14, 15, 16].includes(digits.length) && !/^62\d{17}$/.test(digits)) return true;
  return OTHER_FIELD.test(split(text.slice(Math.max(0, start - 40), start)));
}

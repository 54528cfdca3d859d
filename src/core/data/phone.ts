import { nationalPart } from './calling-codes.ts';
import type { Hit } from './hit.ts';
import { type Nearby, nearby, type View } from './nearby.ts';
import { wordsOf } from './words.ts';

/** What may stand between two digits of a number as people write it. */
const BETWEEN = '(?:[ .\\u00a0\\u2011/-]|\\) ?-?|[ -]?\\(| [-–/] )?';

const NOT_INSIDE = '(?<![\\p{L}\\p{N}_/+%-]|\\d\\.)';
const PLUS = new RegExp(`${NOT_INSIDE}(?:\\+|%2B)\\(?[1-9](?:${BETWEEN}\\d){6,16}`, 'gu');
const ZEROS = new RegExp(`${NOT_INSIDE}(?<!\\d[ :\\u00a0])00[1-9](?:${BETWEEN}\\d){6,16}`, 'gu');
const NATIONAL = new RegExp(`${NOT_INSIDE}\\(?\\d(?:${BETWEEN}\\d){6,14}(?![\\p{L}\\p{N}_]|[.:]\\d)`, 'gu');

const STRONG = wordsOf(
  '(?<!\\bi )(?:(?:tele|cell|mobile|home|work|office|contact|cell ?|mobile ?)?phones?|tel|telephones?|mobiles?|mob|fax|facsimile|whats ?app|sms|msisdn|ph|hotline|helpline' +
    '|(?:contact|phone|mobile|fax|cell|telephone|tel)[ _-]?(?:numbers?|no|nr|num)' +
    '|telefon(?:e|o|os|i|nummer|nr|as)?|telefoon(?:nummer)?|tél|téls?|téléphones?|telephones?|teléfonos?|tlf|tfn|mobil(?:e|telefon|nummer)?|mobiel|móvil|movil|celular(?:es)?|cellulare|portable|handy(?:nummer)?|rufnummer|puhelin|komórka|komorka' +
    '|телефон|тел|моб|電話|电话|手机|携帯|전화)',
);
/** Words that have other uses: with them a number must look like one that people dial. */
const WEAK = wordsOf(
  'call(?:ed|ing)?|cell|dial(?:led|ing)?|ring|reach(?:ed|able)?|text(?:ed)?|contact|anrufen|erreichbar|appelez|joindre|llamar|llame|llámanos',
);
const BEHIND = /^\s{0,3}[([–-]?\s?(?:mobile|mob|cell|phone|tel|fax|home|work|office|mobil|móvil|landline)(?!\p{L})/iu;

/** A number that people dial: a trunk prefix, an area code in parentheses, or the groups of North America. */
const DIALLED = /^(?:0\d{1,5}[ ./-]|\(\d{2,5}\)|(?:1[ .-])?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}$|\d{3}[-.]\d{4}$)/;

/** Signed fractions, and latitude with longitude: `+40.7128-074.0060`, `+4952-09709` (ISO 6709). */
const PLACE = /^\+(?:\d+\.\d+(?:[-+ ]\d+\.\d+)?|\d{4}-\d{5}|\d{6}-\d{7})$/;

/** Dates, addresses, versions and fractions are written with the same characters. */
const OTHER = /^(?:\d{4}([-/.])\d\d?\1\d\d?(?!\d)|\d\d?([-/.])\d\d?\2\d{4}(?!\d)|\d{1,3}(?:\.\d{1,3}){1,3}(?: |$)|\d+\.\d+$)/;

/**
 * Phone numbers: international ones (`+` or `00`, a known calling code, a length that its plan has), and national ones under
 * a word such as `phone:`, `Tel.` or a column of that name. Numbers set aside for fiction count like others.
 */
export function phones(view: View): readonly Hit[] {
  const strong = nearby(view, STRONG);
  const hits = [...plus(view.text, strong), ...zeros(view.text, strong)];
  return [...hits, ...national(view, strong)];
}

const hitAt = (start: number, text: string): Hit => ({ detector: 'phone', start, end: start + text.length });

const digitsOf = (text: string): string => text.replace(/%2B/i, '').replace(/\(0\)/, '').replace(/\D/g, '');

/** The longest part, cut between groups, that is a number; a part that a digit or letter follows is none. */
function longest(text: string, start: number, found: string, valid: (part: string) => boolean): string | undefined {
  for (let part = found; /\d{2}/.test(part); part = part.replace(/[^\d]*\d+$/, '').replace(/[^\d]+$/, '')) {
    if (!/^[\p{L}\p{N}_]/u.test(text.slice(start + part.length, start + part.length + 2)) && valid(part)) return part;
    if (!/\D\d+$/.test(part.slice(1))) return undefined;
  }
  return undefined;
}

function* plus(text: string, strong: Nearby): Iterable<Hit> {
  const patch = /^(?:@@ -|diff --|\+\+\+ )/m.test(text);
  for (const found of text.matchAll(PLUS)) {
    const start = found.index;
    const number = longest(text, start, found[0], (part) => nationalPart(digitsOf(part)) !== undefined);
    if (number === undefined) continue;
    const bare = /^(?:\+|%2B)\d+$/i.test(number);
    // an added line that begins with a number
    if (patch && bare && (start === 0 || text[start - 1] === '\n')) continue;
    // a fraction or a place on the globe; registrars write +1.4155552671
    if (PLACE.test(number) && !strong(start, start + number.length)) continue;
    yield hitAt(start, number);
  }
}

function* zeros(text: string, strong: Nearby): Iterable<Hit> {
  for (const found of text.matchAll(ZEROS)) {
    const start = found.index;
    const number = longest(text, start, found[0], (part) => {
      const rest = nationalPart(digitsOf(part).slice(2));
      if (rest === undefined) return false;
      // counters are padded with zeros, code points come in columns of four digits
      const doubtful = /\D/.test(part)
        ? /^\d{4}(?:\D\d{4})+$/.test(part) || (/^00\d\d\D?0/.test(part) && !/^0039/.test(part))
        : /^00(?:1|\d\d0)/.test(part);
      return !doubtful || strong(start, start + part.length);
    });
    if (number !== undefined) yield hitAt(start, number);
  }
}

function* national(view: View, strong: Nearby): Iterable<Hit> {
  const { text } = view;
  const weak = nearby(view, WEAK);
  for (const found of text.matchAll(NATIONAL)) {
    const start = found.index;
    const number = found[0];
    const end = start + number.length;
    const count = digitsOf(number).length;
    if (OTHER.test(number) || count > 13 || /^\D*(\d)(?:\D*\1)*$/.test(number)) continue;
    if (strong(start, end) || (DIALLED.test(number) && (weak(start, end) || BEHIND.test(text.slice(end, end + 20)))))
      yield hitAt(start, number);
  }
}

import { personnummerDate, peselDate } from './birth-dates.ts';
import { bsn, codiceFiscale, cpf, dni, luhn, nir, pesel, steuerId, verhoeff } from './checksums.ts';
import type { Hit } from './hit.ts';
import { type Nearby, nearby, type View } from './nearby.ts';
import { inRow } from './rows.ts';
import { wordsOf } from './words.ts';

interface Form {
  /** The characters of a number, with what people write between them. */
  readonly pattern: RegExp;
  /** Whether the bare number (no separators, upper case) is one that can be issued. */
  readonly valid: (bare: string) => boolean;
  /** Whether the number as it is written needs a word of its kind before it. */
  readonly doubtful: (written: string, bare: string) => boolean;
  readonly words: string;
}

/** Words for any of them. */
const ANY =
  'national[ _-]?(?:id(?:entity|entification)?|insurance)(?:[ _-]?(?:numbers?|no|nr))?|(?:id|identity|identification|personal|citizen|tax(?:payer)?|fiscal)[ _-]?(?:id|numbers?|no|nr|code)|tin|tax ?id';

const bounded = (source: string, flags = 'gu'): RegExp => new RegExp(`(?<![\\p{L}\\p{N}_+.$@-])(?:${source})(?![\\p{L}\\p{N}_-])`, flags);

const always = (): boolean => true;
const undelimited = (written: string): boolean => /^\p{L}?\p{N}+$/u.test(written);

const FORMS: readonly Form[] = [
  {
    // United States: Social Security Number; areas 000, 666 and 9xx, group 00 and serial 0000 are never issued
    pattern: bounded('\\d{3}([ -]?)\\d{2}\\1\\d{4}'),
    valid: (bare) => /^(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}$/.test(bare),
    doubtful: undelimited,
    words: 'ssn|ss#|social[ _-]?security(?:[ _-]?(?:numbers?|no|nr|num))?|soc[ _.-]?sec',
  },
  {
    // United Kingdom: National Insurance number
    pattern: bounded('[A-Z]{2}[ -]?\\d{2}[ -]?\\d{2}[ -]?\\d{2}[ -]?[A-D]', 'giu'),
    valid: (bare) => /^(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]/.test(bare),
    doubtful: (written) => /[a-z]/.test(written),
    words: 'nino|ni[ _-]?(?:numbers?|no|nr|num)|national[ _-]?insurance(?:[ _-]?(?:numbers?|no|nr|num))?',
  },
  {
    // Germany: Steuer-Identifikationsnummer
    pattern: bounded('\\d{2}([ ]?)\\d{3}\\1\\d{3}\\1\\d{3}'),
    valid: steuerId,
    doubtful: undelimited,
    words: 'steuer[ _-]?(?:id(?:[ _-]?nr)?|identifikations?(?:nummer|nr)?|nummer|nr)|st-?idnr|id[ _-]?nr|idnr|tin|identifikationsnummer',
  },
  {
    // France: numéro d'inscription au répertoire
    pattern: bounded('[123478][ ]?\\d{2}[ ]?(?:0[1-9]|1[0-2]|[2-9]\\d)[ ]?(?:\\d{2}|2[AB])[ ]?\\d{3}[ ]?\\d{3}[ ]?\\d{2}', 'giu'),
    valid: nir,
    doubtful: (written) => !/ .* /.test(written),
    words: 'nir|s[ée]curit[ée][ _]sociale|s[ée]cu|n°? ?ss|insee|num[ée]ro[ _]de[ _]s[ée]cu(?:rit[ée][ _]sociale)?|num_?secu',
  },
  {
    // Spain: DNI and NIE
    pattern: bounded('(?:\\d{8}|\\d{1,2}\\.\\d{3}\\.\\d{3}|[XYZ][ -]?\\d{7})[ -]?[A-HJ-NP-TV-Z]', 'giu'),
    valid: dni,
    doubtful: (written) => /[a-z]/.test(written) || / .$/.test(written),
    words: 'dni|nie|nif|documento(?:[ _]nacional)?(?:[ _]de[ _]identidad)?',
  },
  {
    // Italy: codice fiscale; digits may be letters where two people would have the same
    pattern: bounded('[A-Z]{3} ?[A-Z]{3} ?[\\dLMNP-V]{2}[A-EHLMPRST][\\dLMNP-V]{2} ?[A-Z][\\dLMNP-V]{3} ?[A-Z]', 'giu'),
    valid: codiceFiscale,
    doubtful: (written) => (written.match(/\d/g) ?? []).length < 5,
    words: 'codice[ _]fiscale|cod[ ._]?fisc(?:ale)?|cf|c\\.f',
  },
  {
    // Netherlands: burgerservicenummer
    pattern: bounded('\\d{8,9}|\\d{4}\\.\\d{2}\\.\\d{3}|\\d{3}[ .]\\d{3}[ .]\\d{3}'),
    valid: (bare) => bsn(bare.padStart(9, '0')),
    doubtful: always,
    words: 'bsn|burgerservice(?:nummer|nr)?|sofi(?:[ -]?nummer)?|bsn[ -]?(?:nummer|nr)',
  },
  {
    // Poland: PESEL
    pattern: bounded('\\d{11}'),
    valid: (bare) => pesel(bare) && peselDate(bare),
    doubtful: always,
    words: 'pesel|numer[ _]pesel',
  },
  {
    // Sweden: personnummer and samordningsnummer
    pattern: bounded('(?:\\d{2})?\\d{6}[ +-]?\\d{4}'),
    valid: (bare) => luhn(bare.slice(-10)) && personnummerDate(bare),
    doubtful: (written) => !/[+-]/.test(written) || likeStamp(written),
    words:
      'person(?:nummer|nr)|person[ _-](?:nummer|nr)|pers(?:onal)?[ ._-]?(?:nummer|nr)|pnr|samordningsnummer|personal[ _-]?identity(?:[ _-]?(?:number|no))?',
  },
  {
    // Brazil: CPF
    pattern: bounded('\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2}|\\d{9}-?\\d{2}'),
    valid: cpf,
    doubtful: (written) => !written.includes('.'),
    words: 'cpf|cadastro[ _]de[ _]pessoas?[ _]f[ií]sicas?',
  },
  {
    // India: Aadhaar
    pattern: bounded('[2-9]\\d{3}([ -]?)\\d{4}\\1\\d{4}'),
    valid: verhoeff,
    doubtful: (written) => !written.includes(' ') || written.split(' ').every((group) => /^(?:19|20)/.test(group)),
    words: 'aadhaar|aadhar|adhaar|adhar|uidai|uid[ _-]?(?:number|no)|आधार',
  },
  {
    // Canada: Social Insurance Number
    pattern: bounded('\\d{3}([ -]?)\\d{3}\\1\\d{3}'),
    valid: (bare) => luhn(bare) && !/^(\d)\1*$/.test(bare),
    // three bytes, as of a colour, are written so too
    doubtful: (written) => undelimited(written) || written.split(/[ -]/).every((group) => Number(group) < 256),
    words: 'sin(?!\\()|social[ _-]?insurance(?:[ _-]?(?:numbers?|no|nr|num))?|nas|assurance[ _-]?sociale',
  },
];

/** `240115-1432` is a time in a file's name as often as a person: a recent day and a minute of it. */
const likeStamp = (written: string): boolean => /^(?:20)?(?:1[5-9]|2\d)\d{4}-(?:[01]\d|2[0-3])[0-5]\d$/.test(written);

const PHONE = wordsOf('(?:tele|cell|mobile )?phones?|tel|mobile|fax|call|telefon|téléphone|teléfono|móvil|mobil|handy');

/**
 * Numbers that states give to persons: US SSN, UK NINO, German Steuer-ID, French NIR, Spanish DNI and NIE, Italian codice
 * fiscale, Dutch BSN, Polish PESEL, Swedish personnummer, Brazilian CPF, Indian Aadhaar, Canadian SIN. Each with its check
 * digits where it has some; a bare run of digits only under a word for it.
 */
export function nationalIds(view: View): readonly Hit[] {
  const phone = nearby(view, PHONE);
  return FORMS.flatMap((form) => formHits(view, form, phone));
}

function formHits(view: View, form: Form, phone: Nearby): readonly Hit[] {
  const named = nearby(view, wordsOf(`${form.words}|${ANY}`));
  const hits: Hit[] = [];
  for (const found of view.text.matchAll(form.pattern)) {
    const written = found[0];
    const bare = written.replace(/[^\p{L}\p{N}]/gu, '').toUpperCase();
    const start = found.index;
    const end = start + written.length;
    if (!form.valid(bare)) continue;
    const clear = !form.doubtful(written, bare) && !inRow(view.text, start, end, written) && !phone(start, end);
    if (clear || named(start, end)) hits.push({ detector: 'national-id', start, end });
  }
  return hits;
}

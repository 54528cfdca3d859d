/** Check digits. Every function takes bare digits (or the letters that its format has) and says whether they add up. */

const digitsOf = (text: string): number[] => [...text].map(Number);

/** Sum of digit × weight; weights that run out count as nothing. */
const weighted = (text: string, weights: readonly number[]): number =>
  digitsOf(text).reduce((sum, digit, i) => sum + digit * (weights[i] ?? 0), 0);

/** ISO/IEC 7812 annex B: cards, SIN, personnummer. */
export function luhn(digits: string): boolean {
  const sum = digitsOf(digits)
    .reverse()
    .reduce((total, digit, i) => total + (i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2), 0);
  return sum % 10 === 0;
}

/** ISO 7064 mod 97-10 over digits and letters (A = 10 … Z = 35), read left to right: the remainder. */
export function mod97(text: string): number {
  let rest = 0;
  for (const char of text.toUpperCase()) {
    const value = Number.parseInt(char, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

/** The product of the dihedral group D5: rotations are 0…4, reflections 5…9. */
function dihedral(a: number, b: number): number {
  if (a < 5) return b < 5 ? (a + b) % 5 : ((a + b) % 5) + 5;
  return b < 5 ? ((a - b) % 5) + 5 : (((a - b) % 5) + 5) % 5;
}

const TURN = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/** Verhoeff: Aadhaar. */
export function verhoeff(digits: string): boolean {
  let check = 0;
  for (const [place, digit] of digitsOf(digits).reverse().entries()) {
    let turned = digit;
    for (let i = 0; i < place % 8; i += 1) turned = TURN[turned] ?? 0;
    check = dihedral(check, turned);
  }
  return check === 0;
}

/** ISO 7064 mod 11,10 over 11 digits, and the shape that the German tax office gives out: one digit two or three times. */
export function steuerId(digits: string): boolean {
  const counts = new Map<string, number>();
  for (const digit of digits.slice(0, 10)) counts.set(digit, (counts.get(digit) ?? 0) + 1);
  const repeated = [...counts.values()].filter((count) => count > 1);
  if (digits.startsWith('0') || repeated.length !== 1 || (repeated[0] ?? 0) > 3) return false;
  let product = 10;
  for (const digit of digitsOf(digits.slice(0, 10))) {
    const sum = (digit + product) % 10;
    product = ((sum === 0 ? 10 : sum) * 2) % 11;
  }
  return (11 - product) % 10 === Number(digits[10]);
}

/** The French NIR: 97 minus the rest of its first 13 places; Corsica's 2A and 2B count as 19 and 18. */
export function nir(text: string): boolean {
  const body = text.slice(0, 13).toUpperCase().replace('2A', '19').replace('2B', '18');
  return /^\d{13}$/.test(body) && 97 - mod97(body) === Number(text.slice(13));
}

/** The letter of a Spanish DNI or NIE (X, Y, Z count as 0, 1, 2). */
export function dni(text: string): boolean {
  const number = Number(text.slice(0, -1).replace(/^[XYZ]/i, (char) => String('XYZ'.indexOf(char.toUpperCase()))));
  return 'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23] === text.slice(-1).toUpperCase();
}

/** What a character counts at an odd place of a codice fiscale (D.M. 23/12/1976): 0…9 as A…J, then K…Z. */
const ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

/** The last letter of an Italian codice fiscale. */
export function codiceFiscale(text: string): boolean {
  const values = [...text.toUpperCase()].map((char) => (/\d/.test(char) ? Number(char) : char.charCodeAt(0) - 65));
  const sum = values.slice(0, 15).reduce((total, value, i) => total + (i % 2 === 0 ? (ODD[value] ?? 0) : value), 0);
  return sum % 26 === values[15];
}

/** The Dutch eleven test, on 9 digits. */
export function bsn(digits: string): boolean {
  return /[1-9]/.test(digits) && weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0;
}

/** The check digit of a Polish PESEL; its date is for the caller. */
export function pesel(digits: string): boolean {
  return weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0;
}

/** The two check digits of a Brazilian CPF. */
export function cpf(digits: string): boolean {
  if (/^(\d)\1*$/.test(digits)) return false;
  return [9, 10].every((length) => {
    const sum = digitsOf(digits.slice(0, length)).reduce((total, digit, i) => total + digit * (length + 1 - i), 0);
    return ((sum * 10) % 11) % 10 === Number(digits[length]);
  });
}

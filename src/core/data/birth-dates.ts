const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether a month has such a day; every February gets 29, a wrong year is for nobody to know here. */
const exists = (month: number, day: number): boolean => day >= 1 && day <= (DAYS[month - 1] ?? 0);

/** PESEL: YYMMDD, where the century is added to the month (80: 18xx, 0: 19xx, 20: 20xx, 40: 21xx, 60: 22xx). */
export function peselDate(digits: string): boolean {
  return exists(Number(digits.slice(2, 4)) % 20, Number(digits.slice(4, 6)));
}

/** Personnummer: [YY]YYMMDDNNNN; 60 is added to the day of a coordination number. */
export function personnummerDate(digits: string): boolean {
  const date = digits.slice(0, -4);
  if (date.length === 8 && !/^(?:18|19|20)/.test(date)) return false;
  const day = Number(date.slice(-2));
  return exists(Number(date.slice(-4, -2)), day > 60 ? day - 60 : day);
}

/** A word, as whole as an identifier's part is: `home phone`, `phone_number` and `phone:` hold `phone`, `microphone` does not. */
export function wordsOf(alternatives: string): RegExp {
  return new RegExp(`(?<!\\p{L})(?:${alternatives})(?!\\p{L})`, 'giu');
}

/** `homePhone` → `home Phone`, `userSSN` → `user SSN`: so that words have ends. */
export const split = (text: string): string => text.replace(/(\p{Ll}|\d)(?=\p{Lu})/gu, '$1 ');

/** Parts of a name behind a word that say the value is about the thing and not the thing: `phone_id`, `mobile version`. */
export const ABOUT =
  /(?<!\p{L})(?:ids?|uuid|guid|hash|model|versions?|ver|ports?|timestamps?|timeout|ts|dates?|counts?|size|length|len|price|total|offset|index|bytes|tokens?|errors?|build|pid|since|expir\p{L}*|verif\p{L}*|updated|created|otp|regex|width|height|px|type)(?!\p{L})|_at(?!\p{L})/iu;

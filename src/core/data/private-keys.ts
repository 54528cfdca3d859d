/** The first line of a private key, its headers, and what follows; an escaped line break counts as one. */
const BEGIN = /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----|^PuTTY-User-Key-File-\d:/gm;
const HEADERS = /(?:\s|\\[nrt])*(?:[A-Za-z-]{1,30}: [^\n\\]{0,200}(?:\s|\\[nrt])+){0,6}/y;
const PUTTY = /[^\0]{0,1500}?\nPrivate-Lines: \d+\r?\n/y;
const BODY = /(?:[A-Za-z0-9+/=]|\s|\\[nrt]|\\\r?\n)*/y;
const END = /(?:-----END [A-Z0-9 ]{1,60}-----)?/y;

/** So many characters of a key's content make it one; less is the line of a program that looks for keys. */
const LEAST = 40;

/** Blocks of private keys in PEM, OpenSSH, PGP or PuTTY form, whole or cut off; [start, end) of each. */
export function privateKeys(text: string): readonly (readonly [start: number, end: number])[] {
  const found: [number, number][] = [];
  for (const begin of text.matchAll(BEGIN)) {
    if (begin.index < (found.at(-1)?.[1] ?? 0)) continue;
    const putty = begin[0].startsWith('PuTTY');
    const from = endOf(putty ? PUTTY : HEADERS, text, begin.index + begin[0].length);
    const to = from === undefined ? undefined : endOf(BODY, text, from);
    if (from === undefined || to === undefined) continue;
    const content = text.slice(from, to).replace(/\s|\\[nrt]/g, '').length;
    // `MIIE...` stands for a key
    if (content < LEAST || (content < 200 && /^(?:\.\.|…|\*|<|\[|\$)/.test(text.slice(to, to + 2)))) continue;
    found.push([begin.index, endOf(END, text, to) ?? to]);
  }
  return found;
}

function endOf(sticky: RegExp, text: string, from: number): number | undefined {
  sticky.lastIndex = from;
  return sticky.test(text) ? sticky.lastIndex : undefined;
}

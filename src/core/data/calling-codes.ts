/**
 * Calling codes and how many digits may follow them, six at least (ten behind 1); a length is a hexadecimal digit. Source: the numbering
 * plans in libphonenumber's metadata (1.13.16), taken over by hand.
 */
const PLANS =
  '1:a 20:89a 211:9 212:9 213:89 216:8 218:9 220:79 221:9 222:8 223:8 224:89 225:a 226:8 227:8 228:8 229:a 230:78a 231:789 ' +
  '232:8 233:89 234:abcde 235:8 236:8 237:89 238:7 239:7 240:9 241:78 242:9 243:789a 244:9 245:79 246:7 247:6 248:7 249:9 250:89 ' +
  '251:9 252:6789 253:8 254:789a 255:9 256:9 257:8 258:89 260:9 261:9 262:9 263:79a 264:89 265:79 266:8 267:78a 268:89 269:7 ' +
  '27:6789a 291:7 297:7 298:6 299:6 30:abc 31:6789ab 32:89 33:9 34:9 350:8 351:9 352:6789ab 353:789a 354:79 355:6789 356:8 357:8 ' +
  '358:6789abc 359:6789c 36:89 370:8 371:8 372:78a 373:8 374:8 375:6789ab 376:689 377:89 378:8a 380:9a 381:6789abc 382:89 ' +
  '383:89abc 385:789 386:678 387:89 389:8 39:6789abc 40:69 41:9c 420:9abc 421:679 423:79 43:6789abcd 44:79a 45:8 46:6789ac 47:8 ' +
  '48:6789a 49:6789abcdef 501:7b 502:8b 503:78b 504:8b 505:8 506:8a 507:78ab 508:69 509:8 51:89 52:a 53:678a 54:ab 55:89ab ' +
  '56:9ab 57:8ab 58:a 590:9 591:89 592:7 593:89ab 594:9 595:6789ab 596:9 597:67 598:6789abcd 599:78 60:89a 61:6789ac ' +
  '62:789abcdef 63:689abcd 64:6789a 65:8ab 66:89ad 670:78 672:6 673:7 674:7 675:78 676:7 677:7 678:7 679:7b 680:7 681:69 683:7 ' +
  '685:67a 686:8 687:6 688:67 689:689 690:67 691:7 692:7 7:ae 800:8 808:8 81:89abcdef 82:689abcde 84:789a 850:8a 852:6789b ' +
  '853:78 855:89a 856:89a 86:789abc 870:9c 878:c 880:6789a 881:9a 882:789abc 883:89abc 886:789ab 888:b 90:7acd 91:89abcd ' +
  '92:89abc 93:9 94:9 95:6789a 960:7a 961:78 962:89 963:89 964:89a 965:78 966:9a 967:789 968:789 970:89a 971:6789abc 972:789abc ' +
  '973:8 974:789b 975:78 976:89a 977:8ab 979:9 98:67a 992:9 993:8 994:9 995:9 996:9a 998:9';

const LENGTHS = new Map(
  PLANS.split(' ').map((plan) => {
    const [code = '', lengths = ''] = plan.split(':');
    return [code, new Set([...lengths].map((digit) => Number.parseInt(digit, 16)))] as const;
  }),
);

/** The digits behind the calling code of an international number (without `+` or `00`), where such a number can exist. */
export function nationalPart(digits: string): string | undefined {
  for (const length of [1, 2, 3]) {
    const lengths = LENGTHS.get(digits.slice(0, length));
    if (lengths === undefined) continue;
    // people write the trunk 0 behind the code too; in Italy it belongs to the number
    const rest = digits.slice(length);
    if (lengths.has(rest.length)) return rest;
    return rest.startsWith('0') && lengths.has(rest.length - 1) ? rest.slice(1) : undefined;
  }
  return undefined;
}

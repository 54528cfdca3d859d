import { dependency, type Entry, type Reader, Unreadable } from './entry.ts';
import { linesOf } from './formats.ts';

/** go.mod: go.dev/ref/mod#go-mod-file. */
export const goMod: Reader = (text) => {
  let block: string | undefined;
  const entries: Entry[] = [];
  for (const raw of linesOf(text)) {
    const line = raw.replace(/\/\/.*$/, '').trim();
    if (line === '') continue;
    if (line === ')') block = undefined;
    else if (/^[a-z]{1,20}\s{0,20}\($/.test(line)) block = line.slice(0, -1).trim();
    else entries.push(...directive(block === undefined ? line : `${block} ${line}`));
  }
  return entries;
};

function directive(line: string): readonly Entry[] {
  const [verb = '', first = '', ...rest] = line.split(/\s+/).map((word) => word.replace(/^["`](.*)["`]$/, '$1'));
  switch (verb) {
    case 'require':
      return [dependency(first, rest[0] ?? '*', 'require')];
    case 'replace': {
      const arrow = rest.indexOf('=>');
      return [dependency(first, `=> ${rest.slice(arrow + 1).join(' ')}`, 'replace')];
    }
    case 'exclude':
      return [dependency(first, `not ${rest.join(' ')}`, 'exclude')];
    case 'tool':
      return [dependency(first, 'tool', 'tool')];
    case 'toolchain':
    case 'go':
      return [dependency(verb, first, verb)];
    case 'module':
    case 'retract':
    case 'godebug':
    case 'ignore':
      return [];
    default:
      throw new Unreadable(`\`${verb.slice(0, 40)}\` is no directive of a go.mod`);
  }
}

/** go.sum: a module, its version, the hash of its content or of its go.mod. */
export const goSum: Reader = (text) =>
  linesOf(text).flatMap((line) => {
    const [module, version, hash, more] = line.trim().split(/\s+/);
    if (module === undefined || module === '') return [];
    if (version === undefined || hash === undefined || more !== undefined)
      throw new Unreadable(`\`${line.slice(0, 40)}\` is no line of a go.sum`);
    const ofMod = version.endsWith('/go.mod');
    return [dependency(module, version.replace(/\/go\.mod$/, ''), ofMod ? 'go.mod hash' : 'hash', { integrity: hash })];
  });

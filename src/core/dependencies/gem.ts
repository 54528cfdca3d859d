import { dependency, type Entry, type Reader, registry } from './entry.ts';
import { linesOf } from './formats.ts';

const GEM = /^\s{0,100}gem\s{0,5}\(?\s{0,5}["']([^"'\s]{1,200})["']\s{0,5}([^#]{0,1000})/;
const SOURCE = /^\s{0,100}source\s{0,5}\(?\s{0,5}["']([^"']{1,500})["']/;

/** Gemfile, as far as it is written plainly: it is a program, and what it computes is not seen. */
export const gemfile: Reader = (text) =>
  linesOf(text).flatMap((line) => {
    const [, name, rest = ''] = GEM.exec(line) ?? [];
    if (name !== undefined) return [dependency(name, argumentsIn(rest) || '*', 'Gemfile')];
    const [, address] = SOURCE.exec(line) ?? [];
    return address === undefined ? [] : [registry('source', address)];
  });

/** `, "~> 1.0", git: "https://…"` → `~> 1.0, git: https://…`; what only says when to load it is left out. */
function argumentsIn(rest: string): string {
  return rest
    .replace(/\)?\s{0,5}$/, '')
    .split(',')
    .map((part) => part.trim().replaceAll(/["']/g, ''))
    .filter((part) => part !== '' && !/^(?::?require|:?group|:?groups|:?platforms?)\b/.test(part))
    .join(', ');
}

const NEEDS = /\.add_(?:runtime_|development_)?dependency\s{0,5}\(?\s{0,5}["']([^"'\s]{1,200})["']\s{0,5}([^#]{0,500})/;

/** *.gemspec */
export const gemspec: Reader = (text) =>
  linesOf(text).flatMap((line): readonly Entry[] => {
    const [, name, rest = ''] = NEEDS.exec(line) ?? [];
    if (name !== undefined) return [dependency(name, argumentsIn(rest) || '*', 'gemspec')];
    const [, extension] = /\.extensions\s{0,5}(?:=|<<)\s{0,5}([^#\n]{1,200})/.exec(line) ?? [];
    return extension === undefined ? [] : [{ kind: 'install script', name: 'extensions', version: extension.trim() }];
  });

/** Gemfile.lock: gems with four spaces under `specs:`, the address of each source above them. */
export const gemfileLock: Reader = (text) => {
  let part = '';
  let host = '';
  return linesOf(text).flatMap((line): readonly Entry[] => {
    if (/^[A-Z]/.test(line)) {
      part = line.trim();
      host = '';
      return [];
    }
    const [, remote] = /^ {2}remote: (\S{1,500})/.exec(line) ?? [];
    if (remote !== undefined) {
      host = remote;
      return part === 'PATH' ? [] : [registry(`${part} remote`, remote)];
    }
    const [, revision] = /^ {2}revision: ([0-9a-f]{7,64})/.exec(line) ?? [];
    if (revision !== undefined) return [dependency(host, revision, 'revision')];
    const [, name, version] = /^ {4}([^\s(]{1,200}) \(([^)]{1,200})\)/.exec(line) ?? [];
    return name === undefined || part === 'PATH' ? [] : [dependency(name, version, 'lock')];
  });
};

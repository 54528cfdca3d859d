import { dependency, type Entry, hostOf, Unreadable } from './entry.ts';

const KEY = /^(?! )"?((?:@[^/@\s"]{1,200}\/)?[^@\s",]{1,200})@[^\n]{0,4000}:$/;
const FIELD = /^ {2}"?(version|resolved|integrity)"? "?([^"\s]{1,2000})"?$/;

/** yarn.lock of Yarn 1: a key that is not indented, fields by two spaces. github.com/yarnpkg/yarn, src/lockfile/parse.js. */
export function yarnClassic(text: string): readonly Entry[] {
  const entries: Entry[] = [];
  let name: string | undefined;
  let fields: Record<string, string> = {};
  const end = (): void => {
    if (name === undefined) return;
    const address = fields['resolved']?.replace(/#[0-9a-f]{8,128}$/, '');
    const host = hostOf(address);
    const integrity = fields['integrity'] ?? /#([0-9a-f]{8,128})$/.exec(fields['resolved'] ?? '')?.[1];
    entries.push(dependency(name, fields['version'], 'lock', { ...(host ? { host } : {}), ...(integrity ? { integrity } : {}) }));
  };
  for (const line of text.split(/\r?\n/)) {
    if (line === '' || line.startsWith('#') || line.startsWith(' ')) {
      const field = FIELD.exec(line.slice(0, 2_100));
      if (field?.[1] && field[2]) fields[field[1]] = field[2];
      continue;
    }
    end();
    name = KEY.exec(line)?.[1];
    if (name === undefined) throw new Unreadable(`\`${line.slice(0, 40)}\` is no key of a yarn.lock`);
    fields = {};
  }
  end();
  return entries;
}

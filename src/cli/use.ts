import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readScopeFile, SCOPE_FILE } from '../io/scope-file.ts';
import { here } from './here.ts';
import { peopleOnly } from './people-only.ts';
import { EXIT, Refusal, type Terminal } from './terminal.ts';

export const usage = 'twoloops use [NAME]   put .claude/scopes/NAME.yaml in force; without NAME: list them';

/** Puts a named scope in force. The one in force before is never lost: unless it has a copy of its own, it is refused. */
export function use(args: readonly string[], terminal: Terminal): number {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true });
  const { root } = here(terminal);
  const folder = join(root, '.claude', 'scopes');
  const names = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.yaml'))
        .map((name) => name.slice(0, -5))
        .sort()
    : [];
  const read = (path: string): string => readFileSync(path, 'utf8');
  const current = existsSync(join(root, SCOPE_FILE)) ? read(join(root, SCOPE_FILE)) : undefined;
  const kept = names.filter((name) => read(join(folder, `${name}.yaml`)) === current);
  const name = positionals[0];
  if (name === undefined) {
    for (const one of names) terminal.out(`${kept.includes(one) ? '*' : ' '} ${one}\n`);
    if (names.length === 0) terminal.out('no scopes in .claude/scopes yet: `twoloops scope new TEMPLATE --out .claude/scopes/NAME.yaml`\n');
    return EXIT.done;
  }
  peopleOnly(terminal, 'use');
  if (!names.includes(name))
    throw new Refusal(`no scope \`${name}\` in .claude/scopes: ${names.length > 0 ? `there are ${names.join(', ')}` : 'it is empty'}`);
  const file = readScopeFile(join(folder, `${name}.yaml`), root, terminal.home);
  if (file.errors.length > 0) throw new Refusal(file.errors.join('\n'));
  if (current !== undefined && kept.length === 0) {
    throw new Refusal('.claude/scope.yaml has no copy in .claude/scopes, and would be lost: move it there under a name of its own first');
  }
  copyFileSync(join(folder, `${name}.yaml`), join(root, SCOPE_FILE));
  terminal.out(`in force: ${name} (${file.frozen?.digest.slice(0, 12) ?? ''}); sessions that are open keep the scope they started with\n`);
  return EXIT.done;
}

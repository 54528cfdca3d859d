import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gate as judge } from '../io/gate/gate.ts';
import { gitBinary } from '../io/git.ts';
import { reason } from '../io/repository.ts';
import { here } from './here.ts';
import { EXIT, Refusal, type Terminal } from './terminal.ts';

export const usage =
  'twoloops gate --base REF --head REF [--json [FILE]]   whether what lies between two commits may be released, by the policy of the base';

/** The gate of CI: 0 open, 1 closed. */
export function gate(args: readonly string[], terminal: Terminal): number {
  const { values } = parseArgs({
    args: [...args],
    options: { base: { type: 'string' }, head: { type: 'string' }, json: { type: 'string' } },
  });
  if (values.base === undefined || values.head === undefined) throw new Refusal(`which commits? usage: ${usage}`, EXIT.usage);
  const repository = here(terminal);
  const call = { binary: gitBinary(terminal.env['PATH']), gitDir: repository.gitDir, cwd: repository.root };
  let gated: ReturnType<typeof judge>;
  try {
    gated = judge({ base: values.base, head: values.head, call, home: terminal.home, env: terminal.env, now: terminal.now() });
  } catch (error) {
    throw new Refusal(`closed: the gate could not look: ${reason(error)}`, EXIT.no);
  }
  if (values.json !== undefined) writeFileSync(resolve(terminal.cwd, values.json), `${JSON.stringify(gated, null, 2)}\n`);
  terminal.out(
    `${gated.verdict}\n${gated.faults.map((one) => `  ${one.check}: ${one.text}\n${one.next === undefined ? '' : `    next: ${one.next}\n`}`).join('')}`,
  );
  return gated.verdict === 'open' ? EXIT.done : EXIT.no;
}

import { parseArgs } from 'node:util';
import { intentsOf } from '../core/accesses/intents.ts';
import { decide } from '../core/decide.ts';
import { isRecord, serverOf } from '../core/hook-input.ts';
import type { Ruling } from '../core/judged.ts';
import { isAbsolute } from '../core/paths.ts';
import { analyser } from '../core/shell/analyse.ts';
import { gatherFacts } from '../io/facts.ts';
import { reason } from '../io/repository.ts';
import type { Verdict } from '../schema/verdict.ts';
import { rulingFrom } from './ruling.ts';
import { EXIT, type Terminal } from './terminal.ts';

export const usage = 'twoloops check [--scope FILE] [--repo DIR]   JSONL of PreToolUse inputs on stdin → one verdict a line on stdout';

/**
 * Judges PreToolUse inputs without a run: no counters, no approvals, nothing recorded. One line in, one line out, in
 * order; a line that cannot be read gets an `error`, and the exit code is 3 in the end.
 */
export async function check(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { scope: { type: 'string' }, repo: { type: 'string' } } });
  const ruling = rulingFrom(terminal, values.repo, values.scope);
  let bad = false;
  let number = 0;
  for await (const line of terminal.stdin()) {
    number += 1;
    if (line.trim() === '') continue;
    const result = judgeLine(ruling, line, number, terminal.env);
    bad ||= 'error' in result;
    terminal.out(`${JSON.stringify(result)}\n`);
  }
  return bad ? EXIT.badInput : EXIT.done;
}

type Line = { readonly id: string | number } & (Pick<Verdict, 'verdict' | 'findings' | 'accesses'> | { readonly error: string });

function judgeLine(ruling: Ruling, line: string, number: number, env: Terminal['env']): Line {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return { id: number, error: `line ${number} is no JSON: ${reason(error)}` };
  }
  if (!isRecord(value)) return { id: number, error: `line ${number} is no JSON object` };
  const id = [value['id'], value['tool_use_id']].find((one) => typeof one === 'string' || typeof one === 'number') ?? number;
  const { tool_name: tool, tool_input: input, cwd } = value;
  if (typeof tool !== 'string' || tool === '') return { id: id as string, error: `line ${number}: \`tool_name\` is missing or no text` };
  if (!isRecord(input)) return { id: id as string, error: `line ${number}: \`tool_input\` is missing or no object` };
  if (cwd !== undefined && (typeof cwd !== 'string' || !isAbsolute(cwd)))
    return { id: id as string, error: `line ${number}: \`cwd\` is no absolute path` };
  const intents = intentsOf(
    { tool, input, cwd: cwd ?? ruling.ground.root, ...serverOf(value['mcp_server']) },
    analyser(ruling.ground.root, ruling.ground.home, env),
  );
  const { verdict, findings, accesses } = decide(ruling, intents, gatherFacts(ruling, intents, cwd ?? ruling.ground.root));
  return { id: id as string, verdict, findings, accesses };
}

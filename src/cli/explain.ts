import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { intentsOf } from '../core/accesses/intents.ts';
import { decide, judgeEach } from '../core/decide.ts';
import type { Judged } from '../core/judged.ts';
import { inOneLine, refusal } from '../core/messages.ts';
import { analyser } from '../core/shell/analyse.ts';
import { type OutlineRow, outline } from '../core/shell/outline.ts';
import { visible } from '../core/visible.ts';
import { gatherFacts } from '../io/facts.ts';
import type { Intent, Part } from '../schema/access.ts';
import { rulingFrom } from './ruling.ts';
import { EXIT, green, Refusal, red, type Terminal, yellow } from './terminal.ts';

export const usage =
  "twoloops scope explain [--scope FILE] [--cwd DIR] [--json] -- 'COMMAND'   what a command line would do, and why it is or is not granted";

/** One access of a part, with the line that grants or refuses it. */
interface Explained {
  readonly kind: string;
  readonly target: string;
  readonly verdict: 'allow' | 'ask' | 'deny';
  readonly code?: string;
  /** The scope line, or what stands for one. */
  readonly rule: string;
  readonly says: string;
}

interface PartRow extends Part {
  readonly accesses: readonly Explained[];
}

/** Shows how a line is read, what each part would do, the verdict on each, and the refusal that an agent would see. */
export function explain(args: readonly string[], terminal: Terminal): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { scope: { type: 'string' }, cwd: { type: 'string' }, json: { type: 'boolean' } },
    allowPositionals: true,
  });
  const command = positionals.join(' ');
  if (command.trim() === '') throw new Refusal(`usage: ${usage}`, EXIT.usage);
  const ruling = rulingFrom(terminal, undefined, values.scope);
  const cwd = resolve(terminal.cwd, values.cwd ?? '.');
  const intents = intentsOf({ tool: 'Bash', input: { command }, cwd }, analyser(ruling.ground.root, ruling.ground.home, terminal.env));
  const facts = gatherFacts(ruling, intents, cwd);
  const verdict = decide(ruling, intents, facts);
  const structure = outline(command);
  const parts = byPart(judgeEach(ruling, intents, facts), command);
  const message = verdict.verdict === 'allow' ? '' : refusal(verdict.findings, { scope: ruling.scope });
  if (values.json) terminal.out(`${JSON.stringify({ command, verdict: verdict.verdict, structure: structure.rows, parts, message })}\n`);
  else terminal.out(text(terminal, structure.rows, parts, verdict.verdict, message));
  return verdict.verdict === 'allow' ? EXIT.done : EXIT.no;
}

function byPart(judged: readonly { readonly intent: Intent; readonly judged: readonly Judged[] }[], command: string): readonly PartRow[] {
  const parts = new Map<string, { part: Part; accesses: Explained[] }>();
  for (const { intent, judged: all } of judged) {
    const part = 'part' in intent && intent.part !== undefined ? intent.part : { at: 0, text: command };
    const key = `${part.at} ${part.text}`;
    const row = parts.get(key) ?? { part, accesses: [] };
    parts.set(key, row);
    for (const one of all) {
      const explained = explainedBy(one);
      if (!row.accesses.some((other) => JSON.stringify(other) === JSON.stringify(explained))) row.accesses.push(explained);
    }
  }
  return [...parts.values()].sort((a, b) => a.part.at - b.part.at).map(({ part, accesses }) => ({ ...part, accesses }));
}

function explainedBy({ access, finding, use }: Judged): Explained {
  const target = access.kind === 'execute' ? (JSON.parse(access.target) as readonly string[]).join(' ') : access.target;
  const base = { kind: access.kind, target };
  if (finding === undefined) return { ...base, verdict: 'allow', rule: use?.grant ?? 'default', says: use?.text ?? '' };
  return {
    ...base,
    verdict: finding.code === 'COMMAND_ASK' ? 'ask' : 'deny',
    code: finding.code,
    rule: finding.rule,
    says: inOneLine(finding),
  };
}

const VERBS: Readonly<Record<string, string>> = { execute: 'run', network: 'reach' };

function text(terminal: Terminal, rows: readonly OutlineRow[], parts: readonly PartRow[], verdict: string, message: string): string {
  const paint = { allow: green, ask: yellow, deny: red };
  const shape = rows
    .map((row) => `  ${String(row.at + 1).padStart(4)}  ${'  '.repeat(row.depth)}${row.kind}  ${short(row.text)}\n`)
    .join('');
  const does = parts
    .map(({ at, text: source, accesses }) => {
      const lines = accesses.map((one) => {
        const why = one.verdict === 'allow' ? `${one.says}${one.rule === 'default' ? '' : ` (${one.rule})`}` : one.says;
        return `        ${paint[one.verdict](terminal, one.verdict.padEnd(5))} ${(VERBS[one.kind] ?? one.kind).padEnd(7)} ${short(one.target).padEnd(32)} ${why}\n`;
      });
      return `  ${String(at + 1).padStart(4)}  ${short(source)}\n${lines.join('')}`;
    })
    .join('');
  return `how it is read\n${shape}\nwhat it would do\n${does || '        nothing\n'}\nverdict: ${paint[verdict as 'allow'](terminal, verdict)}\n${message === '' ? '' : `\n${message}`}`;
}

const short = (source: string): string => {
  const line = visible(source.replace(/\s+/g, ' ').trim());
  return line.length > 90 ? `${line.slice(0, 89)}…` : line;
};

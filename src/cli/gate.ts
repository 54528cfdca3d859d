import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Gated } from '../core/gate/gated.ts';
import { gateAnnotations } from '../core/gate/render/annotations.ts';
import { gateComment } from '../core/gate/render/comment.ts';
import { gateSarif } from '../core/gate/render/sarif.ts';
import { gateSummary } from '../core/gate/render/summary.ts';
import { gateText } from '../core/gate/render/text.ts';
import { gate as judge } from '../io/gate/gate.ts';
import { gitBinary } from '../io/git.ts';
import { reason } from '../io/repository.ts';
import { VERSION } from '../product.ts';
import { here } from './here.ts';
import { EXIT, Refusal, type Terminal } from './terminal.ts';

export const usage =
  'twoloops gate --base REF --head REF [--summary FILE] [--comment FILE] [--sarif FILE] [--json FILE]   may what lies between two commits be released? by the policy of the base; exits with 1 where it may not';

/** What the gate writes beside its answer: option → text. */
const FILES: Readonly<Record<'summary' | 'comment' | 'sarif' | 'json', (gated: Gated) => string>> = {
  summary: gateSummary,
  comment: gateComment,
  sarif: (gated) => gateSarif(gated, { version: VERSION }),
  json: (gated) => `${JSON.stringify(gated, null, 2)}\n`,
};

const text = { type: 'string' } as const;
const OPTIONS = { base: text, head: text, summary: text, comment: text, sarif: text, json: text };

/** The gate of CI: 0 open, 1 closed, whatever the reason. */
export function gate(args: readonly string[], terminal: Terminal): number {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const { base, head } = values;
  if (base === undefined || head === undefined) throw new Refusal(`which commits? usage: ${usage}`, EXIT.usage);
  const gated = weighed(base, head, terminal);
  for (const [option, render] of Object.entries(FILES)) {
    const file = values[option as keyof typeof FILES];
    if (file !== undefined) writeFileSync(resolve(terminal.cwd, file), render(gated));
  }
  terminal.out(`${gateText(gated)}${terminal.env['GITHUB_ACTIONS'] === 'true' ? gateAnnotations(gated) : ''}`);
  return gated.verdict === 'open' ? EXIT.done : EXIT.no;
}

/** What cannot be looked at is closed. */
function weighed(base: string, head: string, terminal: Terminal): Gated {
  const repository = here(terminal);
  try {
    const call = { binary: gitBinary(terminal.env['PATH']), gitDir: repository.gitDir, cwd: repository.root };
    return judge({ base, head, call, home: terminal.home, env: terminal.env, now: terminal.now() });
  } catch (error) {
    throw new Refusal(`closed: the gate could not look: ${reason(error)}`, EXIT.no);
  }
}

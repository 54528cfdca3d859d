#!/usr/bin/env node
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { reason } from '../io/repository.ts';
import { VERSION } from '../product.ts';
import * as answering from './answer.ts';
import * as checking from './check.ts';
import * as commenting from './comment.ts';
import * as deciding from './decide.ts';
import * as demoing from './demo.ts';
import * as doctoring from './doctor.ts';
import * as exporting from './export.ts';
import * as fetching from './fetch.ts';
import * as gating from './gate.ts';
import * as halting from './halt.ts';
import * as responding from './incident.ts';
import * as installing from './init.ts';
import * as seeing from './insights.ts';
import * as packets from './packet.ts';
import * as pruning from './prune.ts';
import * as publishing from './publish.ts';
import * as requesting from './requests.ts';
import * as reviewing from './review.ts';
import * as backing from './rollback.ts';
import * as listing from './runs.ts';
import * as scopes from './scope.ts';
import { EXIT, Refusal, type Terminal } from './terminal.ts';
import * as timing from './timeline.ts';
import * as trailing from './trailers.ts';
import * as removing from './uninstall.ts';
import * as choosing from './use.ts';
import * as verifying from './verify.ts';

interface Command {
  readonly run: (args: readonly string[], terminal: Terminal) => number | Promise<number>;
  readonly usage: string;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  init: { run: installing.init, usage: installing.usage },
  uninstall: { run: removing.uninstall, usage: removing.usage },
  doctor: { run: doctoring.doctor, usage: doctoring.usage },
  scope: { run: scopes.scope, usage: scopes.usage },
  use: { run: choosing.use, usage: choosing.usage },
  check: { run: checking.check, usage: checking.usage },
  runs: { run: listing.runs, usage: listing.usage },
  show: { run: listing.show, usage: listing.showUsage },
  packet: { run: packets.packet, usage: packets.usage },
  timeline: { run: timing.timeline, usage: timing.usage },
  verify: { run: (args, terminal) => verifying.verify(args, terminal, packets.rebuilt(terminal)), usage: verifying.usage },
  decide: { run: deciding.decide, usage: deciding.usage },
  publish: { run: publishing.publish, usage: publishing.usage },
  fetch: { run: fetching.fetch, usage: fetching.usage },
  gate: { run: gating.gate, usage: gating.usage },
  trailers: { run: trailing.trailers, usage: trailing.usage },
  review: { run: reviewing.review, usage: reviewing.usage },
  rollback: { run: backing.rollback, usage: backing.usage },
  requests: { run: requesting.requests, usage: requesting.usage },
  approve: { run: answering.approve, usage: answering.approveUsage },
  deny: { run: answering.deny, usage: answering.denyUsage },
  comment: { run: commenting.comment, usage: commenting.usage },
  halt: { run: halting.halt, usage: halting.usage },
  resume: { run: halting.resume, usage: halting.resumeUsage },
  incident: { run: responding.incident, usage: responding.usage },
  prune: { run: pruning.prune, usage: pruning.usage },
  insights: { run: seeing.insights, usage: seeing.usage },
  export: { run: exporting.exportSummaries, usage: exporting.usage },
  demo: { run: demoing.demo, usage: demoing.usage },
};

const help = (): string =>
  `twoloops ${VERSION}: hold an agent run to a scope, and hand its reviewer a packet\n\n${Object.values(COMMANDS)
    .map((command) => command.usage)
    .join('\n')}\n\nexit codes: 0 done, 1 the answer is no, 2 usage, 3 bad input, 4 internal\n`;

async function dispatch(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--version' || name === '-v') return say(terminal, `${VERSION}\n`);
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') return say(terminal, help());
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new Refusal(`unknown command \`${name}\`: there are ${Object.keys(COMMANDS).join(', ')}`, EXIT.usage);
  if (rest.includes('--help') || rest.includes('-h')) return say(terminal, `${command.usage}\n`);
  try {
    return await command.run(rest, terminal);
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    if (typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS'))
      throw new Refusal(`${reason(error)}\nusage: ${command.usage}`, EXIT.usage);
    throw error;
  }
}

function say(terminal: Terminal, text: string): number {
  terminal.out(text);
  return EXIT.done;
}

const terminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  cwd: process.cwd(),
  env: process.env,
  home: process.env['HOME'] ?? homedir(),
  now: Date.now,
  interactive: process.stdin.isTTY === true && process.stdout.isTTY === true,
  colour: process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined,
  folder: dirname(fileURLToPath(import.meta.url)),
  stdin: () => createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }),
};

// a reader that stops reading (`| head`) is no error
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : EXIT.internal));
try {
  process.exitCode = await dispatch(process.argv.slice(2), terminal);
} catch (error) {
  process.stderr.write(`twoloops: ${reason(error)}\n`);
  process.exitCode = error instanceof Refusal ? error.code : EXIT.internal;
}

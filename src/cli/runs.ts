import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkChain } from '../core/chain.ts';
import { inOneLine } from '../core/messages.ts';
import { prunedText } from '../core/retention/pruned.ts';
import { visibleLine } from '../core/visible.ts';
import { lineBytes, readEvents, shortfall } from '../io/event-log.ts';
import { sha256 } from '../io/hash.ts';
import { prunedOf } from '../io/pruned.ts';
import { listRuns, loadFrozen, runsFolder } from '../io/run-folder.ts';
import { savedState } from '../io/state-file.ts';
import type { RunEvent } from '../schema/event.ts';
import type { Frozen } from '../schema/frozen.ts';
import { chooseRun, here } from './here.ts';
import { bold, dim, EXIT, green, red, type Terminal, yellow } from './terminal.ts';

export const usage = 'twoloops runs [--json]   the runs of this repository';
export const showUsage = 'twoloops show [RUN] [--json]   what happened in a run, line by line; the latest where none is named';

export function runs(args: readonly string[], terminal: Terminal): number {
  const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } } });
  const { common } = here(terminal);
  const all = listRuns(common).map((run) => {
    const folder = join(runsFolder(common), run);
    const state = savedState(folder);
    const frozen = loadFrozen(folder)?.frozen;
    const pruned = prunedOf(folder);
    const status = frozen === undefined && pruned.length > 0 ? 'pruned' : state.halted ? 'halted' : state.closed ? 'closed' : 'open';
    return {
      run,
      status,
      calls: state.calls,
      denials: state.denials,
      packets: state.packets,
      task: taskOf(frozen, status),
      ...(pruned.length === 0 ? {} : { pruned }),
    };
  });
  if (values.json) terminal.out(`${JSON.stringify(all)}\n`);
  else if (all.length === 0) terminal.out('no run has been recorded in this repository yet\n');
  else
    for (const one of all)
      terminal.out(
        one.status === 'pruned'
          ? `${one.run}  pruned  ${(one.pruned ?? []).map(prunedText).join('; ')}\n`
          : `${one.run}  ${one.status.padEnd(6)}  ${String(one.calls).padStart(4)} calls  ${String(one.denials).padStart(3)} denied  ${one.packets} packets  ${one.task}${(one.pruned ?? []).map((part) => `; ${prunedText(part)}`).join('')}\n`,
      );
  return EXIT.done;
}

function taskOf(frozen: Frozen | undefined, status: string): string {
  if (frozen?.scope !== undefined) return frozen.scope.task;
  return status === 'pruned' ? 'not known: its record was pruned' : `no scope: ${frozen?.unscoped ?? 'never opened'}`;
}

export function show(args: readonly string[], terminal: Terminal): number {
  const { values, positionals } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } }, allowPositionals: true });
  const open = chooseRun(here(terminal), positionals[0]);
  const events = readEvents(open.folder);
  const pruned = prunedOf(open.folder);
  const cut = shortfall(open.folder);
  const checked = checkChain(lineBytes(open.folder), sha256);
  const chain = cut === undefined ? checked : { ...checked, intact: false, problem: cut };
  if (values.json) {
    terminal.out(
      `${JSON.stringify({ run: open.run, folder: open.folder, chain, state: savedState(open.folder), events, ...(pruned.length === 0 ? {} : { pruned }) })}\n`,
    );
    return chain.intact ? EXIT.done : EXIT.no;
  }
  terminal.out(
    `${bold(terminal, open.run)}  ${open.frozen.scope?.task ?? `no scope: ${open.frozen.unscoped ?? ''}`}\n${dim(terminal, open.folder)}\n`,
  );
  for (const event of events)
    terminal.out(
      `${String(event.seq).padStart(5)} ${event.at.slice(11, 19)} ${event.agent ? 'sub ' : ''}${describe(shown(event), terminal)}\n`,
    );
  for (const part of pruned) terminal.out(`${yellow(terminal, prunedText(part))}\n`);
  terminal.out(
    chain.intact
      ? `${chain.events} events, chain intact, head ${chain.head}\n`
      : red(terminal, `the chain is broken: ${chain.problem ?? ''}\n`),
  );
  return chain.intact ? EXIT.done : EXIT.no;
}

/** An event whose every text can be printed: what the agent wrote must not move the cursor of who reads it. */
function shown<T>(value: T): T {
  if (typeof value === 'string') return visibleLine(value) as T;
  if (Array.isArray(value)) return value.map((item) => shown(item)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shown(item)])) as T;
}

/** One event as one line for a person. */
function describe(event: RunEvent, terminal: Terminal): string {
  switch (event.type) {
    case 'opened':
      return `opened (${event.source}), scope ${event.scope ? `${event.scope.file} ${event.scope.digest.slice(0, 12)}` : `none: ${event.unscoped ?? ''}`}`;
    case 'verdict': {
      const word =
        event.verdict === 'allow'
          ? green(terminal, 'allow')
          : event.verdict === 'ask'
            ? yellow(terminal, 'ask  ')
            : red(terminal, event.enforced ? 'deny ' : 'would deny');
      const why = event.findings.map(inOneLine).join('; ');
      return `${word} ${event.tool} ${event.call.replace(/\s+/g, ' ').slice(0, 120)}${why ? `\n            ${why}` : ''}${event.trip ? `\n            stop rule ${event.trip.rule} reached` : ''}`;
    }
    case 'result':
      return `${event.ok ? 'done ' : 'failed'} ${event.tool}${event.changed.length > 0 ? ` changed ${event.changed.join(', ')}` : ''}${event.error ? ` (${event.error.split('\n')[0]})` : ''}`;
    case 'prompt':
      return `prompt ${event.text.replace(/\s+/g, ' ').slice(0, 100)}${event.refused ? red(terminal, ` refused: ${event.refused}`) : ''}`;
    case 'self-test':
      return `self-test ${event.ok ? 'passed' : `FAILED: ${event.detail}`}`;
    case 'stopped':
      return `stopped (${event.from}), packet ${event.packet}`;
    case 'config':
      return `settings changed and not loaded: ${event.file ?? event.source}`;
    case 'halted':
    case 'resumed':
      return `${event.type} by ${event.by}: ${event.reason}`;
    case 'asked':
      return `a person was asked: ${event.tool} ${event.call.slice(0, 100)}`;
    case 'subagent':
      return `subagent ${event.agentType ?? ''} ${event.phase}`;
    case 'answered':
      return `R${event.request} ${event.answer === 'approve' ? `approved (${event.how}${event.until === undefined ? '' : `, until ${event.until}`})` : 'denied'} by ${event.by}${event.signature === undefined ? ', unsigned' : `, signed by ${event.signer ?? ''}`}: ${event.reason}`;
    case 'typed':
      return `${event.what}: ${event.verdict}${event.findings[0] === undefined ? '' : ` ${inOneLine(event.findings[0])}`}`;
    case 'model':
      return `model ${event.from} → ${event.to}${event.refused ? ': refused' : ''}`;
    case 'rolled-back':
      return `${event.paths} paths taken back to the baseline by ${event.by}${event.saved === undefined ? '' : `; what was there is kept as ${event.saved}`}`;
    case 'decided':
      return `release decision ${event.number}: ${event.value} by ${event.owner}${event.signed ? ', signed' : ', unsigned'}`;
    case 'legal-hold':
      return `legal hold ${event.on ? 'set' : 'lifted'} by ${event.by}: ${event.reason}`;
    case 'held':
      return `held back at Stop, owed: ${event.owed.join(', ')}`;
    case 'continued':
      return `continued (${event.source})`;
    case 'closed':
      return `closed (${event.reason})`;
    case 'torn':
      return `the line before was left half-written (${event.bytes} bytes)`;
  }
}

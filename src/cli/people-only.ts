import { readFileSync } from 'node:fs';
import { EXIT, Refusal, type Terminal } from './terminal.ts';

/**
 * Refuses a command to the agent: where the environment or a process above says that a client started it. Best effort,
 * and said so: only a signature proves a person.
 */
export function peopleOnly(terminal: Terminal, what: string): void {
  if (terminal.env['CLAUDECODE'] || clientAbove()) {
    throw new Refusal(`${what} is for people: it was started from inside a Claude Code session; run it in a terminal of your own`, EXIT.no);
  }
}

/** Whether a process above this one is the client; Linux only, elsewhere the environment has to do. */
function clientAbove(): boolean {
  let pid = process.ppid;
  for (let turn = 0; turn < 50 && pid > 1; turn += 1) {
    try {
      const name = readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
      if (name === 'claude') return true;
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      pid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    } catch {
      return false;
    }
  }
  return false;
}

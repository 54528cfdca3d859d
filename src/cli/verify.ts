import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Check, checkLine, coverageCheck, decisionChecks, recordChecks } from '../core/verify/checks.ts';
import type { RunFiles } from '../core/verify/files.ts';
import { verifiedText } from '../core/verify/render.ts';
import { type Verified, verifyRun } from '../core/verify/verify.ts';
import { DECISIONS } from '../io/decisions.ts';
import { sha256 } from '../io/hash.ts';
import type { ReleaseCase } from '../io/release-case.ts';
import { reason } from '../io/repository.ts';
import { readRunFiles } from '../io/verify-files.ts';
import { decisionStanding } from './decision-standing.ts';
import { type ChosenRun, chooseAny, type Here, here } from './here.ts';
import { caseOf } from './record-decision.ts';
import { EXIT, type Terminal } from './terminal.ts';

export const usage =
  'twoloops verify [RUN] [--at REF] [--json]   whether the record of a run holds, and the decision on it: against the work tree, or a commit; the latest run where none is named';

/** The text of a run's latest packet, made again from the record; undefined where another version of the product made it. */
export type Rebuild = (folder: string, run: string) => string | undefined;

/** Checks a run's folder and the decision on it: 0 where all of it holds, 1 where something is broken or could not wholly be checked. */
export function verify(args: readonly string[], terminal: Terminal, rebuild?: Rebuild): number {
  const options = { json: { type: 'boolean' }, at: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const repository = here(terminal);
  const chosen = chooseAny(repository, positionals[0]);
  const { run, folder, origin } = chosen;
  const { files, lines } = readRunFiles(folder, run);
  const again = rebuild === undefined || origin === 'fetched' ? files : withRebuilt(files, rebuild(folder, run));
  const found = verifyRun(lines, again, sha256);
  const verified = origin === 'fetched' ? travelled(found) : found;
  const checks = [...recordChecks(verified), ...releaseChecks(chosen, repository, terminal, values.at)];
  if (values.json) terminal.out(`${JSON.stringify({ ...verified, checks, folder })}\n`);
  else terminal.out(`${verifiedText(verified)}checks:\n${checks.map(checkLine).join('\n')}\n`);
  return verified.verdict === 'intact' && checks.every((one) => one.result !== 'broken') ? EXIT.done : EXIT.no;
}

/** The saved state of a record stays on its machine. */
function travelled(verified: Verified): Verified {
  const faults = verified.faults.filter((fault) => fault.kind !== 'no state');
  return { ...verified, faults, verdict: faults.length > 0 || verified.verdict === 'not checked' ? verified.verdict : 'intact' };
}

/** Coverage and decision: of a run that has a packet which can be read. */
function releaseChecks(chosen: ChosenRun, repository: Here, terminal: Terminal, at: string | undefined): readonly Check[] {
  if (!existsSync(join(chosen.folder, 'packet.json'))) return [];
  let open: ReleaseCase;
  try {
    open = caseOf(chosen, repository, terminal);
  } catch (error) {
    // where nobody decided there is nothing that a packet of another making could break
    const result = existsSync(join(chosen.folder, DECISIONS)) ? 'broken' : 'not known';
    return [{ check: 'decision', result, says: reason(error) }];
  }
  const place = at ?? (chosen.origin === 'fetched' ? 'HEAD' : 'the work tree');
  return [coverageCheck(open.packet), ...decisionChecks(decisionStanding(open, chosen, repository, terminal, at), place)];
}

function withRebuilt(files: RunFiles, text: string | undefined): RunFiles {
  if (text === undefined) return files;
  const digest = sha256(text);
  const packets = files.packets.map((packet, i) =>
    i < files.packets.length - 1 ? packet : { ...packet, rebuilt: packet.digest === digest ? ('same' as const) : ('different' as const) },
  );
  return { ...files, packets };
}

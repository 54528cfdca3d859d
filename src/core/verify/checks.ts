import type { Packet } from '../../schema/packet.ts';
import type { StandingDecision } from '../decision/standing-decision.ts';
import { visibleLine } from '../visible.ts';
import type { Verified } from './verify.ts';

/** One line of what `verify` says. `none`: there is nothing to check. */
export interface Check {
  readonly check: 'record' | 'scope' | 'packets' | 'coverage' | 'decision' | 'signature' | 'freshness';
  readonly result: 'holds' | 'broken' | 'not known' | 'none';
  readonly says: string;
}

const first = (texts: readonly string[]): string => `${texts[0] ?? ''}${texts.length > 1 ? ` (and ${texts.length - 1} more)` : ''}`;

/** The record of a run, check by check: its log, the frozen scope, its packets. */
export function recordChecks(verified: Verified): readonly Check[] {
  const of = (test: (kind: string) => boolean): readonly string[] =>
    verified.faults.filter((fault) => test(fault.kind)).map((fault) => fault.text);
  const line = (check: Check['check'], faults: readonly string[], fine: string): Check =>
    faults.length > 0 ? { check, result: 'broken', says: first(faults) } : { check, result: 'holds', says: fine };
  const record = line(
    'record',
    of((kind) => kind !== 'packet' && kind !== 'frozen'),
    `${verified.events} events in ${verified.lines} lines, head ${verified.head}`,
  );
  return [
    (verified.verdict === 'not checked' || verified.verdict === 'pruned') && record.result === 'holds'
      ? { ...record, result: 'not known', says: first(verified.notes) }
      : record,
    line(
      'scope',
      of((kind) => kind === 'frozen'),
      'the frozen scope is the one that was recorded when the run opened',
    ),
    line(
      'packets',
      of((kind) => kind === 'packet'),
      verified.witnesses.length === 0 ? 'none that names the head of the log' : first(verified.witnesses.slice(-1)),
    ),
  ];
}

export function coverageCheck({ coverage }: Packet): Check {
  const { state, calls, covered, gaps, why } = coverage;
  if (state === 'unknown') return { check: 'coverage', result: 'not known', says: why ?? 'it was not checked' };
  const says = `${covered} of ${calls} calls of the transcript have a verdict`;
  return state === 'complete'
    ? { check: 'coverage', result: 'holds', says }
    : { check: 'coverage', result: 'broken', says: `${says}; ${first(gaps.map((gap) => `${gap.kind} ${gap.what}`))}` };
}

/** The last decision on a run, check by check. `place`: what freshness was held against. */
export function decisionChecks({ decision, signer, faults }: StandingDecision, place: string): readonly Check[] {
  const of = (test: (check: string) => boolean): readonly string[] =>
    faults.filter((fault) => test(fault.check)).map((fault) => fault.text);
  const said = of((check) => check !== 'signature' && check !== 'tree');
  if (decision === undefined)
    return [
      said.length > 0
        ? { check: 'decision', result: 'broken', says: first(said) }
        : { check: 'decision', result: 'none', says: 'nobody has decided on this run yet' },
    ];
  const signing = of((check) => check === 'signature');
  const stale = of((check) => check === 'tree');
  const overridden = decision.overrides.map((one) => `${one.requirement} overridden until ${one.until.slice(0, 10)}`);
  const told = [
    `${decision.number}: ${decision.value} by ${decision.owner}, ${decision.at}, on packet ${decision.bound.number}`,
    ...overridden,
  ].join('; ');
  return [
    said.length > 0 ? { check: 'decision', result: 'broken', says: first(said) } : { check: 'decision', result: 'holds', says: told },
    signing.length > 0
      ? { check: 'signature', result: 'broken', says: first(signing) }
      : signer === undefined
        ? { check: 'signature', result: 'none', says: 'unsigned: git’s word alone, and the log of the run' }
        : { check: 'signature', result: 'holds', says: `${signer}, by a key that the policy lists` },
    stale.length > 0
      ? { check: 'freshness', result: 'broken', says: first(stale) }
      : { check: 'freshness', result: decision.value === 'ship' ? 'holds' : 'none', says: `what was decided on is what ${place} has` },
  ];
}

const WORDS: Readonly<Record<Check['result'], string>> = { holds: 'ok', broken: 'BROKEN', 'not known': '?', none: '-' };

export const checkLine = ({ check, result, says }: Check): string =>
  `  ${WORDS[result].padEnd(7)} ${check.padEnd(10)} ${visibleLine(says)}`;

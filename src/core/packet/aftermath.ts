import type { RunEvent, VerdictBody } from '../../schema/event.ts';
import { findingTarget } from '../requests.ts';

type Verdict = RunEvent & VerdictBody;

/** What an agent did after a denial: left it, tried again, or reached the same by another call. */
export interface Aftermath {
  readonly kind: 'left' | 'tried again' | 'approved' | 'workaround';
  /** The calls, where there are any. */
  readonly calls: readonly string[];
}

const MOST_CALLS = 5;

/**
 * What came after a denied call. A workaround is a later call that was let through, by no approval, with an access of the
 * same kind to the same target: the denial did not hold for it.
 */
export function aftermathOf(denied: Verdict, verdicts: readonly Verdict[]): Aftermath {
  const targets = new Set(denied.findings.map(findingTarget).filter(Boolean));
  const kinds = new Set(denied.accesses.filter((access) => targets.has(access.target)).map((access) => access.kind));
  const later = verdicts.filter((one) => one.seq > denied.seq);
  const reached = later.filter(
    (one) =>
      (one.verdict === 'allow' || !one.enforced) && one.accesses.some((access) => targets.has(access.target) && kinds.has(access.kind)),
  );
  const around = reached.filter((one) => one.approvals === undefined);
  if (around.length > 0) return { kind: 'workaround', calls: named(around) };
  if (reached.length > 0) return { kind: 'approved', calls: named(reached) };
  const again = later.filter((one) => one.verdict !== 'allow' && one.findings.some((finding) => targets.has(findingTarget(finding))));
  return again.length > 0 ? { kind: 'tried again', calls: named(again) } : { kind: 'left', calls: [] };
}

const named = (verdicts: readonly Verdict[]): readonly string[] => verdicts.slice(0, MOST_CALLS).map((one) => `${one.tool} #${one.seq}`);

import { type Answer, refuse } from '../run.ts';
import type { Verdict } from '../schema/verdict.ts';

/** The call id of the self-test. A call that carries it is always refused, so that nobody can use it to get through. */
export const SELF_TEST_ID = 'twoloops-self-test';

/** What the self-test must find on stderr. */
export const SELF_TEST_OK = 'twoloops: self-test: a change of the settings is denied';

export function selfTestAnswer(verdict: Verdict): Answer {
  const denied = verdict.verdict === 'deny' && verdict.findings.some((finding) => finding.code === 'PROTECTED');
  return refuse(`${denied ? SELF_TEST_OK : `twoloops: self-test: a change of the settings would be: ${verdict.verdict}`}\n`);
}

import { intentsOf } from './core/accesses/intents.ts';
import { decide } from './core/decide.ts';
import type { Ruling } from './core/judged.ts';
import { refusal } from './core/messages.ts';
import { analyser } from './core/shell/analyse.ts';
import { gatherFacts } from './io/facts.ts';
import type { Call } from './schema/access.ts';
import type { Verdict } from './schema/verdict.ts';

export type { Ruling } from './core/judged.ts';
export { VERSION } from './product.ts';
export type { Access, AccessKind, Call } from './schema/access.ts';
export type { FrozenScope, Ground, PathRule } from './schema/frozen.ts';
export type { Finding, FindingCode, Verdict, VerdictWord } from './schema/verdict.ts';

/**
 * Judges one tool call as the PreToolUse hook would, without a run: what it would do, the verdict, and the scope line of
 * each finding. Asks the disk about the call's paths; records nothing. `env` is what the client's shell would see of
 * `TMPDIR` and `USER`.
 */
export function judge(ruling: Ruling, call: Call, env: Readonly<Record<string, string | undefined>> = {}): Verdict {
  const intents = intentsOf(call, analyser(ruling.ground.root, ruling.ground.home, env));
  return decide(ruling, intents, gatherFacts(ruling, intents, call.cwd));
}

/** The refusal that an agent would see for a verdict. */
export function explain(ruling: Ruling, verdict: Verdict): string {
  return refusal(verdict.findings, { scope: ruling.scope });
}

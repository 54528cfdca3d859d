import { type Decision, decisionSchema } from '../../schema/decision.ts';
import { NO_HEAD } from '../state.ts';

/** What `decisions.jsonl` holds: the decisions that can be read, and what does not hold. */
export interface Decisions {
  readonly decisions: readonly Decision[];
  /** SHA-256 of each decision's line, in the same order. */
  readonly digests: readonly string[];
  /** SHA-256 of the last line; what the next one carries. */
  readonly head: string;
  /** Each names its line; where there is one, no decision of the file counts. */
  readonly faults: readonly string[];
}

const NONE: Decisions = { decisions: [], digests: [], head: NO_HEAD, faults: [] };

/** Lines beyond this are no decisions of people. */
const MOST = 10_000;

/** Reads the decisions of one run. Pure and total: any text gives an answer. */
export function readDecisions(text: string, run: string, sha256: (text: string) => string): Decisions {
  if (text === '') return NONE;
  const lines = text.split('\n');
  const faults: string[] = [];
  if (lines.at(-1) === '') lines.pop();
  else faults.push(`line ${lines.length} has no end: its writer was killed, or it was cut`);
  if (lines.length > MOST) return { ...NONE, faults: [`it has ${lines.length} lines`] };
  const decisions: Decision[] = [];
  const digests: string[] = [];
  let head = NO_HEAD;
  for (const [i, line] of lines.entries()) {
    const read = decisionOf(line);
    if ('problem' in read) faults.push(`line ${i + 1} ${read.problem}`);
    else {
      faults.push(...chainFaults(read.decision, { line: i + 1, head, run }));
      decisions.push(read.decision);
      digests.push(sha256(line));
    }
    head = sha256(line);
  }
  return { decisions, digests, head, faults };
}

function decisionOf(line: string): { readonly decision: Decision } | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { problem: 'is no JSON' };
  }
  const { version } = (value ?? {}) as { readonly version?: unknown };
  if (typeof version === 'number' && version > 1)
    return { problem: `is of version ${version}, which this program does not know: upgrade twoloops` };
  const parsed = decisionSchema.safeParse(value);
  if (parsed.success) return { decision: parsed.data };
  const [issue] = parsed.error.issues;
  return { problem: `is no decision: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim() };
}

function chainFaults(
  decision: Decision,
  { line, head, run }: { readonly line: number; readonly head: string; readonly run: string },
): readonly string[] {
  return [
    ...(decision.prev === head ? [] : [`line ${line} does not carry the hash of the line before it: one of the two was changed`]),
    ...(decision.number === line ? [] : [`line ${line} calls itself decision ${decision.number}`]),
    ...(decision.run === run ? [] : [`line ${line} is a decision on run ${decision.run}`]),
  ];
}

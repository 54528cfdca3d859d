import type { Bound, Decision } from '../../schema/decision.ts';
import { type DecisionFacts, type Objection, objections } from './may-decide.ts';
import type { Decisions } from './read.ts';

/** Paths at which what is there now is not what was decided on; or why that is not known. */
export type Fresh = { readonly paths: readonly string[] } | { readonly problem: string };

export interface StandingFacts extends Omit<DecisionFacts, 'signer'> {
  /** What the packet that lies there now would be bound to. */
  readonly bound: Bound;
  readonly fresh: Fresh;
  /** Number of a decision → SHA-256 of its line, as events of the run's log say. */
  readonly witnessed: ReadonlyMap<number, string>;
  /** Whose good signature a decision carries, or what is wrong with it. */
  readonly signed: (decision: Decision) => { readonly signer: string } | { readonly problem: string };
}

/** The latest decision on a run, and whether it still counts. */
export interface StandingDecision {
  readonly decision?: Decision;
  readonly signer?: string;
  /** Empty: it counts. Each with the check that it failed. */
  readonly faults: readonly DecisionFault[];
}

export interface DecisionFault {
  readonly check: 'decisions' | 'packet' | 'scope' | 'change set' | 'tree' | 'signature' | Objection['kind'];
  readonly text: string;
}

/** Whether the last decision on a run still holds: unchanged, signed as it must be, on this packet, this scope and this tree. */
export function standingDecision(all: Decisions, facts: StandingFacts): StandingDecision {
  const decision = all.decisions.at(-1);
  const faults: DecisionFault[] = all.faults.map((text) => ({ check: 'decisions', text: `decisions.jsonl: ${text}` }));
  faults.push(...againstLog(all, facts.witnessed));
  if (decision === undefined) return { faults };
  const checked = decision.signature === undefined ? undefined : facts.signed(decision);
  const signer = checked !== undefined && 'signer' in checked ? checked.signer : undefined;
  if (checked !== undefined && 'problem' in checked)
    faults.push({ check: 'signature', text: `decision ${decision.number}: ${checked.problem}` });
  faults.push(...unbound(decision, facts.bound), ...stale(decision, facts.fresh));
  const said = objections(decision, { ...facts, signer }).map(({ kind, text }) => ({
    check: kind,
    text: `decision ${decision.number}: ${text}`,
  }));
  return { decision, ...(signer === undefined ? {} : { signer }), faults: [...faults, ...said] };
}

/** What the log bears witness to must be there unchanged. */
export function contradictions({ decisions, digests }: Decisions, witnessed: ReadonlyMap<number, string>): readonly string[] {
  return [...witnessed].flatMap(([number, digest]) => {
    if (decisions[number - 1]?.number !== number)
      return [`decision ${number} is in the log of the run and was taken out of decisions.jsonl`];
    return digests[number - 1] === digest ? [] : [`decision ${number} is not the one that the log of the run names: it was changed`];
  });
}

/** What nobody signed must be in the log. */
function againstLog(all: Decisions, witnessed: ReadonlyMap<number, string>): readonly DecisionFault[] {
  const last = all.decisions.at(-1);
  const stray =
    last !== undefined && last.signature === undefined && !witnessed.has(last.number)
      ? [`decision ${last.number} is neither signed nor in the log of the run: nothing ties it to a person`]
      : [];
  return [...contradictions(all, witnessed), ...stray].map((text) => ({ check: 'decisions', text }));
}

function unbound({ number, bound: then }: Decision, now: Bound): readonly DecisionFault[] {
  const pairs: readonly (readonly [DecisionFault['check'], unknown, unknown, string])[] = [
    ['packet', then.packet, now.packet, `it was made on packet ${then.number}; what lies there now is packet ${now.number} or was changed`],
    ['scope', then.scope, now.scope, 'the scope is not the one that it was made on'],
    ['change set', then.changeSet, now.changeSet, 'what changed is not what it was made on'],
    ['tree', then.end, now.end, 'the end tree is not the one that it was made on'],
  ];
  return pairs
    .filter(([, said, found]) => said !== found)
    .map(([check, , , text]) => ({ check, text: `decision ${number} is stale: ${text}` }));
}

const MOST_NAMED = 5;

/** Only a release goes stale with the tree: to hold or to escalate stays said. */
function stale({ number, value }: Decision, fresh: Fresh): readonly DecisionFault[] {
  if (value !== 'ship') return [];
  if ('problem' in fresh) return [{ check: 'tree', text: `whether decision ${number} is of this tree cannot be told: ${fresh.problem}` }];
  if (fresh.paths.length === 0) return [];
  const named = fresh.paths.slice(0, MOST_NAMED).join(', ') + (fresh.paths.length > MOST_NAMED ? `, … (${fresh.paths.length})` : '');
  return [{ check: 'tree', text: `decision ${number} is stale: ${named} ${fresh.paths.length === 1 ? 'is' : 'are'} not as decided` }];
}

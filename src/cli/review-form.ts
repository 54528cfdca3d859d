import type { Problem } from '../core/review/fields.ts';
import type { Form, Typed } from '../core/review/form.ts';
import type { Packet } from '../schema/packet.ts';
import { type Draft, evidenceOf, overrideOf, untilOf, VALUES } from './draft.ts';
import { evidenceIds } from './evidence-ids.ts';
import { NotDecided } from './record-decision.ts';
import { Refusal } from './terminal.ts';

/** Evidence that can be ticked; the rest can be typed. */
const MOST_OFFERED = 60;

/** What a reviewer can tick: all evidence but what the packet itself says is not met. */
export function offeredEvidence(packet: Packet): readonly string[] {
  const unmet = packet.requirements.filter((one) => one.status === 'unmet').map((one) => one.id);
  return evidenceIds(packet)
    .filter((id) => !unmet.includes(id))
    .slice(0, MOST_OFFERED);
}

/** What a person sent, to the letter; browsers send newlines as CR LF. */
export function typedOf(sent: URLSearchParams, unmet: Form['unmet']): Typed {
  const text = (name: string): string => (sent.get(name) ?? '').replaceAll('\r\n', '\n');
  return {
    value: text('value'),
    owner: text('owner'),
    reason: text('reason'),
    evidence: sent
      .getAll('evidence')
      .filter((one) => /^\d{1,3}$/.test(one))
      .map(Number),
    more: text('more'),
    asked: text('asked'),
    residualRisk: text('residualRisk'),
    rollback: text('rollback'),
    overrides: Object.fromEntries(unmet.map(({ id }) => [id, text(`override-${id}`)])),
    until: text('until'),
    sign: text('sign') === 'yes',
  };
}

interface Around {
  readonly packet: Packet;
  readonly offered: readonly string[];
  readonly seen: string;
  /** A key other than git's own. */
  readonly key: string | undefined;
  readonly now: number;
}

/** The draft that a form says, by the same reading as the command line's; or what speaks against it, field by field. */
export function draftOf(typed: Typed, around: Around): Draft | { readonly problems: readonly Problem[] } {
  const { packet, offered, seen, key, now } = around;
  const problems: Problem[] = [];
  const read = <T>(field: string, what: () => T, otherwise: T): T => {
    try {
      return what();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problems.push({ field, text: error.message });
      return otherwise;
    }
  };
  const value = VALUES.find((one) => one === typed.value);
  const owed = value === 'ship' ? (['reason', 'residualRisk', 'rollback'] as const) : (['reason'] as const);
  if (value === undefined) problems.push({ field: 'value', text: 'ship, hold or escalate: choose one' });
  for (const field of owed) if (typed[field].trim() === '') problems.push({ field, text: `${SAYS[field]}: this is owed` });
  const ticked = typed.evidence.flatMap((index) => offered[index] ?? []);
  const evidence = [...ticked, ...read('more', () => evidenceOf(words(typed.more), packet), [])];
  const given = Object.entries(typed.overrides).filter(([, reason]) => reason.trim() !== '');
  const until = given.length === 0 ? now : read('until', () => untilOf(typed.until.trim() || undefined, now), now);
  const overrides = given.flatMap(([id, why]) => read(`override-${id}`, () => [overrideOf(id, why, until, packet)], []));
  if (value === undefined || problems.length > 0) return { problems };
  return {
    value,
    reason: typed.reason.trim(),
    evidence: [...new Set(evidence)],
    residualRisk: typed.residualRisk.trim(),
    rollback: typed.rollback.trim(),
    asked: words(typed.asked),
    overrides,
    seen,
    ...(typed.owner.trim() === '' ? {} : { owner: typed.owner }),
    ...(typed.sign ? { sign: key === undefined ? {} : { key } } : {}),
  };
}

const SAYS = { reason: 'reason', residualRisk: 'residual risk', rollback: 'rollback or containment path' } as const;

const words = (text: string): string[] =>
  text
    .split(/[,\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** Which field of the form a part of a decision is typed in. */
const FIELDS: Readonly<Record<NotDecided['against'][number]['about'], string>> = {
  requirement: 'value',
  override: 'value',
  owner: 'owner',
  'self-approval': 'owner',
  signature: 'sign',
  incomplete: 'residualRisk',
  assurance: 'sign',
  tree: 'value',
};

/** A refusal, each part of it with the field that it is about. */
export function problemsOf(refusal: Refusal, unmet: Form['unmet']): readonly Problem[] {
  if (!(refusal instanceof NotDecided)) return [{ field: 'value', text: refusal.message }];
  const named = (text: string): string | undefined => {
    const line = unmet.find(({ id, override }) => override === 'named' && text.includes(`\`${id}\``));
    return line === undefined ? undefined : `override-${line.id}`;
  };
  return refusal.against.map(({ about, text }) => ({
    field: (about === 'requirement' || about === 'override' ? named(text) : undefined) ?? FIELDS[about],
    text,
  }));
}

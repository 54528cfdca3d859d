import { requirementsOf } from '../core/requirements/requirements.ts';
import { visibleLine } from '../core/visible.ts';
import type { ReleaseCase } from '../io/release-case.ts';
import type { Draft } from './draft.ts';
import { evidenceIds } from './evidence-ids.ts';
import type { Terminal } from './terminal.ts';

const WEEK = 7 * 86_400_000;
/** Named evidence that is offered; the rest can be given with --evidence. */
const MOST_OFFERED = 40;

/** The person left: nothing is decided. */
class Left extends Error {}

type Prompts = typeof import('@clack/prompts');

/**
 * Asks a person at a terminal for what the command line did not say, after the eight lines and what is not met. Undefined
 * where they leave: then nothing is decided.
 */
export async function askDecision(open: ReleaseCase, given: Partial<Draft>, terminal: Terminal): Promise<Draft | undefined> {
  // loaded here: no other command asks anything
  const prompts = await import('@clack/prompts');
  try {
    return await asked(open, given, terminal, prompts);
  } catch (error) {
    if (!(error instanceof Left)) throw error;
    prompts.cancel('nothing was decided');
    return undefined;
  }
}

async function asked(open: ReleaseCase, given: Partial<Draft>, terminal: Terminal, prompts: Prompts): Promise<Draft> {
  const { packet, run } = open;
  prompts.intro(`release decision on run ${run}`);
  prompts.note(packet.headline.map((line) => `${line.name}: ${visibleLine(line.text)}`).join('\n'), 'packet');
  const unmet = requirementsOf(packet).filter((one) => one.status === 'unmet');
  for (const one of unmet) prompts.log.warn(`${one.id} (${one.stance}): ${visibleLine(one.says ?? one.title)}`);
  const answer = answering(prompts);
  const value =
    given.value ??
    (await answer(
      prompts.select({
        message: 'Release decision',
        initialValue: packet.recommendation.value,
        options: (['ship', 'hold', 'escalate'] as const).map((one) => ({ value: one, label: one })),
      }),
    ));
  const line = async (message: string, said: string | undefined, start = ''): Promise<string> =>
    said || (await answer(prompts.text({ message, validate: owed, ...(start === '' ? {} : { initialValue: start }) }))).trim();
  const reason = await line('Reason', given.reason);
  const known = evidenceIds(packet).filter((id) => !unmet.some((one) => one.id === id));
  const offered = known.slice(0, MOST_OFFERED).map((one) => ({ value: one, label: one }));
  const evidence =
    given.evidence ?? (await answer(prompts.multiselect({ message: 'Evidence reviewed', required: false, options: offered })));
  const ships = value === 'ship';
  const residualRisk = ships ? await line('Residual risk', given.residualRisk) : (given.residualRisk ?? '');
  const rollback = ships ? await line('Rollback or containment path', given.rollback, `twoloops rollback ${run}`) : (given.rollback ?? '');
  const overrides = [...(given.overrides ?? [])];
  for (const one of ships ? unmet.filter((item) => item.stance === 'hold') : []) {
    if (overrides.some((done) => done.requirement === one.id)) continue;
    const why = (await answer(prompts.text({ message: `\`${one.id}\` is not met. Override it for a week? Why? (empty: no)` }))) ?? '';
    const until = new Date(terminal.now() + WEEK).toISOString();
    if (why.trim() !== '') overrides.push({ requirement: one.id, reason: why.trim(), until });
  }
  const sign = given.sign ?? ((await answer(prompts.confirm({ message: 'Sign it with the key that git signs with?' }))) ? {} : undefined);
  return {
    value,
    reason,
    evidence: [...evidence],
    residualRisk,
    rollback,
    asked: given.asked ?? [],
    overrides,
    ...(given.owner === undefined ? {} : { owner: given.owner }),
    ...(sign === undefined ? {} : { sign }),
  };
}

/** What was answered; throws where the person left. */
const answering =
  ({ isCancel }: Prompts) =>
  async <T>(question: Promise<T>): Promise<Exclude<T, symbol>> => {
    const said = await question;
    if (isCancel(said)) throw new Left();
    return said as Exclude<T, symbol>;
  };

const owed = (said: string | undefined): string | undefined => ((said ?? '').trim() === '' ? 'this is owed' : undefined);

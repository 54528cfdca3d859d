import type { Packet } from '../../schema/packet.ts';
import type { PacketBody } from '../packet/assemble.ts';
import { effectsLine } from '../packet/effects.ts';
import { few, isHigh, named, type Requirement, unattributed } from './requirement.ts';

const stance = 'escalate';
// the owner's decision is what settles it: there is nothing to override
const override = 'named';

const workarounds = ({ authority }: PacketBody): readonly string[] =>
  authority.denied
    .filter((denial) => denial.enforced && denial.next.kind === 'workaround')
    .map((denial) => `${denial.tool} #${denial.seq}, then ${denial.next.calls.join(', ')}`);

const approvedText = ({ path, approved }: Packet['delivery']['changes'][number]): string =>
  `${path} (${approved.map((one) => `R${one}`).join(', ')})`;

const rules = ({ risk }: PacketBody): string => {
  const by = risk.matches.filter((match) => match.tier === risk.tier).map((match) => match.rule);
  return by.length > 0 ? ` by ${few([...new Set(by)])}` : '';
};

/** What only the owner may let pass where it is not so. */
export const TO_ESCALATE: readonly Requirement[] = [
  {
    id: 'risk',
    title: 'the risk is low or medium',
    stance,
    override,
    against: (packet) =>
      isHigh(packet) ? `${packet.risk.tier} risk${rules(packet)}: ${packet.run.owner ?? 'a named owner'} decides` : undefined,
  },
  {
    id: 'not-widened',
    title: 'at high risk nobody widened the scope',
    stance,
    override,
    applies: isHigh,
    against: ({ authority, risk }) =>
      named(
        authority.widened.filter((one) => one.answer === 'approve').map((one) => `R${one.request} by ${one.by}`),
        (few) => `the scope was widened in a run of ${risk.tier} risk: ${few}`,
      ),
  },
  {
    id: 'authors-known',
    title: 'the record claims every change',
    stance,
    override,
    applies: (packet) => !isHigh(packet),
    against: (packet) => named(unattributed(packet), (few) => `nothing in the record claims what changed: ${few}`),
  },
  {
    id: 'no-approved-change',
    title: 'nothing changed beyond the scope by approval',
    stance,
    override,
    against: ({ delivery }) =>
      named(
        delivery.changes.filter((change) => change.approved.length > 0).map(approvedText),
        (few) => `changed beyond the scope, by approval: ${few}`,
      ),
  },
  {
    id: 'no-workaround',
    title: 'no denial was worked around',
    stance,
    override,
    against: (packet) => named(workarounds(packet), (few) => `denied, and then reached by another call: ${few}`),
  },
  {
    id: 'no-lasting-effect',
    title: 'going back undoes everything',
    stance,
    override,
    against: ({ effects }) => (effectsLine(effects) === '' ? undefined : `effects that going back does not undo: ${effectsLine(effects)}`),
  },
  {
    id: 'coverage-known',
    title: 'whether every call was seen is known',
    stance,
    override,
    against: ({ coverage }) =>
      coverage.state === 'unknown' ? `whether every call was seen is not known: ${coverage.why ?? 'not checked'}` : undefined,
  },
  {
    id: 'evidence-owed',
    title: 'changed code owes evidence',
    stance,
    override,
    applies: ({ risk, delivery }) => risk.tier !== 'low' && delivery.changes.length > 0,
    against: ({ evidence }) =>
      evidence.owed.some((item) => item.result !== 'not checked')
        ? undefined
        : 'no evidence was owed for what changed: nothing in the scope says how it should be shown to work',
  },
  {
    id: 'tests-not-weakened',
    title: 'tests ask for as much as before',
    stance,
    override,
    against: ({ delivery }) =>
      named(
        delivery.weakened.map((one) => `${one.path} (${one.kind})`),
        (few) => `tests ask for less than before: ${few}`,
      ),
  },
  {
    id: 'rollback',
    title: 'going back restores the baseline',
    stance,
    override,
    against: ({ rollback }) =>
      rollback.tried === 'does not restore it' ? `going back does not restore the baseline: ${rollback.why ?? ''}` : undefined,
  },
  {
    id: 'content-read',
    title: 'every changed file was looked into',
    stance,
    override,
    applies: ({ risk }) => risk.tier !== 'low',
    against: ({ delivery }) => named(delivery.unread, (few) => `changed and not looked into (binary, large or forbidden): ${few}`),
  },
  {
    id: 'assurance',
    title: 'the record is as well anchored as the policy asks',
    stance,
    override,
    applies: ({ assurance }) => assurance.length > 0,
    against: ({ assurance }) =>
      named(
        assurance.filter((one) => !one.met).map((one) => `\`${one.level}\` (${one.place})`),
        (few) => `this record is self-reported, and the policy asks for ${few}`,
      ),
  },
];

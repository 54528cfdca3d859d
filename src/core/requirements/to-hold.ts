import type { Packet } from '../../schema/packet.ts';
import type { PacketBody } from '../packet/assemble.ts';
import { few, isHigh, named, type Requirement, unattributed } from './requirement.ts';

const stance = 'hold';
const override = 'named';

/** Changed paths that stand so to the scope, by no approval. */
const paths = ({ delivery }: PacketBody, scope: string): readonly string[] =>
  delivery.changes.filter((change) => change.scope === scope && change.approved.length === 0).map((change) => change.path);

type Owed = Packet['evidence']['owed'][number];

const owed = ({ evidence }: PacketBody, test: (item: Owed) => boolean): readonly string[] =>
  evidence.owed.filter(test).map((item) => item.name);

const owesSome = ({ evidence }: PacketBody): boolean => evidence.owed.length > 0;

const stale = ({ evidence }: PacketBody): readonly string[] =>
  evidence.owed.filter((item) => item.freshness === 'stale').map((item) => `${item.name} (${few(item.differs, 2)} changed after it began)`);

const contradictions = ({ evidence }: PacketBody): readonly string[] =>
  evidence.owed.flatMap((item) => (item.contradiction === undefined ? [] : [`${item.name}: ${item.contradiction}`]));

const contradicted = ({ claims }: PacketBody): readonly string[] =>
  claims.items.filter((claim) => claim.verdict === 'contradicted').map((claim) => `“${claim.text.slice(0, 100)}” (${claim.evidence})`);

/** What holds a run back where it is not so. */
export const TO_HOLD: readonly Requirement[] = [
  {
    id: 'scope',
    title: 'the run had a scope',
    stance,
    override,
    against: ({ enforcement }) => (enforcement.value === 'unscoped' ? `the run had no scope: ${enforcement.why ?? ''}` : undefined),
  },
  {
    id: 'enforced',
    title: 'the scope was enforced',
    stance,
    override,
    applies: ({ enforcement }) => enforcement.value !== 'unscoped',
    against: ({ enforcement }) => (enforcement.value === 'observed' ? 'the scope was observed, not enforced' : undefined),
  },
  {
    id: 'record',
    title: 'the record is whole',
    stance,
    override: 'never',
    against: ({ record }) =>
      record.intact ? undefined : `the record is broken: ${record.problem ?? 'the frozen scope is not the one that was recorded'}`,
  },
  {
    id: 'self-test',
    title: 'the hooks denied a known-bad call',
    stance,
    override,
    against: ({ record }) => (record.selfTest === 'passed' ? undefined : `the self-test of the hooks: ${record.selfTest}`),
  },
  {
    id: 'judged',
    title: 'every call was judged before it ran',
    stance,
    override,
    against: ({ unfinished }) => named(unfinished.unjudged, (calls) => `ran without a verdict: ${calls}`),
  },
  {
    id: 'changes-known',
    title: 'what changed is known',
    stance,
    override: 'never',
    against: ({ delivery }) => (delivery.problem === undefined ? undefined : `what changed is not known: ${delivery.problem}`),
  },
  {
    id: 'no-forbidden-change',
    title: 'nothing changed in a forbidden zone',
    stance,
    override,
    against: (packet) => named(paths(packet, 'forbidden'), (few) => `changed in a forbidden zone: ${few}`),
  },
  {
    id: 'no-protected-change',
    title: 'nothing that guards the agent changed',
    stance,
    override,
    against: (packet) => named(paths(packet, 'protected'), (few) => `changed although protected: ${few}`),
  },
  {
    id: 'inside-scope',
    title: 'nothing changed outside the scope',
    stance,
    override,
    applies: ({ enforcement }) => enforcement.value !== 'unscoped',
    against: (packet) => named(paths(packet, 'outside'), (few) => `changed outside the scope: ${few}`),
  },
  {
    id: 'changes-seen',
    title: 'every written path is in a tree',
    stance,
    override,
    against: ({ delivery }) => named(delivery.unseen, (few) => `written where no tree can show it: ${few}`),
  },
  {
    id: 'evidence-there',
    title: 'all owed evidence is there',
    stance,
    override,
    applies: owesSome,
    against: (packet) =>
      named(
        owed(packet, (item) => item.result === 'missing'),
        (few) => `owed and not run: ${few}`,
      ),
  },
  {
    id: 'evidence-passed',
    title: 'all owed evidence passed',
    stance,
    override,
    applies: owesSome,
    against: (packet) =>
      named(
        owed(packet, (item) => item.result === 'failed'),
        (few) => `owed and failed: ${few}`,
      ),
  },
  {
    id: 'evidence-fresh',
    title: 'owed evidence is of exactly this tree',
    stance,
    override,
    applies: owesSome,
    against: (packet) => named(stale(packet), (few) => `stale: ${few}`),
  },
  {
    id: 'evidence-datable',
    title: 'whether evidence is fresh is known',
    stance,
    override,
    applies: owesSome,
    against: (packet) =>
      named(
        owed(packet, (item) => item.freshness === 'unknown'),
        (few) => `fresh or stale is not known: ${few}`,
      ),
  },
  {
    id: 'evidence-consistent',
    title: 'exit codes and counts agree',
    stance,
    override,
    applies: owesSome,
    against: (packet) => named(contradictions(packet), (few) => `result and counts contradict each other: ${few}`),
  },
  {
    id: 'no-secrets',
    title: 'no secret in the diff',
    stance,
    override,
    against: ({ delivery }) =>
      named(
        delivery.secrets.map((one) => `${one.path}:${one.line} (${one.kind})`),
        (few) => `secrets in the diff: ${few}`,
      ),
  },
  {
    id: 'coverage',
    title: 'the record covers every call of the transcript',
    stance,
    override,
    applies: ({ coverage }) => coverage.state !== 'unknown',
    against: ({ coverage }) =>
      coverage.state !== 'gaps'
        ? undefined
        : `calls that the record does not cover: ${few(coverage.gaps.map((gap) => `${gap.kind} ${gap.what}`))}`,
  },
  {
    id: 'claims',
    title: 'no claim of the closing message is contradicted',
    stance,
    override,
    against: (packet) => named(contradicted(packet), (few) => `the closing message is contradicted: ${few}`, 2),
  },
  {
    id: 'attributed',
    title: 'at high risk the record claims every change',
    stance,
    override,
    applies: isHigh,
    against: (packet) => named(unattributed(packet), (few) => `nothing in the record claims what changed: ${few}`),
  },
  {
    id: 'no-trip',
    title: 'no stop rule was reached',
    stance,
    override,
    against: ({ stops }) =>
      named(
        stops.trips.filter((trip) => trip.enforced).map((trip) => trip.rule),
        (few) => `stop rule reached: ${few}`,
      ),
  },
  {
    id: 'not-halted',
    title: 'nobody halted the run',
    stance,
    override,
    against: ({ stops }) => (stops.halts.length > 0 ? 'a person halted the run' : undefined),
  },
  {
    id: 'hooks-unchanged',
    title: 'the hooks stayed the same',
    stance,
    override,
    against: ({ configuration }) => named(configuration.hooksChanged, (few) => `hook files changed during the run: ${few}`),
  },
  {
    id: 'settings-unchanged',
    title: 'the settings stayed the same',
    stance,
    override,
    against: ({ configuration }) =>
      configuration.refused.length === 0
        ? undefined
        : `settings were changed during the run (and not loaded): ${configuration.refused.length} times`,
  },
  {
    id: 'mcp-unchanged',
    title: 'MCP tools look as in earlier runs',
    stance,
    override,
    against: ({ configuration }) => named(configuration.mcpChanged, (few) => `MCP tools look otherwise than in an earlier run: ${few}`),
  },
  {
    id: 'nothing-running',
    title: 'nothing ran on after the end',
    stance,
    override,
    against: ({ unfinished }) =>
      unfinished.background === 0 ? undefined : `work was alive in the background at the end: ${unfinished.background}`,
  },
];

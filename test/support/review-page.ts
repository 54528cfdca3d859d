import { readingOrder } from '../../src/core/packet/html/reading-order.ts';
import { lineDiff } from '../../src/core/packet/line-diff.ts';
import type { Form } from '../../src/core/review/form.ts';
import type { Review } from '../../src/core/review/page.ts';
import { shownDiff } from '../../src/core/review/shown-diff.ts';
import { BY_HAND } from '../../src/core/verify/by-hand.ts';
import type { FileDiff } from '../../src/schema/file-diff.ts';
import type { Packet, PacketChange } from '../../src/schema/packet.ts';
import { samplePacket } from './packet.ts';

/** The two sides of a file as the trees of a run give them. */
export function diffOf(path: string, before: string, after: string): FileDiff {
  return { path, status: 'modified', before, after, ...lineDiff(before, after) };
}

const SESSION = `import { now } from './clock.ts';

const LIFETIME = 60 * 60;

/** A session that ends by itself. */
export function open(user: string): Session {
  return { user, ends: now() + LIFETIME };
}

export function isOpen(session: Session): boolean {
  return session.ends > now();
}
`;

const TEXTS: readonly FileDiff[] = [
  diffOf(
    'src/auth/session.ts',
    SESSION,
    SESSION.replace('60 * 60', '12 * 60 * 60').replace(
      '  return session.ends > now();',
      '  if (session.revoked) return false;\n  return session.ends > now();',
    ),
  ),
  diffOf('src/auth/token.ts', 'export const ISSUER = "login";\n', 'export const ISSUER = "login";\nexport const LEEWAY = 30;\n'),
  diffOf('test/auth/session.test.ts', "it('expires after an hour', () => {\n", "it.skip('expires after an hour', () => {\n"),
  diffOf('package-lock.json', '    "left-pad": { "version": "1.2.0" }\n', '    "left-pad": { "version": "1.3.0" }\n'),
];

export const sampleForm = (packet: Packet, more: Partial<Form> = {}): Form => ({
  typed: {
    value: 'hold',
    owner: 'owner@example.com',
    reason: '',
    evidence: [],
    more: '',
    asked: '',
    residualRisk: '',
    rollback: packet.rollback.text,
    overrides: {},
    until: '2026-11-29',
    sign: true,
  },
  problems: [],
  token: 'f'.repeat(64),
  seen: '9'.repeat(64),
  offered: ['tests', 'packet', 'diff', 'claims', 'denials', 'rollback'],
  unmet: packet.requirements.filter((one) => one.status === 'unmet' && one.stance === 'hold'),
  key: '~/.ssh/id_ed25519',
  ...more,
});

/** The change with the numbers of its texts. */
function counted(change: PacketChange): PacketChange {
  const diff = TEXTS.find((one) => one.path === change.path);
  return diff === undefined ? change : { ...change, added: diff.added.length, removed: diff.removed.length };
}

/** A review of the sample packet. */
export function sampleReview(more: Partial<Review> = {}): Review {
  const packet = more.packet ?? samplePacket();
  return {
    packet,
    verify: BY_HAND,
    diff: shownDiff(readingOrder(packet.delivery.changes.map(counted)), { diffs: TEXTS, why: new Map([['assets/logo.png', 'binary']]) }),
    earlier: [],
    form: sampleForm(packet),
    ...more,
  };
}

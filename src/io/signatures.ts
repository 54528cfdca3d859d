import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APPROVAL_NAMESPACE, answerText } from '../core/answer-text.ts';
import type { AnswerBody } from '../schema/event.ts';
import type { Frozen } from '../schema/frozen.ts';
import type { Standing } from '../schema/standing.ts';
import { readEvents } from './event-log.ts';

/** Loaded when it is needed: only a call that an answer lifts pays for it. */
const spawnSync: typeof import('node:child_process').spawnSync = (...args: unknown[]) =>
  (process.getBuiltinModule('node:child_process').spawnSync as (...all: unknown[]) => never)(...args);

const PATIENCE = 5_000;

/** Why an answer in the record is no answer where answers must be signed; undefined where it is good, or need not be. */
export function unsignedAnswer(folder: string, seq: number, frozen: Frozen): string | undefined {
  const { standing, run } = frozen;
  if (standing?.signed === undefined) return undefined;
  const event = readEvents(folder).find((one) => one.seq === seq);
  if (event?.type !== 'answered') return 'the answer is not in the record';
  const checked = checkAnswer(run, event, frozen);
  return 'problem' in checked ? checked.problem : undefined;
}

export type Checked = { readonly signer: string } | { readonly problem: string };

/** Is an answer signed, for this purpose, by a key that every policy lists now, of somebody who may approve? */
export function checkAnswer(run: string, answer: AnswerBody, { standing, scope }: Pick<Frozen, 'standing' | 'scope'>): Checked {
  const { signature } = answer;
  if (signature === undefined) return { problem: 'the answer is not signed' };
  const keys = { signers: standing?.allowedSigners ?? [], revoked: standing?.revokedSigners ?? [] };
  const checked = signedBy(keys, { text: answerText(run, answer), signature, namespace: APPROVAL_NAMESPACE });
  if ('problem' in checked) return checked;
  const { signer } = checked;
  const approvers = standing?.approvers.map((one) => one.name) ?? [];
  const may = approvers.length > 0 ? approvers : scope === undefined ? [] : [scope.approver];
  return may.includes(signer) ? { signer } : { problem: `\`${signer}\` may not answer requests here` };
}

/** Files of keys that may sign, and of keys that may not any more. */
export interface Keys {
  readonly signers: Standing['allowedSigners'];
  readonly revoked: Standing['allowedSigners'];
}

interface Signed {
  readonly text: string;
  /** Armoured. */
  readonly signature: string;
  readonly namespace: string;
}

/** Who signed a text, by every policy that lists keys; or why the signature does not count. */
export function signedBy(keys: Keys, { text, signature, namespace }: Signed): Checked {
  if (keys.signers.length === 0) return { problem: 'no policy names a file of allowed signers' };
  const revoked = keys.revoked.map(({ path }) => path);
  const checked = keys.signers.map(({ path }) => verify({ signers: path, revoked, signature, text, namespace }));
  const bad = checked.find((one) => 'problem' in one);
  if (bad) return bad;
  const names = [...new Set(checked.map((one) => ('signer' in one ? one.signer : '')))];
  const [signer = ''] = names;
  return names.length === 1 ? { signer } : { problem: `its key is of different people by different policies: ${names.join(', ')}` };
}

interface Question {
  /** File of allowed signers. */
  readonly signers: string;
  /** Files of keys that count no more. */
  readonly revoked: readonly string[];
  /** Armoured. */
  readonly signature: string;
  readonly text: string;
  readonly namespace: string;
}

/** `ssh-keygen -Y`: whose key made this signature over this text, for this purpose; a key counts while it is listed, valid today, and not revoked. */
function verify({ signers, revoked, signature, text, namespace }: Question): Checked {
  const folder = mkdtempSync(join(tmpdir(), 'twoloops-signature-'));
  try {
    const file = join(folder, 'signature');
    writeFileSync(file, signature, { mode: 0o600 });
    const found = keygen(['-Y', 'find-principals', '-s', file, '-f', signers]);
    const [signer] = found.status === 0 ? found.stdout.split('\n') : [];
    if (signer === undefined || signer === '') return { problem: `its key is not in ${signers}, or not valid today` };
    const ask = ['-Y', 'verify', '-f', signers, '-I', signer, '-n', namespace, '-s', file];
    // ssh-keygen takes one file of revoked keys a call
    for (const more of revoked.length === 0 ? [[]] : revoked.map((one) => ['-r', one])) {
      const good = keygen([...ask, ...more], text);
      if (good.status !== 0) return { problem: `the signature is not good: ${firstLine(good.stderr || good.stdout)}` };
    }
    return { signer };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Signs a text with a key file, or with the key of a public file that an agent or a hardware key holds. `asks`: somebody sits
 * there, so that what ssh-keygen asks for (a passphrase, a touch) is shown.
 */
export function sign(
  key: string,
  text: string,
  namespace: string,
  asks = false,
): { readonly signature: string } | { readonly problem: string } {
  const folder = mkdtempSync(join(tmpdir(), 'twoloops-signature-'));
  try {
    const file = join(folder, 'text');
    writeFileSync(file, text, { mode: 0o600 });
    const done = spawnSync('ssh-keygen', ['-Y', 'sign', '-f', key, '-n', namespace, file], {
      encoding: 'utf8',
      stdio: ['inherit', 'pipe', asks ? 'inherit' : 'pipe'],
    });
    if (done.status !== 0) return { problem: firstLine(done.stderr || String(done.error ?? 'see above')) };
    return { signature: readFileSync(`${file}.sig`, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function keygen(args: readonly string[], input = ''): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync('ssh-keygen', [...args], { input, encoding: 'utf8', timeout: PATIENCE });
  return { status, stdout: stdout ?? '', stderr: stderr ?? '' };
}

const firstLine = (text: string): string => text.trim().split('\n')[0] ?? '';

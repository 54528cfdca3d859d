import { describe, expect, it } from 'vitest';
import { findingText, type LiftQuestion, lift } from '../../src/core/requests.ts';
import { EMPTY_STATE, fold } from '../../src/core/state.ts';
import { costOf, tokensOf, withLines } from '../../src/core/usage.ts';
import type { RunEvent } from '../../src/schema/event.ts';
import type { Answered } from '../../src/schema/state.ts';
import type { Finding, Verdict } from '../../src/schema/verdict.ts';

const finding: Finding = { code: 'EDIT_OUTSIDE_SCOPE', args: { kind: 'edit', path: 'package.json' }, rule: 's.yaml:1:1 edit.allow' };
const verdict: Verdict = { verdict: 'deny', findings: [finding], accesses: [{ kind: 'edit', target: 'package.json' }], uses: [] };
const hash = (text: string): string => `#${text}`;
const yes: Answered = {
  request: 1,
  answer: 'approve',
  how: 'once',
  until: 1_000,
  lifts: [hash(findingText(finding))],
  digest: 'd',
  frozen: 'f',
  reason: 'r',
  seq: 5,
};
const ask = (more: Partial<LiftQuestion> = {}, answer: Partial<Answered> = {}) =>
  lift({ verdict, answers: [{ ...yes, ...answer }], digest: 'd', frozen: 'f', now: 500, hash, ...more }).lifted;

describe('an answer', () => {
  it('counts for the call, the scope and the time that it was given for', () => {
    expect(ask()).toBe(true);
    expect(ask({ digest: 'other' }), 'other arguments').toBe(false);
    expect(ask({ frozen: 'other' }), 'carried over from another run').toBe(false);
    expect(ask({ now: 1_000 }), 'expired').toBe(false);
    expect(ask({}, { lifts: [] }), 'another target').toBe(false);
    expect(ask({}, { answer: 'deny', until: null })).toBe(false);
  });

  it('is void where one of several reasons has none', () => {
    const other: Finding = { ...finding, args: { ...finding.args, path: 'lib/b.ts' } };
    expect(ask({ verdict: { ...verdict, findings: [finding, other] } })).toBe(false);
  });

  it('with no is stronger than any yes', () => {
    const no: Answered = { ...yes, answer: 'deny', how: 'run', digest: null, until: null };
    expect(lift({ verdict, answers: [{ ...yes, how: 'run', digest: null }, no], digest: 'd', frozen: 'f', now: 1, hash })).toMatchObject({
      lifted: false,
      refused: { answer: 'deny' },
    });
  });

  it('for one call is gone from the state with it, at once', () => {
    const line = { hash: 'h', bytes: 1, countFiles: false };
    const used = {
      type: 'verdict',
      at: '2026-01-01T00:00:00Z',
      seq: 6,
      verdict: 'allow',
      enforced: true,
      findings: [],
      accesses: [],
      uses: [],
      id: 't',
      approvals: [1],
    };
    expect(fold({ ...EMPTY_STATE, answers: [yes] }, used as unknown as RunEvent, line).answers).toEqual([]);
    expect(fold({ ...EMPTY_STATE, answers: [{ ...yes, how: 'run' }] }, used as unknown as RunEvent, line).answers).toHaveLength(1);
  });
});

describe('usage', () => {
  const line = (id: string, output: number): string =>
    JSON.stringify({ type: 'assistant', message: { id, model: 'm', usage: { input_tokens: 1, output_tokens: output } } });

  it('counts the last line of a message, wherever a reading was cut', () => {
    const lines = [line('a', 1), line('a', 7), '{"broken', line('b', 2), JSON.stringify({ type: 'user', usage: 1, assistant: 1 })];
    const none = { offset: 0, recent: [], models: {} };
    const whole = withLines(none, lines, 10);
    const parts = lines.reduce((at, one) => withLines(at, [one], 2), none as typeof whole);
    for (const file of [whole, parts]) expect(tokensOf({ files: { f: file } })).toBe(11);
  });

  it('has no cost where a price is missing, rather than a low one', () => {
    const files = { f: { offset: 0, recent: [], models: { opus: [1_000_000, 0, 0, 0], haiku: [1, 0, 0, 0] } } } as const;
    const price = { model: 'opus', input: 5, output: 0, cacheRead: 0, cacheWrite: 0, place: 'p' };
    expect(costOf({ files }, [price])).toEqual({ unknown: 'the policy has no price for `haiku`' });
    expect(costOf({ files }, [price, { ...price, model: '*' }])).toMatchObject({ usd: expect.closeTo(5, 3) });
  });
});

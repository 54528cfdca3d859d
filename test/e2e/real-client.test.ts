import { beforeAll, describe, expect, it, vi } from 'vitest';
import { authorityCases } from './cases/authority-cases.ts';
import { controlCases } from './cases/control-cases.ts';
import { packetCases } from './cases/packet-cases.ts';
import { recordCases } from './cases/record-cases.ts';
import { runCases } from './cases/run-cases.ts';
import { shellCases } from './cases/shell-cases.ts';
import { tamperCases } from './cases/tamper-cases.ts';
import { toolCases } from './cases/tool-cases.ts';
import { writeCases } from './cases/write-cases.ts';
import { ensureClient } from './client.ts';
import { namespaceProblem } from './namespace.ts';

const suite = 'the real client under the built hooks';
const problem = namespaceProblem();
const mayNotSkip = process.env['TWOLOOPS_NO_SKIP'] === '1';
const skip = problem !== undefined && !mayNotSkip;
if (skip) console.warn(`SKIPPED: ${suite} (test/e2e/real-client.test.ts): ${problem}`);

it.skipIf(skip)('a network namespace is to be had', () => {
  expect(problem).toBeUndefined();
});

describe.skipIf(problem !== undefined)(suite, () => {
  vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });
  beforeAll(() => {
    ensureClient();
  });
  controlCases();
  writeCases();
  toolCases();
  shellCases();
  runCases();
  recordCases();
  tamperCases();
  authorityCases();
  packetCases();
});

import { tmpdir } from 'node:os';
import { expect, it, onTestFinished } from 'vitest';
import { type Mock, startMock } from './mock-api.ts';
import { foreignInterfaces } from './namespace.ts';
import type { Script } from './script.ts';

async function mockOf(script: Script): Promise<Mock> {
  const mock = await startMock(script, { cwd: tmpdir(), env: { PATH: process.env['PATH'] }, prefix: 's0' });
  onTestFinished(() => mock.close());
  return mock;
}

const ask = (first: string, more: object = {}): object => ({
  model: 'm',
  tools: [{ name: 'Read' }],
  messages: [{ role: 'user', content: first }],
  ...more,
});

async function post({ url }: Mock, body: object, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(`${url}/v1/messages?beta=true`, { method: 'POST', headers, body: JSON.stringify(body) });
  return response.text();
}

it('the mock answers plainly or as a stream, as it is asked', async () => {
  const mock = await mockOf({ turns: [{ tools: [{ name: 'Read', input: { file_path: 'a' } }] }, { text: 'Bye.' }] });
  expect(JSON.parse(await post(mock, ask('one')))).toMatchObject({
    stop_reason: 'tool_use',
    content: [{ id: 'toolu_s0n0_0', name: 'Read' }],
  });
  const stream = await post(mock, ask('two', { stream: true }));
  expect(stream.match(/^event: \w+/gm)?.at(-1)).toBe('event: message_stop');
  expect(stream).toContain('"text_delta","text":"Bye."');
  expect(mock.unused()).toEqual({});
});

it('the mock gives a repeated request its turn again, and side requests none', async () => {
  const mock = await mockOf({ turns: [{ text: 'First.' }, { text: 'Second.' }] });
  expect(await post(mock, ask('one'))).toContain('First.');
  expect(await post(mock, ask('one'))).toContain('First.');
  expect(await post(mock, { model: 'm', messages: [] })).toContain('ok');
  expect(mock.unused()).toEqual({ main: 1 });
});

it('the mock keeps subagents apart by the text of their first message', async () => {
  const mock = await mockOf({ turns: [{ text: 'Main.' }], conversations: [{ match: 'PART', turns: [{ text: 'Part.' }] }] });
  const byAgent = { 'x-claude-code-agent-id': 'a1' };
  expect(await post(mock, ask('do PART now'), byAgent)).toContain('Part.');
  expect(await post(mock, ask('something else'), byAgent)).toContain('Done.');
  expect(await post(mock, ask('do PART now'))).toContain('Main.');
  expect(mock.log.map(({ conversation }) => conversation)).toEqual(['agent:PART', 'agent', 'main']);
});

it('the mock runs the shell command of a turn before it answers', async () => {
  const mock = await mockOf({ turns: [{ sh: 'echo here; exit 3', text: 'Done.' }] });
  await post(mock, ask('one'));
  expect(mock.log).toMatchObject([{ sh: { exit: 3, output: 'here\n' } }]);
});

it('an interface besides loopback is seen', () => {
  const head = 'Inter-|   Receive\n face |bytes\n';
  expect(foreignInterfaces(`${head}    lo: 0 0\n`)).toEqual([]);
  expect(foreignInterfaces(`${head}    lo: 0 0\n  eth0: 12 1\n`)).toEqual(['eth0']);
});

import { appendFileSync, chmodSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventsOf, start } from '../support/hooks.ts';
import { put, repository, scopeText } from '../support/repository.ts';
import { session } from '../support/session.ts';

const FILES = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`src/f${i}.txt`, `one ${i}\ntwo\n`]));
const SCOPE = { edit: '{ allow: ["src/**", "docs/**"] }', commands: '{ allow: ["node *", "bash *", "rm *"] }' };

/** What a person or an editor does: at least a tick before the next command. */
function byHand(change: () => void): void {
  change();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60);
}

function opened(scope: Readonly<Record<string, string>> = SCOPE): string {
  const root = repository({ ...FILES, 'docs/crlf.md': 'a\r\nb\r\n', '.gitignore': 'out/\n', '.claude/scope.yaml': scopeText(scope) });
  put(root, { 'src/dirty.txt': 'dirty before\n', 'src/f59.txt': 'dirty, too\n' });
  expect(start(root).status).toBe(0);
  return root;
}

describe('attribution', () => {
  it('names who brought each of sixty changes about, and nobody where nothing claims one', () => {
    const root = opened();
    const { write, edit, bash, begin, finish, stop, packet } = session(root);
    const file = (i: number): string => join(root, `src/f${i}.txt`);
    const sub = { agent_id: 'a1', agent_type: 'Explore' };

    // file tools: whole files, parts, line ends, a path that git ignores, a subagent
    for (const i of [0, 1, 2, 3]) write(`src/f${i}.txt`, `written ${i}\n`);
    for (const i of [0, 1, 2, 3]) write(`src/new${i}.txt`, `new ${i}\n`);
    for (const i of [4, 5, 6, 7]) edit(`src/f${i}.txt`, 'two', 'three');
    edit('docs/crlf.md', 'b', 'c');
    write('src/sub.txt', 's\n', sub);
    edit('src/f8.txt', 'two', 'by a subagent', sub);

    // commands: write, append, delete, move, mode, link, many at once, one that fails after it wrote, a subagent's
    bash('echo x > src/f9.txt');
    bash('echo y >> src/f10.txt && echo z > src/made.txt');
    bash('rm src/f11.txt');
    bash('mv src/f12.txt src/moved.txt');
    bash('chmod +x src/f13.txt');
    bash('ln -s f0.txt src/link');
    bash('for i in 14 15 16 17 18; do echo loop > src/f$i.txt; done');
    expect(bash('echo failed > src/f19.txt; false')).toBe(1);
    bash('echo sub > src/f20.txt', sub);

    // by hand between calls: change, create, delete, mode; a command comes after each
    byHand(() => appendFileSync(file(21), 'by hand\n'));
    bash('echo x > src/f22.txt');
    byHand(() => writeFileSync(join(root, 'src/hand.txt'), 'h\n'));
    byHand(() => rmSync(file(23)));
    byHand(() => chmodSync(file(24), 0o755));
    byHand(() => symlinkSync('f0.txt', join(root, 'src/handlink')));
    bash('echo x > docs/after.md');

    // several hands on one path
    edit('src/f25.txt', 'two', 'tool');
    byHand(() => appendFileSync(file(25), 'and by hand\n'));
    bash('echo x > src/f26.txt');
    byHand(() => appendFileSync(file(27), 'by hand first\n'));
    bash('true > src/f28.txt');
    write('src/f27.txt', 'taken over whole\n');
    bash('echo command > src/f29.txt');
    edit('src/f29.txt', 'command', 'then a tool');
    edit('src/f30.txt', 'two', 'a tool');
    bash('echo then a command >> src/f30.txt');
    byHand(() => appendFileSync(file(31), 'by hand\n'));
    bash('echo and a command >> src/f32.txt');
    edit('src/f31.txt', 'two', 'and a tool');
    edit('src/f33.txt', 'two', 'tool');
    write('src/f33.txt', 'whole\n');

    // side by side: what a result names is its own, the rest is of both
    const one = begin('node one.js');
    const two = begin('node two.js');
    writeFileSync(file(34), 'one\n');
    writeFileSync(file(35), 'either\n');
    finish(one, 'node one.js', { response: { bashEditDiff: { changedFiles: [file(34)] } } });
    writeFileSync(file(36), 'two alone\n');
    finish(two, 'node two.js');

    // another run on the same work tree
    const other = { session_id: '11111111-0000-4000-8000-000000000000' };
    expect(start(root, {}, other).status).toBe(0);
    session(root, other).write('src/f37.txt', 'the other run\n');
    byHand(() => undefined);
    bash('echo x > src/f38.txt');

    // there and back again; dirty before and changed; after the last command by hand
    bash('cp src/f39.txt src/copy && echo gone > src/f39.txt && mv src/copy src/f39.txt');
    edit('src/f59.txt', 'dirty', 'changed');
    byHand(() => appendFileSync(file(40), 'at the very end\n'));
    write('src/last.txt', 'last\n');
    stop();

    const { delivery } = packet();
    const of = Object.fromEntries(
      delivery.changes.map((change) => [
        change.path,
        change.authors.map((author) => `${author.kind}${author.agent === undefined ? '' : ` by ${author.agent}`}`).join(' + '),
      ]),
    );
    const tool = Object.fromEntries(
      [0, 1, 2, 3].flatMap((i) => [`src/f${i}.txt`, `src/new${i}.txt`, `src/f${i + 4}.txt`]).map((path) => [path, 'tool']),
    );
    const command = Object.fromEntries(
      [9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 22, 26, 28, 32, 38].map((i) => [`src/f${i}.txt`, 'command']),
    );
    expect(of).toEqual({
      ...tool,
      ...command,
      'docs/crlf.md': 'tool',
      'src/sub.txt': 'tool by Explore',
      'src/f8.txt': 'tool by Explore',
      'src/made.txt': 'command',
      'src/moved.txt': 'command',
      'src/link': 'command',
      'src/f20.txt': 'command by Explore',
      'src/f21.txt': 'unattributed',
      'src/hand.txt': 'unattributed',
      'src/f23.txt': 'unattributed',
      'src/f24.txt': 'unattributed',
      'src/handlink': 'unattributed',
      'docs/after.md': 'command',
      'src/f25.txt': 'tool + unattributed',
      'src/f27.txt': 'tool',
      'src/f29.txt': 'command + tool',
      'src/f30.txt': 'tool + command',
      'src/f31.txt': 'unattributed + tool',
      'src/f33.txt': 'tool',
      'src/f34.txt': 'command',
      'src/f35.txt': 'command + command',
      'src/f36.txt': 'command',
      'src/f37.txt': 'other run',
      'src/f59.txt': 'tool',
      'src/f40.txt': 'unattributed',
      'src/last.txt': 'tool',
    });
    expect(delivery.changes.length).toBeGreaterThanOrEqual(54);
    expect(delivery.changes.find((change) => change.path === 'src/f59.txt')?.dirtyBefore).toBe(true);
    expect(delivery.preexisting).toEqual({ paths: ['src/dirty.txt'], count: 1 });
    expect(packet().headline[2]?.text).toMatch(/8 unattributed.*1 by another run: src\/f37\.txt/);
  }, 120_000);

  it('trips where the scope allows none that nobody claims', () => {
    const root = opened({ ...SCOPE, stop: '{ unattributed_changes: 1 }' });
    const { bash } = session(root);
    bash('echo x > src/f1.txt');
    byHand(() => appendFileSync(join(root, 'src/f2.txt'), 'by hand\n'));
    expect(() => bash('echo x > src/f3.txt')).toThrow('stop rule `unattributed_changes` reached');
    expect(eventsOf(root).at(-1)).toMatchObject({ type: 'result', foreign: ['src/f2.txt'], trip: { rule: 'unattributed_changes' } });
  });

  it('counts what was written in the background as that', () => {
    const root = opened();
    const { begin, finish, stop, packet } = session(root);
    const id = begin('node server.js');
    finish(id, 'node server.js', { response: { backgroundTaskId: 'b1' } });
    byHand(() => writeFileSync(join(root, 'src/f1.txt'), 'later\n'));
    stop('done', { background_tasks: [{ id: 'b1', type: 'shell', status: 'running', description: 'server' }] });
    expect(packet().delivery.changes[0]?.authors).toEqual([
      { kind: 'command', by: expect.stringMatching(/^Bash #\d+ \(in the background\)$/) },
    ]);
  });
});

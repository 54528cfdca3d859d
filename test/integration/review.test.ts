import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { servePage } from '../../src/io/local-page.ts';
import { fetchedFolder, runOfSession, runsFolder } from '../../src/io/run-folder.ts';
import { cli } from '../support/hooks.ts';
import { byHand, changeGuide, openRun, PEOPLE, type Release, releaseRepository, WORDS } from '../support/release.ts';
import { put } from '../support/repository.ts';
import { ask, endReviews, startReview, visit } from '../support/review.ts';
import { folderOf } from '../support/session.ts';

afterEach(endReviews);

const SHIP = {
  value: 'ship',
  owner: PEOPLE.reviewer,
  reason: 'looked at it',
  residualRisk: 'none that I see',
  rollback: 'twoloops rollback',
};

function guide(setting: Parameters<typeof releaseRepository>[0] = {}): Release & { readonly folder: string } {
  const made = releaseRepository(setting);
  const { id } = changeGuide(made.root);
  return { ...made, folder: folderOf(made.root, id) };
}

const decisionsIn = (folder: string): readonly string[] => {
  const file = join(folder, 'decisions.jsonl');
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
};

const nobodyListens = (port: number): Promise<boolean> =>
  ask(port, '/').then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ECONNREFUSED',
  );

describe('the door of the review page', () => {
  it('opens once with the token, and afterwards to its cookie alone', async () => {
    const { root } = guide();
    const { url, port } = await startReview(root, 'reviewer');
    const token = new URL(url).searchParams.get('token') ?? '';
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect(await ask(port, '/')).toMatchObject({ status: 403, text: 'open the address that `twoloops review` printed\n' });
    expect((await ask(port, `/?token=${'0'.repeat(64)}`)).status).toBe(403);
    expect((await ask(port, '/?token=')).status).toBe(403);
    // to look does not use it up
    expect((await ask(port, `/?token=${token}`, { method: 'HEAD' })).status).toBe(403);
    const entered = await ask(port, `/?token=${token}`);
    expect(entered).toMatchObject({ status: 303, headers: { location: '/', 'referrer-policy': 'no-referrer' } });
    const [set = ''] = entered.headers['set-cookie'] as readonly string[];
    expect(set).toMatch(new RegExp(`^twoloops-review-${port}=[0-9a-f]{64}; HttpOnly; SameSite=Strict; Path=/$`));
    expect(set).not.toContain(token);
    const used = await ask(port, `/?token=${token}`, { headers: { cookie: set.split(';')[0] ?? '' } });
    expect(used).toMatchObject({ status: 403 });
    expect(used.text).toContain('was opened already');
    const cookie = `other=1; ${set.split(';')[0]}`;
    const page = await ask(port, '/', { headers: { cookie } });
    expect(page.status).toBe(200);
    expect(page.text).toContain('Go to the decision');
    expect(page.text).not.toContain(token);
    expect((await ask(port, '/', { headers: { cookie: `twoloops-review-${port}=${'0'.repeat(64)}` } })).status).toBe(403);
    expect((await ask(port, '/nothing', { headers: { cookie } })).status).toBe(404);
    expect((await ask(port, '/nothing')).status).toBe(403);
    expect(page.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-[^']+'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'$/,
      ),
    });
    expect(Object.keys(page.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('answers to its own names, methods and pages only', async () => {
    const { root } = guide();
    const open = await startReview(root, 'reviewer');
    const { port } = open;
    const { cookie } = await visit(open);
    const status = async (headers: Record<string, string>, method = 'GET', path = '/'): Promise<number> =>
      (await ask(port, path, { method, headers: { cookie, ...headers } })).status;
    expect(await status({ host: `localhost:${port}` })).toBe(200);
    for (const host of ['planted.invalid', `planted.invalid:${port}`, '127.0.0.1', `127.0.0.1:${port + 1}`, `127.0.0.1:${port}.invalid`])
      expect(await status({ host }), host).toBe(403);
    expect(await status({ 'sec-fetch-site': 'same-origin' })).toBe(200);
    expect(await status({ 'sec-fetch-site': 'none' })).toBe(200);
    expect(await status({ 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await status({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND']) expect(await status({}, method), method).toBe(405);
    const head = await ask(port, '/', { method: 'HEAD', headers: { cookie } });
    expect([head.status, head.text]).toEqual([200, '']);
    for (const path of ['/decide', '/../etc/passwd', '//planted.invalid/', '/%00', '/favicon.ico'])
      expect(await status({}, 'GET', path), path).toBe(404);
    expect(await status({ origin: `http://127.0.0.1:${port}` }, 'POST', '/')).toBe(404);
  });

  it('takes a form from its own page only', async () => {
    const { root, folder } = guide();
    const open = await startReview(root, 'owner');
    const visitor = await visit(open);
    const hidden = await visitor.hidden();
    const form = { ...hidden, ...SHIP, value: 'hold', owner: PEOPLE.owner };
    const origin = `http://127.0.0.1:${open.port}`;
    for (const wrong of ['null', 'http://planted.invalid', `http://localhost:${open.port}`, `${origin}.invalid`, ''])
      expect((await visitor.send(form, { origin: wrong })).status, wrong).toBe(403);
    expect((await visitor.send(form, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await visitor.send(form, { cookie: 'none=1' })).status).toBe(403);
    expect((await visitor.send({ ...form, token: '0'.repeat(64) })).status).toBe(403);
    expect((await visitor.send({ ...form, token: '' })).status).toBe(403);
    expect((await visitor.send({ ...form, reason: 'x'.repeat(300_000) })).status).toBe(413);
    expect(decisionsIn(folder)).toEqual([]);
    expect((await visitor.page()).status).toBe(200);
  });

  it('outlives slow clients, garbage and forms without an end, while others are served', async () => {
    const { root } = guide();
    const open = await startReview(root, 'owner');
    const visitor = await visit(open);
    const host = `127.0.0.1:${open.port}`;
    const raw = (text: string): Promise<number> =>
      new Promise((done) => {
        const began = Date.now();
        const socket = connect(open.port, '127.0.0.1', () => socket.write(text));
        socket.on('error', () => undefined);
        socket.on('close', () => done(Date.now() - began));
        socket.resume();
      });
    const slow = raw(`GET / HTTP/1.1\r\nHost: ${host}\r\nX-Slow: `);
    const garbage = [
      '\0\x01\x02\r\n\r\n',
      `GET / HTTP/1.1\r\nHost: ${host}\r\nX: ${'y'.repeat(40_000)}\r\n\r\n`,
      `CONNECT planted.invalid:443 HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    ];
    await Promise.all(garbage.map(raw));
    const endless = raw(
      `POST /decide HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\nCookie: ${visitor.cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nvalue`,
    );
    const upgrade = await ask(open.port, '/', { headers: { cookie: visitor.cookie, connection: 'upgrade', upgrade: 'websocket' } });
    expect(upgrade.status).toBe(200);
    expect((await visitor.page()).status).toBe(200);
    expect(await slow).toBeLessThan(9_000);
    expect(await endless).toBeLessThan(19_000);
    expect((await visitor.page()).status).toBe(200);
    expect(open.child.exitCode).toBe(null);
  }, 60_000);

  it('closes after a time without a request that was let in, and then nothing listens', async () => {
    const html = 'page';
    const page = await servePage({
      port: 0,
      style: 'x',
      show: () => ({ status: 200, html }),
      act: () => ({ status: 200, html }),
      idle: 600,
    });
    const port = Number(new URL(page.url).port);
    const knocking = setInterval(() => void ask(port, '/').catch(() => undefined), 100);
    const began = Date.now();
    expect(await page.ended).toBe('idle');
    clearInterval(knocking);
    expect(Date.now() - began).toBeLessThan(2_500);
    expect(await nobodyListens(port)).toBe(true);
  });

  it('is for people, and says what it cannot do', async () => {
    const { root, as } = guide();
    const agent = cli(root, ['review', '--no-open'], { env: { CLAUDECODE: '1' } });
    expect([agent.status, agent.stderr]).toEqual([1, expect.stringContaining('review is for people')]);
    expect(as('owner', 'review', '--port', '0')).toMatchObject({ status: 2 });
    expect(as('owner', 'review', '--port', '99999')).toMatchObject({ status: 2 });
    expect(as('owner', 'review', 'nothing-like-that')).toMatchObject({ status: 3 });
    const first = await startReview(root, 'owner');
    const taken = as('owner', 'review', '--no-open', '--port', String(first.port));
    expect([taken.status, taken.stderr]).toEqual([3, expect.stringContaining(`nothing can listen on 127.0.0.1:${first.port}`)]);
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(1);
    expect(first.printed()).toContain('nothing was decided');
    expect(await nobodyListens(first.port)).toBe(true);
  });

  it('opens the browser with the address as one argument, and prints it where there is no display', async () => {
    const { root } = guide();
    put(root, { '../bin/xdg-open': '#!/bin/sh\nprintf "%s\\n" "$@" > "$(dirname "$0")/asked"\n' });
    const path = `${join(root, '../bin')}:${process.env['PATH']}`;
    const shown = await startReview(root, 'owner', ['--open'], { DISPLAY: ':0', PATH: path });
    const asked = join(root, '../bin/asked');
    for (let turn = 0; turn < 100 && !existsSync(asked); turn += 1) await new Promise((done) => setTimeout(done, 20));
    expect(readFileSync(asked, 'utf8')).toBe(`${shown.url}\n`);
    expect(shown.printed()).not.toContain('not opened');
    const blind = await startReview(root, 'owner', ['--open'], { DISPLAY: '', WAYLAND_DISPLAY: '' });
    blind.child.kill('SIGTERM');
    expect(await blind.ended).toBe(1);
    expect(blind.printed()).toContain('not opened by itself: no display');
  });
});

describe('deciding on the page', () => {
  it('records a signed release once, says so, and ends', async () => {
    const { root, keys, folder, as } = guide();
    const open = await startReview(root, 'reviewer', ['--key', keys.reviewer]);
    const visitor = await visit(open);
    const other = await visitor.hidden();
    const form = { ...other, ...SHIP, sign: 'yes', evidence: '0', more: 'diff, #1', asked: 'why now, who asked' };
    const [first, second] = await Promise.all([visitor.send(form), visitor.send(form)]);
    for (const answer of [first, second]) {
      expect(answer?.status).toBe(200);
      expect(answer?.text).toContain('Decision 1: <span class="ship">ship</span>');
    }
    expect(await open.ended).toBe(0);
    expect(await nobodyListens(open.port)).toBe(true);
    expect(open.printed()).toContain('decision 1: ship run');
    const lines = decisionsIn(folder);
    expect(lines).toHaveLength(1);
    const decision = JSON.parse(lines[0] ?? '');
    expect(decision).toMatchObject({ value: 'ship', owner: PEOPLE.reviewer, reason: 'looked at it', asked: ['why now', 'who asked'] });
    expect(decision.evidence).toEqual(expect.arrayContaining(['diff', '#1']));
    expect(decision.signature).toContain('BEGIN SSH SIGNATURE');
    expect(as('reviewer', 'show').status).toBe(0);
  });

  it('gives back what was typed, to the letter, with each refusal at its field', async () => {
    const { root, folder } = guide();
    const open = await startReview(root, 'reviewer');
    const visitor = await visit(open);
    const hidden = await visitor.hidden();
    const typed = '\n</textarea><script>x</script>\ttab "quoted" \u202e& \'more\'';
    const bare = await visitor.send({ ...hidden, value: 'ship', reason: typed, owner: PEOPLE.stranger });
    expect(bare.status).toBe(422);
    expect(bare.text).toContain('<a href="#f-residualRisk">');
    expect(bare.text).toContain('aria-describedby="f-residualRisk-hint f-residualRisk-problem-1" aria-invalid="true"');
    expect(bare.text).toContain(
      '\n\n&lt;/textarea&gt;&lt;script&gt;x&lt;/script&gt;\ttab &quot;quoted&quot; \u202e&amp; &#39;more&#39;</textarea>',
    );
    expect(bare.text).toContain('value="ship" id="f-value" checked=""');
    const stranger = await visitor.send({ ...hidden, ...SHIP, owner: PEOPLE.stranger });
    expect(stranger.status).toBe(422);
    expect(stranger.text).toContain('<a href="#f-owner">`stranger@example.com` may not decide this');
    const unknown = await visitor.send({ ...hidden, ...SHIP, more: 'nothing like it' });
    expect(unknown.text).toContain('<a href="#f-more">there is no evidence `nothing like it`');
    expect((await visitor.send({ ...hidden, value: 'burn', reason: 'x' })).text).toContain('<a href="#f-value">ship, hold or escalate');
    expect(decisionsIn(folder)).toEqual([]);
    expect((await visitor.send({ ...hidden, ...SHIP, value: 'hold' })).status).toBe(200);
    expect(await open.ended).toBe(0);
    expect(JSON.parse(decisionsIn(folder)[0] ?? '')).toMatchObject({ value: 'hold', bound: { packet: hidden['seen'] } });
  });

  it('says that the tree changed, and refuses to ship it', async () => {
    const { root, keys, folder } = guide();
    const open = await startReview(root, 'reviewer', ['--key', keys.reviewer]);
    const visitor = await visit(open);
    expect((await visitor.page()).text).not.toContain('class="stale"');
    byHand(root, 'docs/guide.md', 'other\n');
    expect((await visitor.page()).text).toContain('<p class="stale" role="note">changed since the packet was made: docs/guide.md;');
    const refused = await visitor.send({ ...(await visitor.hidden()), ...SHIP, sign: 'yes' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('<a href="#f-value">changed since the packet was made: docs/guide.md');
    expect(decisionsIn(folder)).toEqual([]);
  });

  it('decides on the packet that was looked at, or not at all', async () => {
    const { root, keys, folder, as } = guide();
    const open = await startReview(root, 'reviewer', ['--key', keys.reviewer]);
    const visitor = await visit(open);
    const form = { ...(await visitor.hidden()), ...SHIP, sign: 'yes', evidence: '1' };
    byHand(root, 'docs/guide.md', 'other\n');
    expect(as('owner', 'packet', '--again').status).toBe(0);
    const refused = await visitor.send(form);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('not the one that you looked at any more');
    expect(refused.text).not.toMatch(/name="evidence" value="1" checked/);
    expect(decisionsIn(folder)).toEqual([]);
  });

  it('takes an override with its reason and one date', async () => {
    const { root, folder, as } = guide({ scope: { evidence: '[{ run: npm test, name: tests }]' } });
    // the first stop only reminds of what is owed
    expect(as('owner', 'packet').status).toBe(0);
    const open = await startReview(root, 'reviewer');
    const visitor = await visit(open);
    const { text } = await visitor.page();
    const names = [...text.matchAll(/name="(override-[a-z-]+)"/g)].map(([, name = '']) => name);
    expect(names).toContain('override-evidence-there');
    const reasons = Object.fromEntries(names.map((name) => [name, 'docs only']));
    const hidden = await visitor.hidden();
    const late = await visitor.send({ ...hidden, ...SHIP, ...reasons, until: '2001-01-01' });
    expect(late.text).toContain('<a href="#f-until">write `7d` or a date within a year');
    const until = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
    const done = await visitor.send({ ...hidden, ...SHIP, ...reasons, until });
    expect([done.status, done.text.match(/<li><a href="#f-.*/g)]).toEqual([200, null]);
    const { overrides } = JSON.parse(decisionsIn(folder)[0] ?? '');
    expect(overrides).toEqual(names.map((name) => ({ requirement: name.slice(9), reason: 'docs only', until: `${until}T23:59:59.000Z` })));
  });

  it('shows earlier decisions with what became of them', async () => {
    const { root, as } = guide();
    expect(as('reviewer', 'decide', 'hold', '--reason', 'wait').status).toBe(0);
    expect(as('reviewer', 'decide', 'ship', ...WORDS).status).toBe(0);
    byHand(root, 'docs/guide.md', 'other\n');
    const { page } = await visit(await startReview(root, 'reviewer'));
    const { text } = await page();
    expect(text).toContain('superseded by decision 2');
    expect(text).toContain('decision 2 is stale: docs/guide.md is not as decided');
  });
});

describe('the diff on the page', () => {
  it('shows each kind of change, masks secrets and names what it cannot show', async () => {
    const { root } = releaseRepository({
      scope: { forbidden: '["private/**"]' },
      files: { 'src/gone.ts': 'one\ntwo\n', 'src/same.ts': 'a\nb\nc\n' },
    });
    const token = `ghp_${'a1B2c3D4e5'.repeat(4)}`;
    const open = openRun(root);
    open.write('src/a.ts', `export const a = 2;\nconst token = readToken();\nconst other = '${token}';\n`);
    open.write('src/same.ts', 'a\n  b\nc\n');
    open.write('docs/new.md', 'no end');
    put(root, { 'private/x.txt': 'hush\n', 'src/bin.dat': 'a\0b', 'src/large.txt': `${'x'.repeat(99)}\n`.repeat(11_000) });
    rmSync(join(root, 'src/gone.ts'));
    open.stop('done');
    const { page } = await visit(await startReview(root, 'reviewer'));
    const { text } = await page();
    expect(text).not.toContain(token);
    expect(text).not.toContain('hush');
    expect(text).toContain('const token = readToken();');
    expect(text).toContain('const other = &#39;[secret]&#39;;');
    expect(text).toContain('Only white space differs here:');
    expect(text).toContain('Its last line has no end.');
    expect(text).toContain('It is no text (binary)');
    expect(text).toContain('It is too large to be shown');
    expect(text).toContain('It lies in a forbidden zone');
    expect(text).toContain('<del><i>1   </i>-one</del><del><i>2   </i>-two</del>');
  });

  it('says what to run where the trees of a run are elsewhere', async () => {
    const { root } = releaseRepository();
    const { id } = changeGuide(root);
    const common = join(root, '.git');
    const run = runOfSession(common, id) ?? '';
    mkdirSync(fetchedFolder(common), { recursive: true });
    cpSync(join(runsFolder(common), run), join(fetchedFolder(common), run), { recursive: true });
    rmSync(join(fetchedFolder(common), run, 'shadow.git'), { recursive: true });
    rmSync(join(runsFolder(common), run), { recursive: true });
    const { page } = await visit(await startReview(root, 'reviewer'));
    const { text } = await page();
    expect(text).toContain('The run was recorded on another machine: its trees are not here.');
    expect(text).toMatch(/<pre>git diff [0-9a-f]{40}<\/pre>/);
    expect(text).toContain('whether the packet is of this tree cannot be told');
  });
});

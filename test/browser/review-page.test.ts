import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { styleHash } from '../../src/core/html/shell.ts';
import { reviewPage } from '../../src/core/review/page.ts';
import { shownDiff } from '../../src/core/review/shown-diff.ts';
import { REVIEW_STYLE } from '../../src/core/review/style.ts';
import { sha256 } from '../../src/io/hash.ts';
import { type LocalPage, servePage } from '../../src/io/local-page.ts';
import { HOSTILE, hostilePacket, sampleChange, samplePacket } from '../support/packet.ts';
import { changeGuide, PEOPLE, releaseRepository } from '../support/release.ts';
import { endReviews, startReview } from '../support/review.ts';
import { diffOf, sampleForm, sampleReview } from '../support/review-page.ts';
import { folderOf } from '../support/session.ts';

const CANDIDATES = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const found = CANDIDATES.find((file) => file !== undefined && existsSync(file));
// where the project is checked for everyone, a page that nobody looked at is a failure
if (found === undefined && (process.env['CI'] ?? process.env['TWOLOOPS_NO_SKIP']) !== undefined)
  throw new Error('no Chromium: the pages cannot be checked; set CHROMIUM');

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const PROBLEMS = [
  { field: 'value', text: 'ship, hold or escalate: choose one' },
  { field: 'reason', text: 'reason: this is owed' },
  { field: 'sign', text: 'it is not signed' },
];

function hostile(): string {
  const packet = hostilePacket();
  const changes = [sampleChange(`src/${HOSTILE}.ts`, { tier: 'high', zones: [HOSTILE], rule: HOSTILE })];
  const dirty = { ...packet, delivery: { ...packet.delivery, changes } };
  const diffs = [diffOf(`src/${HOSTILE}.ts`, `${HOSTILE}\n`, `${HOSTILE}${HOSTILE}\n</pre></details>${HOSTILE}\n`)];
  const form = sampleForm(dirty, { problems: [{ field: 'reason', text: HOSTILE }], offered: [HOSTILE], key: HOSTILE });
  const typed = { ...form.typed, reason: HOSTILE, owner: HOSTILE, asked: HOSTILE, more: HOSTILE, rollback: HOSTILE };
  return reviewPage(
    sampleReview({ packet: dirty, stale: HOSTILE, diff: shownDiff(changes, { diffs, why: new Map() }), form: { ...form, typed } }),
  );
}

const PAGES = {
  sample: reviewPage(sampleReview()),
  refused: reviewPage(
    sampleReview({ stale: 'changed since the packet was made: a', form: sampleForm(samplePacket(), { problems: PROBLEMS }) }),
  ),
  hostile: hostile(),
} as const;
type Name = keyof typeof PAGES;
const NAMES = Object.keys(PAGES) as Name[];

const each = <A, B>(first: readonly A[], second: readonly B[]): (readonly [A, B])[] =>
  first.flatMap((one) => second.map((other) => [one, other] as const));

/** What runs inside a page is text: the types of this project know no browser. */
const IN_PAGE = {
  unfold: `for (const details of document.querySelectorAll('details')) details.open = true`,
  width: 'document.documentElement.scrollWidth',
  planted: `'planted' in globalThis`,
  focused: `document.activeElement.className || document.activeElement.id || document.activeElement.name`,
  small: `[...document.querySelectorAll('form .pick, form input:not([type=hidden]):not([type=radio]):not([type=checkbox]), form textarea, form button')]
    .map((one) => one.getBoundingClientRect()).filter((box) => box.height < 44 || box.width < 44).length`,
  dangling: `[...document.querySelectorAll('.problems a, nav a, .go a')].map((one) => one.getAttribute('href').slice(1))
    .filter((id) => document.getElementById(id) === null)`,
  axe: `axe.run(document, { resultTypes: ['violations'] }).then(({ violations, passes }) => ({
    violations: violations.map(({ id, nodes }) => [id, nodes[0].html.slice(0, 200), nodes[0].failureSummary].join(' ')),
    passes: passes.map(({ id }) => id),
  }))`,
} as const;

const skipped = found === undefined ? ' (SKIPPED: no Chromium on this machine)' : '';

describe.skipIf(found === undefined)(`the review page in Chromium${skipped}`, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ ...(found === undefined ? {} : { executablePath: found }), args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
  });
  afterEach(endReviews);

  /** Opens a page by the real server, and collects what it asks for beyond it. */
  async function opened(
    name: Name,
    options: BrowserContextOptions,
    work: (page: Page, asked: readonly string[]) => Promise<void>,
  ): Promise<void> {
    const shown = { status: 200, html: PAGES[name] };
    const served: LocalPage = await servePage({
      port: 0,
      style: styleHash(REVIEW_STYLE, sha256),
      show: () => shown,
      act: () => shown,
      idle: 60_000,
    });
    const context = await browser.newContext(options);
    try {
      const page = await context.newPage();
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      page.on('console', (message) => asked.push(message.text()));
      page.on('dialog', (dialog) => asked.push(dialog.message()));
      await page.goto(served.url);
      await work(page, asked);
    } finally {
      await context.close();
      served.close();
    }
  }

  it.each(each(NAMES, each(['light', 'dark'] as const, [390, 1280])))(
    'has no accessibility violation: %s, %s',
    async (name, [colorScheme, width]) => {
      await opened(name, { colorScheme, viewport: { width, height: 900 } }, async (page) => {
        await page.evaluate(IN_PAGE.unfold);
        await page.evaluate(AXE);
        const { violations, passes } = await page.evaluate<{ violations: string[]; passes: string[] }>(IN_PAGE.axe);
        expect(violations).toEqual([]);
        expect(passes).toEqual(expect.arrayContaining(['color-contrast', 'heading-order', 'label', 'document-title', 'region']));
        expect(await page.evaluate(IN_PAGE.width)).toBeLessThanOrEqual(width);
        expect(await page.evaluate(IN_PAGE.dangling)).toEqual([]);
        if (width === 390) expect(await page.evaluate(IN_PAGE.small)).toBe(0);
      });
    },
  );

  it.each(NAMES)('asks nobody but the server, runs nothing, and shows hostile texts as text: %s', async (name) => {
    await opened(name, {}, async (page, asked) => {
      await page.evaluate(IN_PAGE.unfold);
      await page.mouse.move(300, 300);
      await page.waitForTimeout(100);
      const { origin, search, pathname } = new URL(page.url());
      expect([pathname, search]).toEqual(['/', '']);
      expect(asked.filter((one) => !one.startsWith(`${origin}/`))).toEqual([]);
      expect(await page.evaluate(IN_PAGE.planted)).toBe(false);
      expect(
        await page.locator('script, iframe, img, object, embed, base, main style, [onclick], [onload], [onerror], [style]').count(),
      ).toBe(0);
      if (name === 'hostile')
        expect(await page.locator('.hunk ins').first().textContent()).toContain('<script>globalThis.planted=1</script>');
    });
  });

  it('gives its first focus to what speaks against the decision', async () => {
    await opened('refused', {}, async (page) => {
      expect(await page.evaluate(IN_PAGE.focused)).toBe('problems');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      expect(await page.evaluate(IN_PAGE.focused)).toMatch(/^(?:f-reason|evidence|f-evidence)$/);
    });
  });

  it('takes a decision by keyboard alone, with a refusal on the way', async () => {
    const { root } = releaseRepository();
    const { id } = changeGuide(root);
    const review = await startReview(root, 'reviewer');
    const page = await browser.newPage({ javaScriptEnabled: true });
    await page.goto(review.url);
    expect(page.url()).toBe(`http://127.0.0.1:${review.port}/`);
    const to = async (name: string): Promise<void> => {
      for (let turn = 0; turn < 200 && (await page.evaluate('document.activeElement.name')) !== name; turn += 1)
        await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.name')).toBe(name);
    };
    const send = async (): Promise<void> => {
      for (let turn = 0; turn < 50 && (await page.evaluate('document.activeElement.tagName')) !== 'BUTTON'; turn += 1)
        await page.keyboard.press('Tab');
      await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    };
    await to('value');
    await page.keyboard.press('Space');
    await send();
    expect(await page.title()).toMatch(/^Not decided: /);
    expect(await page.evaluate(IN_PAGE.focused)).toBe('problems');
    await to('value');
    // from `escalate`, which is what the packet recommends
    await page.keyboard.press('ArrowUp');
    await to('owner');
    await page.keyboard.press('Control+A');
    await page.keyboard.type(PEOPLE.reviewer);
    await to('reason');
    await page.keyboard.type('wait for the owner');
    await send();
    expect(await page.locator('h1').textContent()).toBe('Decision 1: hold');
    expect(await review.ended).toBe(0);
    const [line = ''] = readFileSync(join(folderOf(root, id), 'decisions.jsonl'), 'utf8').split('\n');
    expect(JSON.parse(line)).toMatchObject({ value: 'hold', owner: PEOPLE.reviewer, reason: 'wait for the owner' });
    await page.close();
  });
});

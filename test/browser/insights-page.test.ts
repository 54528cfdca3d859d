import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insightsPage } from '../../src/core/insight/page/page.ts';
import { sha256 } from '../../src/io/hash.ts';
import { emptyReport, fleetReport, richReport } from '../support/insight-report.ts';
import { HOSTILE } from '../support/packet.ts';

const CANDIDATES = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const found = CANDIDATES.find((file) => file !== undefined && existsSync(file));
// where the project is checked for everyone, a page that nobody looked at is a failure
if (found === undefined && (process.env['CI'] ?? process.env['TWOLOOPS_NO_SKIP']) !== undefined)
  throw new Error('no Chromium: the pages cannot be checked; set CHROMIUM');

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RUN_AXE = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations, passes }) => ({
  violations: violations.map(({ id, nodes }) => [id, nodes[0].html.slice(0, 200), nodes[0].failureSummary].join(' ')),
  passes: passes.length,
}))`;
/** Words of pictures that lie on each other, or stand out of their picture; names beside a card's values that reach into the next row. */
const OVERLAPS = `(() => {
  const found = [];
  for (const picture of document.querySelectorAll('svg.picture')) {
    const frame = picture.getBoundingClientRect();
    const boxes = [...picture.querySelectorAll('text')].map((text) => [text.textContent, text.getBoundingClientRect()]);
    boxes.forEach(([text, box], i) => {
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1) found.push(text);
      for (const [other, next] of boxes.slice(i + 1))
        if (box.left < next.right - 1 && next.left < box.right - 1 && box.top < next.bottom - 4 && next.top < box.bottom - 4) found.push(text + ' on ' + other);
    });
  }
  for (const cell of document.querySelectorAll('td[data-name]')) {
    const before = getComputedStyle(cell, '::before');
    if (before.position === 'absolute' && parseFloat(before.height) > cell.getBoundingClientRect().height + 2) found.push(cell.dataset.name);
  }
  return [...new Set(found)];
})()`;
const PAGES = {
  rich: insightsPage(richReport('edit docs/**'), { sha256 }),
  hostile: insightsPage(richReport(HOSTILE), { sha256 }),
  empty: insightsPage(emptyReport(), { sha256 }),
  fleet: insightsPage(fleetReport(), { sha256 }),
} as const;

describe.skipIf(found === undefined)('the insights page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ ...(found === undefined ? {} : { executablePath: found }), args: ['--no-sandbox'] });
  });
  afterAll(() => browser.close());

  for (const [name, page] of Object.entries(PAGES))
    for (const colorScheme of ['light', 'dark'] as const)
      for (const width of [390, 1280])
        it(`${name}, ${colorScheme}, ${width} px: axe finds nothing, nothing sticks out, its policy holds`, async () => {
          const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, bypassCSP: false });
          const tab = await context.newPage();
          const said: string[] = [];
          tab.on('console', (message) => void said.push(message.text()));
          await tab.setContent(page);
          await tab.evaluate(`for (const details of document.querySelectorAll('details')) details.open = true`);
          expect(await tab.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
          expect(await tab.evaluate(`'planted' in globalThis`)).toBe(false);
          expect(said).toEqual([]);
          // a context of its own, whose policy lets axe in
          const open = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
          const seen = await open.newPage();
          await seen.setContent(page);
          await seen.evaluate(`for (const details of document.querySelectorAll('details')) details.open = true`);
          await seen.addScriptTag({ content: AXE });
          const { violations, passes } = (await seen.evaluate(RUN_AXE)) as { violations: string[]; passes: number };
          expect(violations).toEqual([]);
          expect(passes).toBeGreaterThan(5);
          await context.close();
          await open.close();
        });

  async function opened(width: number, work: (tab: Page) => Promise<void>): Promise<void> {
    const context = await browser.newContext({ viewport: { width, height: 900 }, javaScriptEnabled: true });
    const tab = await context.newPage();
    await tab.setContent(PAGES.fleet);
    await work(tab);
    await context.close();
  }

  it('is reached by keyboard alone: the way past the list, each fold, and what unfolds', async () => {
    await opened(390, async (tab) => {
      await tab.keyboard.press('Tab');
      expect(await tab.evaluate('document.activeElement.textContent')).toBe('Skip to the report');
      const folds = await tab.evaluate<number>(`document.querySelectorAll('#main details:not([open]) > summary').length`);
      expect(folds).toBeGreaterThan(10);
      await tab.evaluate(`document.querySelector('#group-2 > details > summary').focus()`);
      expect(await tab.locator('#group-2 table').first().isVisible()).toBe(false);
      await tab.keyboard.press('Enter');
      expect(await tab.locator('#group-2 .picture').first().isVisible()).toBe(true);
      await tab.keyboard.press('Tab');
      expect(await tab.evaluate(`document.activeElement.closest('#group-2') !== null`)).toBe(true);
      expect(
        await tab.evaluate(`[...document.querySelectorAll('*')]
          .filter((one) => one.scrollWidth > one.clientWidth && getComputedStyle(one).overflowX === 'auto' && one.tabIndex !== 0).length`),
      ).toBe(0);
    });
  });

  it.each([390, 1280])('has no text that lies on another or is cut off at %i px', async (width) => {
    await opened(width, async (tab) => {
      await tab.evaluate(`for (const details of document.querySelectorAll('details')) details.open = true`);
      expect(await tab.evaluate(OVERLAPS)).toEqual([]);
    });
  });

  it('prints every group, on white', async () => {
    await opened(688, async (tab) => {
      await tab.emulateMedia({ media: 'print', colorScheme: 'dark' });
      const hidden = await tab.evaluate(`[...document.querySelectorAll('details > :not(summary)')]
        .filter((one) => !one.checkVisibility() || one.getBoundingClientRect().height === 0).length`);
      expect(hidden).toBe(0);
      expect(await tab.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
      expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(688);
    });
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insightsPage } from '../../src/core/insight/page/page.ts';
import { sha256 } from '../../src/io/hash.ts';
import { emptyReport, richReport } from '../support/insight-report.ts';
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
const PAGES = {
  rich: insightsPage(richReport('edit docs/**'), { sha256 }),
  hostile: insightsPage(richReport(HOSTILE), { sha256 }),
  empty: insightsPage(emptyReport(), { sha256 }),
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
});

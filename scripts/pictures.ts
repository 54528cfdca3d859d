// Takes the pictures of the packet's page, of the review page and of the insights that the README shows, from the examples that the tests use.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { insightsPage } from '../src/core/insight/page/page.ts';
import { html } from '../src/core/packet/html/html.ts';
import { reviewPage } from '../src/core/review/page.ts';
import { BY_HAND } from '../src/core/verify/by-hand.ts';
import { sha256 } from '../src/io/hash.ts';
import { fleetReport } from '../test/support/insight-report.ts';
import { samplePacket } from '../test/support/packet.ts';
import { sampleReview } from '../test/support/review-page.ts';

const FOLDER = 'docs';
const packet = html(samplePacket({}), { sha256, verify: BY_HAND });
const review = reviewPage(sampleReview());
const insights = insightsPage(fleetReport(), { sha256 });
const PICTURES = [
  { name: 'packet-wide.png', page: packet, width: 1280, height: 1000, colorScheme: 'light', at: undefined },
  { name: 'packet-phone.png', page: packet, width: 390, height: 844, colorScheme: 'dark', at: undefined },
  { name: 'review-wide.png', page: review, width: 1280, height: 1000, colorScheme: 'light', at: '#diff' },
  { name: 'review-wide-dark.png', page: review, width: 1280, height: 1000, colorScheme: 'dark', at: '#diff' },
  { name: 'review-phone.png', page: review, width: 390, height: 844, colorScheme: 'light', at: '#decide' },
  { name: 'review-phone-dark.png', page: review, width: 390, height: 844, colorScheme: 'dark', at: '#decide' },
  { name: 'insights-wide.png', page: insights, width: 1280, height: 1000, colorScheme: 'light', at: undefined },
  { name: 'insights-wide-dark.png', page: insights, width: 1280, height: 1000, colorScheme: 'dark', at: '#group-1' },
  { name: 'insights-phone.png', page: insights, width: 390, height: 844, colorScheme: 'light', at: '#group-1' },
] as const;

mkdirSync(FOLDER, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
for (const { name, page: text, width, height, colorScheme, at } of PICTURES) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  await page.setContent(text);
  if (at !== undefined) await page.evaluate(`document.querySelector('${at}').scrollIntoView()`);
  await page.screenshot({ path: join(FOLDER, name) });
}
await browser.close();

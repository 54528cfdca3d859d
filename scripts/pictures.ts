// Takes the pictures of the packet's page that the README shows, from the packet that the tests use as their example.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { html } from '../src/core/packet/html/html.ts';
import { BY_HAND } from '../src/core/verify/by-hand.ts';
import { sha256 } from '../src/io/hash.ts';
import { samplePacket } from '../test/support/packet.ts';

const FOLDER = 'docs';
const PICTURES = [
  { name: 'packet-wide.png', width: 1280, height: 1000, colorScheme: 'light' },
  { name: 'packet-phone.png', width: 390, height: 844, colorScheme: 'dark' },
] as const;

mkdirSync(FOLDER, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
for (const { name, width, height, colorScheme } of PICTURES) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  await page.setContent(html(samplePacket({}), { sha256, verify: BY_HAND }));
  await page.screenshot({ path: join(FOLDER, name) });
}
await browser.close();

// Measures how long a browser takes from the address of a review to its load event, with small and with huge diffs.
import { chromium } from 'playwright-core';
import { styleHash } from '../src/core/html/shell.ts';
import { reviewPage } from '../src/core/review/page.ts';
import { shownDiff } from '../src/core/review/shown-diff.ts';
import { REVIEW_STYLE } from '../src/core/review/style.ts';
import { sha256 } from '../src/io/hash.ts';
import { servePage } from '../src/io/local-page.ts';
import { sampleChange } from '../test/support/packet.ts';
import { diffOf, sampleReview } from '../test/support/review-page.ts';

const linesOf = (count: number, seed: number): string =>
  Array.from({ length: count }, (_, i) => `  const value${seed}_${i} = compute(${i * seed}, 'some text of a usual length');`).join('\n');

/** Lines of a file, and how many files. */
const SIZES = [
  [500, 10],
  [5_000, 1],
  [20_000, 10],
] as const;

const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
for (const [lines, files] of SIZES) {
  const changes = Array.from({ length: files }, (_, i) => sampleChange(`src/auth/file-${i}.ts`, { tier: 'high' }));
  const diffs = changes.map(({ path }, i) => diffOf(path, '', linesOf(lines, i + 1)));
  // made anew for each request, as the command does after its first look at the trees
  const began = performance.now();
  const diff = shownDiff(changes, { diffs, why: new Map() });
  const made = Math.round(performance.now() - began);
  const show = () => ({ status: 200, html: reviewPage(sampleReview({ diff })) });
  const served = await servePage({ port: 0, style: styleHash(REVIEW_STYLE, sha256), show, act: show, idle: 60_000 });
  const page = await browser.newPage();
  await page.goto(served.url);
  const times: number[] = [];
  for (let turn = 0; turn < 5; turn += 1) {
    const from = performance.now();
    await page.goto(new URL('/', served.url).href, { waitUntil: 'load' });
    times.push(Math.round(performance.now() - from));
  }
  const bytes = Math.round(show().html.length / 1000);
  process.stdout.write(
    `${lines * files} lines in ${files} files: load ${times.join(', ')} ms; page ${bytes} kB; diff made once in ${made} ms\n`,
  );
  await page.close();
  served.close();
}
await browser.close();

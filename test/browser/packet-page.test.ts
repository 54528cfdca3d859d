import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { html } from '../../src/core/packet/html/html.ts';
import { sha256 } from '../../src/io/hash.ts';
import type { Packet } from '../../src/schema/packet.ts';
import { calmPacket, HOSTILE, hostilePacket, largePacket, samplePacket } from '../support/packet.ts';
import { temporaryFolder } from '../support/repository.ts';

const CANDIDATES = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const found = CANDIDATES.find((file) => file !== undefined && existsSync(file));
// where the project is checked for everyone, a page that nobody looked at is a failure
if (found === undefined && (process.env['CI'] ?? process.env['TWOLOOPS_NO_SKIP']) !== undefined)
  throw new Error('no Chromium: the pages cannot be checked; set CHROMIUM');

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const VERIFY = `sha256sum packet.json\n${HOSTILE}`;
const pageOf = (packet: Packet): string => html(packet, { sha256, verify: VERIFY });

const PACKETS = {
  small: pageOf(samplePacket()),
  calm: pageOf(calmPacket()),
  large: pageOf(largePacket()),
  hostile: pageOf(hostilePacket()),
  'hostile and calm': pageOf(hostilePacket(calmPacket())),
} as const;
type Name = keyof typeof PACKETS;
const NAMES = Object.keys(PACKETS) as Name[];
const SCHEMES = ['light', 'dark'] as const;
const WIDTHS = [390, 1280] as const;

const each = <A, B>(first: readonly A[], second: readonly B[]): (readonly [A, B])[] =>
  first.flatMap((one) => second.map((other) => [one, other] as const));

/** What runs inside a page is text: the types of this project know no browser. */
const IN_PAGE = {
  unfold: `for (const details of document.querySelectorAll('details')) details.open = true`,
  width: 'document.documentElement.scrollWidth',
  height: 'document.documentElement.scrollHeight',
  planted: `'planted' in globalThis`,
  axe: `axe.run(document, { resultTypes: ['violations'] }).then(({ violations, passes }) => ({
    violations: violations.map(({ id, nodes }) => [id, nodes[0].html.slice(0, 200), nodes[0].failureSummary].join(' ')),
    passes: passes.map(({ id }) => id),
  }))`,
  plant: `document.body.insertAdjacentHTML('beforeend',
    '<img src=x onerror="globalThis.planted=1"><style>main{display:none}</style><p id=p style="color:red">x</p>')`,
  colour: `getComputedStyle(document.getElementById('p')).color`,
  print: `({
    background: getComputedStyle(document.body).backgroundColor,
    hidden: [...document.querySelectorAll('details > :not(summary)')]
      .filter((one) => !one.checkVisibility() || one.getBoundingClientRect().height === 0).length,
    details: document.querySelectorAll('details').length > 0,
    wide: document.documentElement.scrollWidth,
  })`,
  focus: 'document.activeElement.textContent',
  scrolling: `[...document.querySelectorAll('*')]
    .filter((one) => one.scrollWidth > one.clientWidth && getComputedStyle(one).overflowX === 'auto').map((one) => one.tabIndex)`,
} as const;

/** How many pixels of a picture have a strong colour of their own: neither paper nor ink nor grey. */
const colourful = (png: Buffer): string => `fetch('data:image/png;base64,${png.toString('base64')}')
  .then((answer) => answer.blob()).then(createImageBitmap).then((image) => {
    const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
    canvas.drawImage(image, 0, 0);
    const { data } = canvas.getImageData(0, 0, image.width, image.height);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      const channels = [data[i], data[i + 1], data[i + 2]];
      if (Math.max(...channels) - Math.min(...channels) > 60) count += 1;
    }
    return count;
  })`;

/** What a page did beside being shown: requests, words in its console, dialogs. */
interface Deeds {
  readonly asked: string[];
  readonly said: string[];
}

const skipped = found === undefined ? ' (SKIPPED: no Chromium on this machine)' : '';

describe.skipIf(found === undefined)(`the page of a packet in Chromium${skipped}`, () => {
  let browser: Browser;
  let server: Server;
  let origin = '';

  beforeAll(async () => {
    browser = await chromium.launch({ ...(found === undefined ? {} : { executablePath: found }), args: ['--no-sandbox'] });
    server = createServer((request, response) => {
      const name = decodeURIComponent((request.url ?? '').slice(1));
      response.writeHead(200, { 'content-type': 'text/html' }).end(Object.hasOwn(PACKETS, name) ? PACKETS[name as Name] : 'nothing');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  async function opened(name: Name, options: BrowserContextOptions, work: (page: Page, deeds: Deeds) => Promise<void>): Promise<void> {
    const context = await browser.newContext(options);
    try {
      const page = await context.newPage();
      const address = `${origin}/${encodeURIComponent(name)}`;
      const deeds: Deeds = { asked: [], said: [] };
      page.on('request', (request) => request.url() !== address && deeds.asked.push(request.url()));
      page.on('console', (message) => deeds.said.push(message.text()));
      page.on('dialog', (dialog) => deeds.said.push(dialog.message()));
      await page.goto(address, { waitUntil: 'load' });
      await work(page, deeds);
    } finally {
      await context.close();
    }
  }

  it.each(each(NAMES, each(SCHEMES, WIDTHS)))('has no accessibility violation: %s, %s', async (name, [colorScheme, width]) => {
    await opened(name, { colorScheme, viewport: { width, height: 900 } }, async (page) => {
      await page.evaluate(IN_PAGE.unfold);
      // the policy of the page forbids a script element; the protocol of the tests may still evaluate
      await page.evaluate(AXE);
      const { violations, passes } = await page.evaluate<{ violations: string[]; passes: string[] }>(IN_PAGE.axe);
      expect(violations).toEqual([]);
      expect(passes).toEqual(expect.arrayContaining(['color-contrast', 'heading-order', 'svg-img-alt', 'document-title', 'html-has-lang']));
    });
  });

  it.each(each(NAMES, [360, 390, 1280]))('never scrolls sideways as a whole: %s at %i px', async (name, width) => {
    await opened(name, { viewport: { width, height: 800 } }, async (page) => {
      await page.evaluate(IN_PAGE.unfold);
      expect(await page.evaluate(IN_PAGE.width)).toBeLessThanOrEqual(width);
    });
  });

  it.each(each(NAMES, [true, false]))('asks for nothing and runs nothing: %s, scripts on: %s', async (name, javaScriptEnabled) => {
    await opened(name, { javaScriptEnabled }, async (page, deeds) => {
      await page.mouse.move(300, 300);
      await page.waitForTimeout(100);
      expect(deeds).toEqual({ asked: [], said: [] });
      const active = 'script, iframe, img, object, embed, form, base, [onclick], [onload], [onerror], [onmouseover], [style]';
      expect(await page.locator(active).count()).toBe(0);
      if (javaScriptEnabled) expect(await page.evaluate(IN_PAGE.planted)).toBe(false);
    });
  });

  it('is looked at by checks that see a script and a request where there is one', async () => {
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${origin}/nothing`);
    await page.setContent(`<img src="${origin}/x" onerror="globalThis.planted=1">`);
    await page.waitForFunction(IN_PAGE.planted);
    expect(asked).toContain(`${origin}/x`);
    await page.close();
  });

  it('lets no script run and no style in, even where markup got in', async () => {
    await opened('small', {}, async (page) => {
      await page.evaluate(IN_PAGE.plant);
      await page.waitForTimeout(100);
      expect(await page.evaluate(IN_PAGE.planted)).toBe(false);
      expect(await page.locator('main').isVisible()).toBe(true);
      expect(await page.evaluate(IN_PAGE.colour)).not.toBe('rgb(255, 0, 0)');
    });
  });

  it.each(NAMES)('prints every detail, folded or not: %s', async (name) => {
    await opened(name, { colorScheme: 'dark', viewport: { width: 688, height: 980 } }, async (page) => {
      const pages = async (): Promise<number> =>
        (await page.pdf({ preferCSSPageSize: true })).toString('latin1').match(/\/Type ?\/Page\b/g)?.length ?? 0;
      const folded = await pages();
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await page.evaluate(IN_PAGE.print)).toEqual({ background: 'rgb(255, 255, 255)', hidden: 0, details: true, wide: 688 });
      await page.evaluate(IN_PAGE.unfold);
      expect(folded).toBeGreaterThan(1);
      expect(await pages()).toBe(folded);
    });
  });

  it('fits one screen at low risk', async () => {
    await opened('calm', { viewport: { width: 1280, height: 1080 } }, async (page) => {
      expect(await page.evaluate(IN_PAGE.height)).toBeLessThanOrEqual(1080);
    });
  });

  it('can be read by keyboard alone', async () => {
    await opened('small', { viewport: { width: 390, height: 800 } }, async (page) => {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(IN_PAGE.focus)).toBe('Skip to the packet');
      const scrolling = await page.evaluate<number[]>(IN_PAGE.scrolling);
      expect(scrolling.length).toBeGreaterThan(0);
      expect(scrolling.filter((index) => index !== 0)).toEqual([]);
    });
  });

  it.each(SCHEMES)('draws the marks of its pictures in colour: %s', async (colorScheme) => {
    const blank = await browser.newPage();
    await opened('small', { colorScheme, viewport: { width: 1280, height: 900 } }, async (page) => {
      for (const mark of ['#changes use[href="#t-high"]', '#timeline use[href="#k-halt"]', '#timeline use[href="#k-denied"]']) {
        const png = await page.locator(mark).first().screenshot();
        expect(await blank.evaluate(colourful(png)), mark).toBeGreaterThan(8);
      }
    });
    await blank.close();
  });

  it('opens from disk as well, under any name', async () => {
    const file = join(temporaryFolder(), 'packet page #1 %.html');
    writeFileSync(file, PACKETS.small);
    const page = await browser.newPage();
    await page.goto(pathToFileURL(file).href);
    expect(await page.title()).toBe('Hold · run 20261122-1412-a3f09c1e · twoloops');
    await page.close();
  });
});

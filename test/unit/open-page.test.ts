import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPage } from '../../src/cli/open-page.ts';
import { put, temporaryFolder } from '../support/repository.ts';

const SCREEN = { DISPLAY: ':0' };
/** Writes its arguments, one a line, beside itself. */
const RECORDS = '#!/bin/sh\nfor one in "$@"; do printf "%s\\n" "$one"; done > "$(dirname "$0")/asked"\n';

async function asked(folder: string): Promise<string> {
  const file = join(folder, 'asked');
  for (let turn = 0; turn < 100 && !existsSync(file); turn += 1) await new Promise((done) => setTimeout(done, 20));
  return readFileSync(file, 'utf8');
}

describe('opening a page', () => {
  it('hands the path over as one argument that no shell reads', async () => {
    const folder = temporaryFolder();
    put(folder, { 'bin/xdg-open': RECORDS });
    const page = join(folder, `a $(touch ${folder}/ran) ; "quoted" & 'too'.html`);
    expect(await openPage(page, { ...SCREEN, PATH: `${join(folder, 'bin')}${delimiter}/usr/bin${delimiter}/bin` }, 'linux')).toBe(page);
    expect(await asked(join(folder, 'bin'))).toBe(`${page}\n`);
    expect(existsSync(join(folder, 'ran'))).toBe(false);
  });

  it('uses `open` on macOS, unless the person sits elsewhere', async () => {
    const folder = temporaryFolder();
    put(folder, { open: RECORDS });
    const path = `${folder}${delimiter}/usr/bin${delimiter}/bin`;
    expect(await openPage('/p.html', { PATH: path, SSH_CONNECTION: 'x' }, 'darwin')).toBe('/p.html (not opened: no display over ssh)');
    expect(existsSync(join(folder, 'asked'))).toBe(false);
    expect(await openPage('/p.html', { PATH: path }, 'darwin')).toBe('/p.html');
    expect(await asked(folder)).toBe('/p.html\n');
  });

  it.each<[string, Record<string, string>, string]>([
    ['there is no display', { PATH: '/usr/bin' }, 'no display'],
    ['there is no opener', { ...SCREEN, PATH: '/nowhere' }, 'no xdg-open on PATH'],
    ['PATH is not set', SCREEN, 'no xdg-open on PATH'],
  ])('prints the path where %s', async (_, env, why) => {
    expect(await openPage('/p.html', env, 'linux')).toBe(`/p.html (not opened: ${why})`);
  });

  it('says that the opener failed, and takes none from a relative PATH', async () => {
    const folder = temporaryFolder();
    put(folder, { 'xdg-open': '#!/bin/sh\nexit 3\n' });
    expect(await openPage('/p.html', { ...SCREEN, PATH: folder }, 'linux')).toBe('/p.html (not opened: xdg-open failed)');
    expect(await openPage('/p.html', { ...SCREEN, PATH: '.' }, 'linux')).toBe('/p.html (not opened: no xdg-open on PATH)');
  });

  it('says that the system could not start it', async () => {
    const said = await openPage('/p.html', { SystemRoot: '/nowhere' }, 'win32');
    expect(said).toMatch(/^\/p\.html \(not opened: explorer: .*ENOENT/);
  });
});

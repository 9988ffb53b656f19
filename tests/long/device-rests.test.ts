import { AxeBuilder } from '@axe-core/playwright';
import { spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { lastConfigBlob } from '../../firmware/cli/repair/subject.ts';
import { pinsBlob, pinsText } from '../../firmware/staff-pins.ts';
import { hashPin } from '../../hal/drivers/scrypt-pin-hash.ts';
import { noChromium, openChromium, type Browser } from '../support/chromium.ts';
import { untilReal } from '../support/real-time.ts';
import { freePort, kioskIn, Start } from '../support/started-kiosk.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

/*
 * Whatever keeps a device from serving, its glass is never dark: kind words for visitors, the fault’s code, its place and its remedy for
 * whoever is fetched; and the device comes back by itself once that is put right. Real processes, a real browser.
 */

const missing = noChromium();
const pictures = process.env['LETAN_PICTURES'] ?? null;
const shortly = 'goodStart: { wellFor: 1s, every: 500ms }';

describe.skipIf(missing !== null)(
  `a device that cannot serve${missing === null ? '' : ` (skipped: ${missing})`}`,
  () => {
    let browser: Browser;
    let page: Page;
    let room = '';
    let port = 0;
    let data = '';
    let file = '';
    let start: Start | null = null;
    const rooms: string[] = [];
    let holder: Server | null = null;

    beforeAll(async () => {
      browser = await openChromium({ reducedMotion: true });
      page = await browser.context.newPage();
      await page.setViewportSize({ width: 1080, height: 1920 });
    }, 60_000);
    afterEach(async () => {
      await start?.end('SIGKILL');
      holder?.closeAllConnections();
      holder?.close();
      holder = null;
    });
    afterAll(async () => {
      await browser.close();
      for (const each of rooms) removeDirectory(each);
    });

    const fresh = async (): Promise<void> => {
      room = temporaryDirectory();
      rooms.push(room);
      port = await freePort();
      data = join(room, 'data');
      file = kioskIn(room, port, data, shortly);
    };
    const shoot = async (name: string): Promise<void> => {
      if (pictures !== null) await page.screenshot({ path: join(pictures, `rests-${name}.png`) });
    };
    /** What stands on the glass: kind words, then the card. */
    const card = async (): Promise<string> => {
      await page.waitForSelector('.resting', { timeout: 60_000 });
      expect(await page.textContent('h1')).toContain('Máy đang tạm nghỉ');
      expect(await page.textContent('header p')).toContain('Xin mời quý khách lấy số ở máy khác');
      expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
      return (await page.textContent('.fault')) ?? '';
    };
    const visitorsPage = (): Promise<unknown> => page.waitForSelector('.screen', { timeout: 90_000 });

    it('says which line of its config is wrong, opens its menu all the same, and comes up once the file is right', async () => {
      await fresh();
      const right = readFileSync(file, 'utf8');
      start = new Start(file);
      await start.until('"verdict":"good"');
      await untilReal(() => spawnSync('test', ['-s', join(data, lastConfigBlob)]).status === 0);
      await start.end('SIGTERM');
      writeFileSync(join(data, pinsBlob), pinsText({ manager: await hashPin('902741') }));
      writeFileSync(file, `${right}zebra: 1\n`);
      // At a terminal it is read there, and ended.
      start = new Start(file);
      expect(await start.code()).toBe(78);
      expect(start.said).toContain('zebra');

      start = new Start(file, ['--stay']);
      await start.until('repair.serving');
      expect(start.url).toBe(`http://127.0.0.1:${port}`);
      await page.goto(start.url);
      const told = await card();
      const line = right.split('\n').length;
      for (const word of [
        'S-04',
        `ward-centre/devices/kiosk-1.yaml:${line} zebra`,
        'xóa mục này',
        'letan config check',
      ])
        expect(told).toContain(word);
      expect(await page.textContent('footer .again')).toContain('Máy tự chạy lại');
      await shoot('config');
      // What is plugged in is known from the day on which it last ran well.
      await page.click('footer button');
      for (const digit of '902741') await page.click(`.keys button:text-is("${digit}")`);
      await page.click('.keys .main');
      await page.waitForSelector('.menu li:has-text("slip")', { timeout: 60_000 });
      await page.waitForSelector('.menu .fault:has-text("S-04")');
      await shoot('config-menu');
      writeFileSync(file, right);
      await start.until('device.running');
      await visitorsPage();
      await start.end('SIGTERM');
    }, 240_000);

    it('says that its data cannot be written, and goes on once it can', async () => {
      await fresh();
      // A file where the folder should be: nobody can write there, root neither.
      writeFileSync(data, '');
      start = new Start(file, ['--stay']);
      await start.until('repair.serving');
      await page.goto(start.url);
      const told = await card();
      for (const word of ['S-05', data, 'EEXIST', 'letan doctor']) expect(told).toContain(word);
      await shoot('data');
      removeDirectory(data);
      await start.until('device.running');
      await visitorsPage();
    }, 120_000);

    it.each([
      [
        'a ledger of a newer release',
        'D-41',
        'không xóa sổ ghi',
        (ledger: string) => {
          const opened = new Database(ledger);
          opened.pragma('user_version = 99');
          opened.close();
        },
      ],
      [
        'a ledger that is none',
        'D-42',
        'sao chép tệp',
        (ledger: string) => writeFileSync(ledger, 'no ledger at all, but something of a photograph\n'.repeat(400)),
      ],
    ])(
      'rests with %s, and leaves it as it is',
      async (_what, code, remedy, spoil) => {
        await fresh();
        const ledger = join(data, 'ledger.sqlite');
        start = new Start(file);
        await start.until('"verdict":"good"');
        await start.end('SIGTERM');
        spoil(ledger);
        const spoilt = readFileSync(ledger);
        start = new Start(file);
        await start.until('repair.serving');
        await page.goto(start.url);
        const told = await card();
        for (const word of [code, 'ledger.sqlite', remedy]) expect(told).toContain(word);
        await shoot(code);
        expect(readFileSync(ledger).equals(spoilt)).toBe(true);
        await start.end('SIGTERM');
        expect(await start.code()).toBe(0);
      },
      120_000,
    );

    it('says beside its port that another program holds it, and gives the glass back when that is gone', async () => {
      await fresh();
      holder = createServer((_request, response) => void response.end('{"status":"up"}'));
      await new Promise<void>((listening) => holder?.listen(port, '127.0.0.1', listening));
      mkdirSync(data);
      start = new Start(file);
      await start.until('repair.serving');
      expect(start.url).toBe(`http://127.0.0.1:${port + 1}`);
      await page.goto(start.url);
      const told = await card();
      for (const word of ['S-06', `127.0.0.1:${port}`, 'ss -ltnp']) expect(told).toContain(word);
      await shoot('port');
      holder.closeAllConnections();
      holder.close();
      await visitorsPage();
      expect(page.url()).toBe(`http://127.0.0.1:${port}/`);
      await start.end('SIGTERM');
    }, 120_000);
  },
);

import { AxeBuilder } from '@axe-core/playwright';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import jsQRModule from 'jsqr';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startsBlob } from '../../firmware/bad-starts.ts';
import { hashPin } from '../../hal/drivers/scrypt-pin-hash.ts';
import { pinsBlob, pinsText } from '../../firmware/staff-pins.ts';
import { noChromium, openChromium, type Browser } from '../support/chromium.ts';
import { untilReal } from '../support/real-time.ts';
import { freePort, kioskIn, Start } from '../support/started-kiosk.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

/*
 * A device that cannot start, as processes: cut off again and again before it ran steadily, then in safe mode; and what a person before
 * its glass sees and can do.
 */

// A CommonJS package whose types say `default`: under Node's ESM that is one step deeper than under a bundler.
const jsQR = typeof jsQRModule === 'function' ? jsQRModule : jsQRModule.default;

const missing = noChromium();
const room = temporaryDirectory();
const data = join(room, 'data');
const pictures = process.env['LETAN_PICTURES'] ?? null;

let port = 0;

describe.skipIf(missing !== null)(`safe mode${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let browser: Browser;
  let page: Page;
  let start: Start | null = null;
  let file = '';
  beforeAll(async () => {
    port = await freePort();
    file = kioskIn(room, port, data);
    mkdirSync(data);
    browser = await openChromium({ reducedMotion: true });
    page = await browser.context.newPage();
    await page.setViewportSize({ width: 1080, height: 1920 });
  }, 60_000);
  afterEach(() => start?.end('SIGKILL'));
  afterAll(async () => {
    await browser.close();
    removeDirectory(room);
  });

  /** As if so many starts had come to nothing. */
  const badStarts = (bad: number): void =>
    writeFileSync(join(data, startsBlob), JSON.stringify({ schema: 1, bad, safe: false }));
  const shoot = async (name: string): Promise<void> => {
    if (pictures !== null) await page.screenshot({ path: join(pictures, `safe-${name}.png`) });
  };
  const axe = async (): Promise<string[]> =>
    (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);

  it('comes after three starts that were cut off, says so kindly, and gives a technician the remedy without a network', async () => {
    for (let each = 0; each < 3; each += 1) {
      start = new Start(file);
      await start.until('"event":"device.config"');
      await start.end('SIGKILL');
    }
    writeFileSync(join(data, 'last-bug.txt'), 'Error: planted for a test\n    at nowhere\n');
    start = new Start(file);
    await start.until('repair.serving');
    await page.goto(start.url);
    expect(await page.textContent('h1')).toContain('Máy đang tạm nghỉ');
    expect(await page.textContent('.code')).toContain('S-01');
    const { data: pixels, height, width } = PNG.sync.read(await page.locator('.fault .qr').screenshot());
    const read = jsQR(new Uint8ClampedArray(pixels), width, height)?.data ?? '';
    expect(read).toMatch(/^letan S-01 · kiosk-1 · ward-centre · \d{4}-\d\d-\d\d/);
    expect(read).toContain('3 lần liền: Error: planted for a test');
    expect(read).toContain('→ lấy nhật ký ra USB');
    await shoot('resting');
    expect(await axe()).toEqual([]);
  }, 240_000);

  it('opens its menu to the manager’s PIN alone, looks the device over, and starts again when it is told to', async () => {
    badStarts(3);
    start = new Start(file);
    await start.until('repair.serving');
    const asked = (wish: object): Promise<Response> =>
      fetch(`${start?.url}/repair/wish`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: start?.url ?? '' },
        body: JSON.stringify(wish),
      });
    expect((await asked({ what: 'restart' })).status).toBe(401);
    expect((await asked({ what: 'open', pin: '902741' })).status).toBe(409);
    writeFileSync(join(data, pinsBlob), pinsText({ manager: await hashPin('902741') }));
    expect((await asked({ what: 'open', pin: '902742' })).status).toBe(401);
    expect((await asked({ what: 'open' })).status).toBe(400);

    await page.goto(start.url);
    await page.click('footer button');
    for (const digit of '902741') await page.click(`.keys button:text-is("${digit}")`);
    await page.click('.keys .main');
    await page.waitForSelector('.menu');
    // The printer that is not there is named with its code and what to do.
    await page.waitForSelector('.menu .fault:has-text("M-07"):has-text("slip")', { timeout: 60_000 });
    expect(await page.locator('.menu .fault:has-text("M-07") .remedy').first().textContent()).toContain('cắm thiết bị');
    await shoot('menu');
    expect(await axe()).toEqual([]);
    await page.click('nav button:has-text("cảm ứng")');
    await page.locator('.grid button').nth(40).dispatchEvent('pointerdown');
    expect(await page.textContent('.touch p')).toContain('1/96');
    await page.click('.touch > button');
    await page.click('nav button:has-text("Lấy nhật ký")');
    await untilReal(() => {
      try {
        return readFileSync(join(data, 'support/wanted.json'), 'utf8').includes('schema');
      } catch {
        return false;
      }
    });
    await page.click('nav .main');
    expect(await start.code()).toBe(0);
  }, 240_000);

  it('takes the glass from the visitor’s page and gives it back, without anybody’s hand', async () => {
    badStarts(2);
    start = new Start(file);
    await start.until('device.running');
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.waitForSelector('.screen', { timeout: 60_000 });
    await start.end('SIGKILL');
    start = new Start(file);
    await start.until('repair.serving');
    await page.waitForSelector('.resting', { timeout: 60_000 });
    // An orderly end of it; the next start is an attempt.
    await start.end('SIGTERM');
    start = new Start(file);
    await page.waitForSelector('.screen', { timeout: 90_000 });
    await start.end('SIGTERM');
  }, 300_000);

  it('stands on the glass of a device whose file is no YAML, until it is told to end', async () => {
    const torn = join(room, 'torn.yaml');
    writeFileSync(torn, `device: kiosk-1\nweb: { port: ${port} }\ndataDir: ${data}\ndevices: [\n`);
    start = new Start(torn, ['--stay']);
    await start.until('repair.serving');
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.waitForSelector('.resting');
    expect(await page.textContent('.fault')).toContain('S-04');
    await start.end('SIGTERM');
    expect(await start.code()).toBe(0);
  }, 120_000);
});

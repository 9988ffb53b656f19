import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { signedKey } from '../../firmware/stick/key.ts';
import { createPrivateKey, randomBytes } from 'node:crypto';
import { noChromium, openChromium, type Browser } from '../support/chromium.ts';
import { freePort, kioskIn, Start } from '../support/started-kiosk.ts';
import { untilReal } from '../support/real-time.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

/*
 * A technician with a stick, before a kiosk that serves: made by the command, laid where the firmware looks as letan-stick@.service does
 * (which service-sticks.test.ts starts for real).
 */

const missing = noChromium();
const pictures = process.env['LETAN_PICTURES'] ?? null;
const day = 86_400_000;

describe.skipIf(missing !== null)(`a maintenance stick${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  const room = temporaryDirectory();
  const site = join(room, 'ward-centre');
  const sticks = join(room, 'sticks');
  const keys = join(room, 'keys');
  const usb = join(room, 'usb');
  let browser: Browser;
  let page: Page;
  let file = '';
  let url = '';
  let start: Start | null = null;

  const stick = (...args: readonly string[]) =>
    spawnSync(process.execPath, ['firmware/cli/letan.mjs', 'stick', ...args], { encoding: 'utf8' });
  const plug = (from: string): void => cpSync(from, join(sticks, 'sda1'), { recursive: true });
  const pull = (): void => rmSync(join(sticks, 'sda1'), { recursive: true, force: true });
  const begin = (): Start => (start = new Start(file, ['--sticks', sticks]));
  const shoot = async (name: string): Promise<void> => {
    if (pictures !== null) await page.screenshot({ path: join(pictures, `stick-${name}.png`) });
  };

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}/`;
    file = kioskIn(room, port, join(room, 'data'));
    mkdirSync(usb);
    expect(stick('key', '--out', keys, '--site', site).status).toBe(0);
    expect(stick('make', '--key', join(keys, 'letan-maintenance.pem'), '--site', site, '--to', usb).status).toBe(0);
    browser = await openChromium({ reducedMotion: true });
    page = await browser.context.newPage();
    await page.setViewportSize({ width: 1080, height: 1920 });
  }, 120_000);
  afterEach(() => pull());
  afterAll(async () => {
    await start?.end('SIGKILL');
    await browser.close();
    removeDirectory(room);
  });

  it('is refused with one message where it has run out, is for elsewhere, or nobody signed it; visitors are served on', async () => {
    const secret = createPrivateKey(readFileSync(join(keys, 'letan-maintenance.pem')));
    const grant = {
      letan: 'maintenance',
      schema: 1,
      id: randomBytes(8).toString('hex'),
      site: 'ward-centre',
      devices: null,
      from: Date.now() - 40 * day,
      until: Date.now() - day,
    } as const;
    const [good = ''] = readdirSync(usb).map((name) => readFileSync(join(usb, name), 'utf8'));
    const cases = [
      ['expired', signedKey(grant, secret), 'đã hết hạn ngày'],
      ['foreign', signedKey({ ...grant, site: 'commune', until: Date.now() + day }, secret), 'dành cho điểm commune'],
      ['unsigned', `${good.split('\n')[0] ?? ''}\n`, 'không do điểm này ký'],
      ['damaged', good.slice(0, 60), 'tệp khóa trên USB bị hỏng'],
    ] as const;
    const running = begin();
    await running.until('device.running');
    await page.goto(url);
    await page.waitForSelector('.screen', { timeout: 60_000 });
    for (const [name, text, words] of cases) {
      const from = join(room, name);
      mkdirSync(from);
      writeFileSync(join(from, 'a.letan-key'), text);
      plug(from);
      await page.waitForSelector(`.staff-notice:has-text("${words}")`, { timeout: 30_000 });
      expect(await page.locator('.staff-notice').textContent()).toContain('USB bảo trì không mở được');
      await shoot(name);
      pull();
      await page.waitForSelector('.staff-notice', { state: 'detached', timeout: 30_000 });
    }
    // A stick with holiday pictures is none of the kiosk’s business.
    mkdirSync(join(room, 'photos'));
    writeFileSync(join(room, 'photos', 'hạ-long.jpg'), 'jpeg');
    plug(join(room, 'photos'));
    // The codes of what does not work are on the glass all the while, and the remedy behind them.
    await page.click('.codes button');
    await page.waitForSelector('.staff-card:has-text("D-21"):has-text("kiểm tra cáp")');
    await shoot('codes');
    expect(await page.locator('.staff-notice').count()).toBe(0);
    await page.click('.staff-card button');
    await page.waitForSelector('.staff-card', { state: 'detached' });
    await running.end('SIGTERM');
  }, 240_000);

  it('opens the menu without a PIN for as long as it is plugged in, and gives the device back when it is pulled out', async () => {
    const serving = begin();
    await serving.until('device.running');
    plug(usb);
    expect(await serving.code()).toBe(0);
    const maintenance = begin();
    await maintenance.until('repair.serving');
    await page.goto(url);
    await page.waitForSelector('.menu .fault:has-text("S-03")', { timeout: 60_000 });
    await page.waitForSelector('.menu li:has-text("slip")', { timeout: 60_000 });
    await shoot('menu');
    pull();
    expect(await maintenance.code()).toBe(0);
    const again = begin();
    await again.until('device.running');
    await again.end('SIGTERM');
  }, 240_000);

  it('left in the machine while the technician restarts it, opens nothing again until it was pulled out', async () => {
    const serving = begin();
    await serving.until('device.running');
    plug(usb);
    expect(await serving.code()).toBe(0);
    const maintenance = begin();
    await maintenance.until('repair.serving');
    await page.goto(url);
    await page.waitForSelector('.menu', { timeout: 60_000 });
    await page.click('nav .main');
    expect(await maintenance.code()).toBe(0);
    const again = begin();
    await again.until('device.running');
    await again.until('"stick.shown"');
    await page.goto(url);
    await page.waitForSelector('.screen', { timeout: 60_000 });
    pull();
    await untilReal(() => again.said.includes('"what":"none"'), 30_000);
    plug(usb);
    expect(await again.code()).toBe(0);
    pull();
    // Pulled before the next start could look: it asks for nobody’s PIN, and comes back by itself.
    const late = begin();
    await late.until('repair.serving');
    expect(await late.code()).toBe(0);
  }, 300_000);
});

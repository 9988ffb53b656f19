import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { noChromium, openChromium, type Browser } from '../support/chromium.ts';
import { until } from '../support/web.ts';
import { letanProgram } from '../support/letan-program.ts';

/* The simulator's page in a real browser, on the world as `npm start` opens it. */

const missing = noChromium();
const root = fileURLToPath(new URL('../../', import.meta.url));

interface Running {
  readonly process: ChildProcess;
  readonly url: string;
  readonly complaints: () => string;
}

const start = async (...options: string[]): Promise<Running> => {
  const child = spawn(process.execPath, [letanProgram, 'sim', 'page', '--port', '0', ...options], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let complained = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  child.stderr.on('data', (text: Buffer) => (complained += text.toString()));
  await until(() => said.includes('http://') || child.exitCode !== null, 'an address', 120_000).catch(
    (never: unknown) => {
      child.kill('SIGKILL');
      throw never;
    },
  );
  return {
    process: child,
    url: /http:\/\/\S+/.exec(said)?.[0] ?? '',
    complaints: () => complained,
  };
};

const end = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    child.on('exit', (code) => resolve(code));
    child.kill('SIGTERM');
  });

describe.skipIf(missing !== null)(`the simulator's page${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let running: Running;
  let browser: Browser;
  let page: Page;
  const wrong: string[] = [];

  beforeAll(async () => {
    running = await start('--seed', '3');
    browser = await openChromium({ reducedMotion: true });
    page = await browser.context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') wrong.push(message.text());
    });
    page.on('pageerror', (error) => wrong.push(error.message));
    await page.setViewportSize({ width: 1600, height: 1000 });
    await page.goto(running.url);
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    expect(await end(running.process)).toBe(0);
    expect(running.complaints()).toBe('');
    expect(wrong).toEqual([]);
  });

  it('says in Vietnamese what it is, and in English when asked', async () => {
    await page.waitForSelector('.story li');
    const tagline = (words: string): Promise<void> => page.locator('.tagline', { hasText: words }).waitFor();
    await tagline('Robot lễ tân và máy lấy số');
    await page.click('.tongue');
    await tagline('Reception robots and queue kiosks');
    await page.click('.tongue');
    await tagline('Robot lễ tân và máy lấy số');
  });

  it('lets a visitor walk in by themselves and tells their way to the counter', async () => {
    await page.click('.transport .speeds button:has-text("5×")');
    await page.waitForSelector('.story li:nth-child(7).reached', { timeout: 150_000 });
    const times = await page.$$eval('.story li.reached span', (spans) => spans.map((span) => span.textContent ?? ''));
    expect(times).toHaveLength(7);
    expect(times).toEqual([...times].sort((one, other) => one.localeCompare(other)));
    const number = /[A-Z]\d{3}/.exec((await page.textContent('.story li:nth-child(4)')) ?? '')?.[0] ?? '';
    expect(number).toMatch(/^[A-Z]\d{3}$/);
    // The slip that is shown was decoded from the bytes that the printer was sent.
    const picture = page.locator('.paper img');
    expect(await picture.getAttribute('alt')).toContain(number);
    expect(await page.evaluate("document.querySelector('.paper img').naturalWidth")).toBe(576);
  }, 180_000);

  it('stands still, steps, and goes on', async () => {
    await page.click('.transport .play');
    await page.locator('.transport .play[aria-label="Chạy"]').waitFor();
    const stopped = await page.textContent('.clock strong');
    // Standing still can only be seen by looking twice.
    await page.waitForTimeout(600);
    expect(await page.textContent('.clock strong')).toBe(stopped);
    await page.click('.transport button:has-text("Tới 1 giây")');
    await page.waitForSelector(`.clock strong:not(:has-text("${stopped}"))`);
    await page.click('.transport .play');
    await page.locator('.transport .play:not([aria-label="Chạy"])').waitFor();
  });

  it('drops a visitor where one clicks, and walks them by further clicks', async () => {
    // Time stands while somebody is taken hold of: at five times its speed a busy host's mouse comes where they no longer are.
    const play = page.locator('.transport .play');
    await play.click();
    await page.locator('.transport .play[aria-label="Chạy"]').waitFor();
    const followed = (): Promise<unknown> =>
      page.evaluate("document.querySelector('.person.followed title')?.textContent.split(':')[0] ?? null");
    const before = await followed();
    await page.click('.legend button');
    await page.locator('svg.hall.dropping').waitFor();
    const box = await page.locator('svg.hall').boundingBox();
    if (box === null) throw new Error('no plan');
    await page.mouse.click(box.x + box.width * 0.3, box.y + box.height * 0.85);
    await expect.poll(followed, { timeout: 20_000 }).not.toBe(before);
    await page.waitForSelector('.person.followed');
    await page.keyboard.press('Escape');
    await page.locator('svg.hall:not(.dropping)').waitFor();
    await page.click('.person.followed .grasp', { force: true });
    await page.waitForSelector('.person.chosen');
    await play.click();
    await page.locator('.transport .play:not([aria-label="Chạy"])').waitFor();
    await page.mouse.click(box.x + box.width * 0.8, box.y + box.height * 0.75);
    await page.waitForSelector('.side .desk-card:has-text("đang được dắt đi")');
    await page.keyboard.press('Escape');
  });

  it('breaks a printer and shows what the visitor is told, and mends it', async () => {
    await page.click('[role=tab]:has-text("Sự cố")');
    await page.click('.fault-row button:has-text("hết giấy") >> nth=0');
    await page.waitForSelector('.fault-row .broken');
    const glass = page.frameLocator('.glass.chosen iframe');
    await glass.locator('.notes:has-text("Máy in hết giấy")').waitFor({ timeout: 100_000 });
    await page.click('button:has-text("Sửa tất cả")');
    await page.waitForSelector('.fault-row .broken', { state: 'detached' });
    await glass.locator('.notes:has-text("Máy in hết giấy")').waitFor({ state: 'detached', timeout: 100_000 });
  }, 240_000);

  it('loses the broker, says so to visitors, and finds it again', async () => {
    const glass = page.frameLocator('.glass.chosen iframe');
    const note = glass.locator('.notes:has-text("Mất kết nối mạng")');
    await page.click('.fault-row:has-text("Máy chủ MQTT") button');
    await note.waitFor({ timeout: 100_000 });
    await page.click('.fault-row:has-text("Máy chủ MQTT") button');
    await note.waitFor({ state: 'detached', timeout: 100_000 });
  }, 240_000);

  it('goes on when the hub loses its power, and links to the pages of who decides then', async () => {
    const time = (): Promise<string> => page.locator('.clock').innerText();
    const counterLink = page.locator('.site-pages a').first();
    await expect(counterLink.getAttribute('href')).resolves.toBe('/counter');
    const thumb = page.getByRole('button', { name: 'kiosk-1', exact: true });
    if ((await thumb.count()) > 0) await thumb.click();
    await page.getByRole('tab', { name: /^Sự cố/u }).click();
    const power = page.locator('.fault-row', { hasText: 'Nguồn điện' }).getByRole('button');
    await power.click();
    const before = await time();
    await expect.poll(time, { timeout: 20_000 }).not.toBe(before);
    // Its own page gets no answer from it.
    const staff = await browser.context.request.get(`${running.url}/counter/session`);
    expect(staff.status()).toBe(503);
    await page.getByRole('button', { name: 'kiosk-2', exact: true }).click();
    await page.getByRole('button', { name: 'Cho thiết bị này điều hành sảnh' }).click();
    await expect.poll(() => counterLink.getAttribute('href'), { timeout: 20_000 }).toBe('/kiosk-2/counter');
    expect((await browser.context.request.get(`${running.url}/kiosk-2/counter/session`)).status()).toBe(401);
    // A device in the dark can be chosen, and given its power again.
    await thumb.click();
    await power.click();
    await expect.poll(() => page.locator('.darkness').count(), { timeout: 20_000 }).toBe(0);
  }, 120_000);

  it('takes the mouse for a finger on a device’s own screen', async () => {
    await page.click('.transport .speeds button:has-text("1×") >> nth=0');
    await page.click('.glass.small .choose >> nth=0');
    await page.waitForSelector('.glass.small .choose[aria-label="kiosk-1"]');
    const glass = page.frameLocator('.glass.chosen iframe');
    await glass.locator('[data-action="chrome.language"]').first().click({ timeout: 100_000 });
    await glass.locator('.screen.language').waitFor({ timeout: 100_000 });
    await page.waitForSelector('.mark-list li:has-text("Ngôn ngữ")');
  }, 240_000);

  it('shows every machine with its state and last steps', async () => {
    await page.click('[role=tab]:has-text("Trạng thái")');
    for (const machine of [
      'reception',
      'greeting',
      'ticketing',
      'calling',
      'guidance',
      'assistance',
      'presence',
      'hours',
    ])
      await page.waitForSelector(`.machine:has-text("${machine}") code`);
    expect(await page.locator('.machine li').count()).toBeGreaterThan(0);
  });

  it('lets a clerk’s buttons be pressed and says the answer', async () => {
    await page.click('[role=tab]:has-text("Quầy")');
    await page.click('.check input');
    await page.waitForSelector('.check input:not(:checked)');
    await page.click('.desk-card >> nth=3 >> button:has-text("Gọi tiếp")');
    await page.locator('.desk-card').nth(3).locator('.quiet', { hasText: /\S/ }).waitFor();
  });

  it('jumps to a mark of the timeline and shows it among its neighbours', async () => {
    await page.click('.transport .play');
    const mark = page.locator('.mark-list li button').first();
    await mark.click();
    await page.waitForSelector('.mark-list li.chosen');
    await page.click('.timeline-head button:has-text("Theo hiện tại")');
    await page.waitForSelector('.mark-list li.chosen', { state: 'detached' });
    await page.click('.transport .play');
  });

  it('closes a socket that speaks something else, and goes on', async () => {
    const answer = (await (await fetch(`${running.url}/token`)).json()) as { token: string }; // our own endpoint
    const socket = new WebSocket(`${running.url.replace('http', 'ws')}/socket`, ['letan.v1', `token.${answer.token}`], {
      origin: running.url,
    });
    let code = 0;
    socket.on('close', (status) => (code = status));
    await until(() => socket.readyState === socket.OPEN, 'open');
    socket.send('{"do":"reboot"}');
    await until(() => code !== 0, 'closed');
    expect(code).toBe(1008);
    expect(await page.locator('.trouble').count()).toBe(0);
  });
});

it('says what is wrong with a site that is none, and exits as for a config fault', async () => {
  const child = spawn(process.execPath, [letanProgram, 'sim', 'page', '--site', 'config/profiles'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complained = '';
  child.stderr.on('data', (text: Buffer) => (complained += text.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('exit', resolve));
  expect(code).toBe(78);
  expect(complained).toContain('config/profiles');
});

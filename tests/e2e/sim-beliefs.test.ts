import { AxeBuilder } from '@axe-core/playwright';
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noChromium, openChromium, type Browser } from '../support/chromium.ts';
import { until } from '../support/web.ts';
import { letanProgram } from '../support/letan-program.ts';

/*
 * What the simulator's page shows of presence and greeting: somebody is walked by hand past the kiosk, then to it, and the page tells
 * what the kiosk believes of them, rung by rung, and why it greets.
 */

const missing = noChromium();

/** Where a place of the plan is on the screen; as text, for this side knows no DOM. */
const onScreen = (x: number, y: number): string => `(() => {
  const svg = document.querySelector('svg.hall');
  const point = new DOMPoint(${x}, ${-y}).matrixTransform(svg.getScreenCTM());
  return [point.x, point.y];
})()`;

/** Notes each rung that a card has shown: walking past, one is there for a second only. */
const noteRungs = `(() => {
  globalThis.rungs = new Set();
  const note = () => document.querySelectorAll('.belief-card').forEach((card) => card.classList.forEach((name) => rungs.add(name)));
  new MutationObserver(note).observe(document.body, { subtree: true, childList: true, attributes: true });
  note();
})()`;

describe.skipIf(missing !== null)(`what devices believe${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let simulator: ChildProcess;
  let browser: Browser;
  let page: Page;
  const wrong: string[] = [];

  beforeAll(async () => {
    simulator = spawn(process.execPath, [letanProgram, 'sim', 'page', '--port', '0', '--seed', '5'], {
      cwd: fileURLToPath(new URL('../../', import.meta.url)),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    simulator.stdout?.on('data', (text: Buffer) => (said += text.toString()));
    await until(() => said.includes('http://') || simulator.exitCode !== null, 'an address', 120_000);
    browser = await openChromium({ reducedMotion: true });
    page = await browser.context.newPage();
    page.on('pageerror', (error) => wrong.push(error.message));
    await page.setViewportSize({ width: 1600, height: 1000 });
    await page.goto(/http:\/\/\S+/.exec(said)?.[0] ?? '');
    await page.waitForSelector('.story li');
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    simulator.kill('SIGTERM');
    expect(wrong).toEqual([]);
  });

  const clickPlan = async (x: number, y: number): Promise<void> => {
    const place: [number, number] = await page.evaluate(onScreen(x, y));
    await page.mouse.click(place[0], place[1]);
  };
  const greeted = async (): Promise<string> => (await page.textContent('.score div:first-child dd')) ?? '';

  it('shows nobody before an empty kiosk, and can be hidden', async () => {
    await page.click('[role=tab]:has-text("Nhận định")');
    await page.waitForSelector('.side .score');
    expect(await page.locator('.legend input[type=checkbox]').isChecked()).toBe(true);
    await page.uncheck('.legend input[type=checkbox]');
    await page.waitForSelector('g.beliefs', { state: 'detached' });
    await page.check('.legend input[type=checkbox]');
    await page.waitForSelector('g.beliefs', { state: 'attached' });
  });

  it('lets who is walked past be noticed and invited, and says nothing to them; greets them where they stop, and says why', async () => {
    // Whoever came in by themselves has their number and sits by now.
    await page.click('.transport .speeds button:has-text("30×")');
    await page.waitForSelector('.story li:nth-child(5).reached', { timeout: 200_000 });
    await page.click('.transport .speeds button:has-text("2×")');
    await page.click('[role=tab]:has-text("Khách")');
    await page.selectOption('.dropping select >> nth=0', '');
    // Time stands while somebody is taken hold of; whoever came in by themselves is followed until the new one is there.
    await page.click('.transport .play');
    await page.locator('.transport .play[aria-label="Chạy"]').waitFor();
    const followed = (): Promise<unknown> =>
      page.evaluate("document.querySelector('.person.followed title')?.textContent.split(':')[0] ?? null");
    const first = await followed();
    await page.click('.dropping button');
    await page.locator('svg.hall.dropping').waitFor();
    await clickPlan(4.5, 2.8);
    await expect.poll(followed, { timeout: 20_000 }).not.toBe(first);
    await page.waitForSelector('.person.followed');
    await page.keyboard.press('Escape');
    await page.locator('svg.hall:not(.dropping)').waitFor();
    await page.click('.person.followed .grasp', { force: true });
    await page.waitForSelector('.person.chosen');
    await page.click('[role=tab]:has-text("Nhận định")');
    await page.click('.transport .play');
    await page.locator('.transport .play:not([aria-label="Chạy"])').waitFor();
    const before = await greeted();
    await page.evaluate(noteRungs);
    await clickPlan(13.5, 2.8);
    await expect.poll(() => page.evaluate(`rungs.has('invited')`), { timeout: 100_000 }).toBe(true);
    await page.waitForSelector('.belief-card', { state: 'detached', timeout: 100_000 });
    expect(await greeted()).toBe(before);

    await clickPlan(9, 3.45);
    await page.waitForSelector('.belief-card.engaged', { timeout: 100_000 });
    const card = page.locator('.belief-card.engaged');
    expect(await card.locator('.rung').textContent()).toBe('đang tiếp');
    expect(await card.locator('.greeted').textContent()).toMatch(
      /^Đã chào lúc \d\d:\d\d:\d\d: đứng \d\.\d s.* ở 0\.\d\d m/,
    );
    expect(await page.locator('.callout.because').count()).toBe(1);
    await expect.poll(async () => Number(await greeted())).toBe(Number(before) + 1);
    // They have no errand there; that they came for the kiosk shows by their standing on.
    await page.waitForSelector('.score div:nth-child(2) dd:has-text("0")', { timeout: 100_000 });
  }, 240_000);

  it.each([
    [1600, 1000],
    [1280, 800],
  ])(
    'axe finds nothing on a screen of %i × %i',
    async (width, height) => {
      await page.setViewportSize({ width, height });
      const found = await new AxeBuilder({ page }).include('.plan').include('.side').analyze();
      expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160) ?? ''}`)).toEqual([]);
    },
    120_000,
  );
});

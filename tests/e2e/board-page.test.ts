import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DisplayBoard } from '../../config/announcing.ts';
import { boardRig, calledAt, morningPicture, type BoardRig } from '../support/board-rig.ts';
import { noChromium, openChromium, type Browser } from '../support/chromium.ts';
import { runs } from '../support/tier.ts';

const reason = noChromium();
const inch = 0.0254;
const landscape = { diagonalM: 55 * inch, widthPx: 1920, heightPx: 1080, centreM: 2.3, viewingM: 8 };
const portrait = { ...landscape, widthPx: 1080, heightPx: 1920 };

const mmPerPx = ({ diagonalM, widthPx, heightPx }: DisplayBoard['panel']): number =>
  (diagonalM * 1000) / Math.sqrt(widthPx * widthPx + heightPx * heightPx);

/** In the page: how high a digit's ink is, for each place with digits. */
const digitPixels = `(() => {
  const canvas = document.createElement('canvas').getContext('2d');
  return [...document.querySelectorAll('.call .digits')].map((span) => {
    const { fontWeight, fontSize, fontFamily } = getComputedStyle(span);
    canvas.font = fontWeight + ' ' + fontSize + ' ' + fontFamily;
    const { actualBoundingBoxAscent, actualBoundingBoxDescent } = canvas.measureText('1');
    return actualBoundingBoxAscent + actualBoundingBoxDescent;
  });
})()`;

/** In the page: texts that reach beyond the glass or their part of it, or do not fit their own box. */
const cutTexts = `(() => {
  const { width, height } = document.querySelector('.board').getBoundingClientRect();
  const texts = '.call, .call span, .service, .people, .wait, .columns > span, .waiting h2 span, .clock, .notice, .day, .alarm';
  return [...document.querySelectorAll(texts)].filter((element) => {
    const box = element.getBoundingClientRect();
    const part = element.closest('main, footer, header')?.getBoundingClientRect();
    return box.right > width + 0.5 || box.bottom > height + 0.5 ||
      (part !== undefined && (box.bottom > part.bottom + 0.5 || box.top < part.top - 0.5)) ||
      element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight * 1.25 + 1;
  }).map((element) => element.className + ': ' + element.textContent);
})()`;

/** In the page: what is animated, takes longer than 200 ms to change, or would move. */
const moving = `[...document.querySelectorAll('.board, .board *')].filter((element) => {
  const { animationName, transitionDuration, transitionProperty } = getComputedStyle(element);
  const long = transitionDuration.split(',').some((one) => Number.parseFloat(one) > 0.2);
  const moves = /transform|left|top|margin/.test(transitionProperty);
  return animationName !== 'none' || long || moves;
}).map((element) => element.className)`;

describe.skipIf(reason !== null)(`the board on the wall${reason === null ? '' : ` (${reason})`}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium({ reducedMotion: false });
  }, 60_000);
  afterAll(() => browser.close());

  const open = async (
    over: Partial<DisplayBoard> = {},
  ): Promise<{ rig: BoardRig; page: Page; readonly close: () => Promise<void> }> => {
    const panel = over.panel ?? landscape;
    const rig = await boardRig({ panel, ...over });
    const page = await browser.context.newPage();
    await page.setViewportSize({ width: panel.widthPx, height: panel.heightPx });
    await page.goto(`${rig.url}/board`);
    await page.locator('.board header').waitFor();
    await page.evaluate('document.fonts.ready.then(() => true)');
    return {
      rig,
      page,
      close: async () => {
        await page.close();
        await rig.close();
      },
    };
  };

  /** How high the ink of each called number and counter is on the glass, in millimetres. */
  const digitHeights = async (page: Page, mm: number): Promise<readonly number[]> => {
    const pixels = await page.evaluate<readonly number[]>(digitPixels);
    return pixels.map((height) => height * mm);
  };

  it.each([
    ['landscape', 'dark', landscape],
    ['landscape', 'light', landscape],
    ['portrait', 'dark', portrait],
    ['portrait', 'light', portrait],
  ] as const)(
    'has digits of a two-hundredth of the viewing distance, %s and %s, and nothing beyond its edges',
    async (_name, theme, panel) => {
      const { page, close } = await open({ panel, theme });
      const heights = await digitHeights(page, mmPerPx(panel));
      expect(heights.length).toBeGreaterThanOrEqual(8);
      for (const height of heights) expect(height).toBeGreaterThanOrEqual((panel.viewingM * 1000) / 200);
      const cut = await page.evaluate<readonly string[]>(cutTexts);
      expect(cut).toEqual([]);
      await close();
    },
  );

  const tags = ['vi', 'en', 'fr', 'zh-Hans', 'ko', 'ja'] as const;
  const turn = Number(process.env['LETAN_SEED'] ?? 1);
  const panels = [
    ['55-inch landscape', landscape],
    ['55-inch portrait', portrait],
    ['43-inch landscape', { ...landscape, diagonalM: 43 * inch }],
    ['43-inch portrait', { ...portrait, diagonalM: 43 * inch }],
    ['32-inch landscape', { ...landscape, diagonalM: 32 * inch }],
    ['32-inch portrait, from 6 m', { ...portrait, diagonalM: 32 * inch, viewingM: 6 }],
  ] as const;
  // Every language on every panel in the long tier, else each panel in one of them by turns.
  const drawn = panels.flatMap(([name, panel], at) =>
    Array.from({ length: runs({ fast: 1, long: tags.length }) }, (_, of) => {
      const tag = tags[(at + turn + of) % tags.length] ?? 'vi';
      return [name, tag, panel] as const;
    }),
  );
  it.each(drawn)(
    'cuts nothing while it is cut off from its hub, whether counters have numbers or names: %s, %s',
    async (_name, tag, panel) => {
      const { page, rig, close } = await open({ panel, languages: [tag] });
      const apart = morningPicture({ apart: { hub: 'kiosk-1', sinceWall: 0 } });
      for (const counter of ['12', 'tiep-nhan']) {
        rig.picture = { ...apart, calls: [calledAt('W888', counter, 5, { call: 2 }), ...apart.calls.slice(1)] };
        rig.changed();
        await page.locator('.call .counter', { hasText: counter }).waitFor();
        await page.locator('.alarm').waitFor();
        expect([counter, ...(await page.evaluate<readonly string[]>(cutTexts))]).toEqual([counter]);
      }
      for (const height of await digitHeights(page, mmPerPx(panel)))
        expect(height).toBeGreaterThanOrEqual((panel.viewingM * 1000) / 200);
      await close();
    },
  );

  it('shows number, way and counter, what was called again, what is over, and who waits how long', async () => {
    const { page, close } = await open();
    const line = page.locator('.call[data-number="B007"]');
    await line.waitFor();
    expect(await line.locator('.digits').allTextContents()).toEqual(['B007', '2']);
    expect(await line.locator('.again').textContent()).toBe('Gọi lại');
    // Counter 2 is to the left of who looks at a board on the wall behind the counters.
    expect(await line.locator('.arrow').getAttribute('style')).toContain('rotate(270deg)');
    expect(await page.locator('.call.over').first().getAttribute('data-number')).toBe('H021');
    expect(await page.locator('.service').first().textContent()).toBe('Hộ tịch');
    expect(await page.locator('.people').first().textContent()).toMatch(/^7\sngười chờ$/);
    expect(await page.locator('.wait').first().textContent()).toMatch(/^10–25\sphút$/);
    await close();
  });

  it('lets the newest stand out for sixty seconds by the hall’s clock', async () => {
    const { page, rig, close } = await open();
    const show = (newestSecondsAgo: number): void => {
      const calls = [calledAt('A012', '1', 0, { wall: rig.wall() - newestSecondsAgo * 1_000 })];
      rig.picture = morningPicture({ calls: [...calls, calledAt('B007', '2', 90)] });
      rig.changed();
    };
    show(20);
    await page.locator('.call:not(.fresh)[data-number="B007"]').waitFor();
    expect(await page.locator('.call.fresh').getAttribute('data-number')).toBe('A012');
    expect(await page.locator('.call.fresh').count()).toBe(1);
    // Its last seconds pass by themselves.
    show(57);
    await page.locator('.call:not(.fresh)[data-number="A012"]').waitFor();
    await close();
  });

  it('moves nothing and flashes nothing: no animation, no transition longer than 200 ms', async () => {
    const { page, close } = await open();
    expect(await page.evaluate<readonly string[]>(moving)).toEqual([]);
    await close();
  });

  it('is told nothing that says who somebody is or why they go first', async () => {
    const rig = await boardRig({ panel: landscape });
    const page = await browser.context.newPage();
    const frames: string[] = [];
    page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => frames.push(String(payload))));
    await page.goto(`${rig.url}/board`);
    await page.locator('.board header').waitFor();
    const heard = frames.join('\n');
    expect(heard).toContain('A012');
    for (const word of ['declared', 'priority"', '2026-08-03/', 'token', 'person', 'issuedWall'])
      expect(heard).not.toContain(word);
    await page.close();
    await rig.close();
  });

  it('states the bound of priority among its notices, in each language by turns', async () => {
    const { page, close } = await open({ languages: ['vi', 'en'], notices: [], turnMs: 1_000 });
    await page.getByText('nhiều nhất 3 người trước một người đến sớm hơn').waitFor();
    await page.getByText('at most 3 of them before one who came earlier').waitFor();
    await close();
  });

  it('says in words that the hall is apart, and what staff want read', async () => {
    const { page, rig, close } = await open();
    rig.picture = morningPicture({ apart: { hub: 'kiosk-1', sinceWall: 0 } });
    rig.changed();
    await page.locator('.alarm', { hasText: 'Mất kết nối: bảng có thể thiếu lượt gọi mới' }).waitFor();
    rig.media.obey({
      name: 'notice',
      id: 'n1',
      text: 'Quầy 3 tạm nghỉ đến 10 giờ.',
      en: 'Counter 3 is closed until 10.',
      minutes: 5,
      by: 'manager',
    });
    await page.locator('.notice', { hasText: 'Quầy 3 tạm nghỉ' }).waitFor();
    await close();
  });

  it('says that it is old when the hall does not answer, and when its server is gone; no call stands out then', async () => {
    const { page, rig, close } = await open();
    await page.locator('.call.fresh').first().waitFor();
    rig.picture = null;
    rig.changed();
    await page.locator('.board.old .alarm', { hasText: 'Bảng không nhận tin mới từ' }).waitFor();
    expect(await page.locator('.call.fresh').count()).toBe(0);
    rig.picture = morningPicture();
    rig.changed();
    await page.locator('.board.current .call.fresh').first().waitFor();
    await rig.close();
    await page.locator('.board.old').waitFor({ timeout: 60_000 });
    await close();
  }, 120_000);

  it('tells its server that it draws', async () => {
    const { rig, close } = await open();
    await expect.poll(() => rig.media.boards(), { timeout: 60_000 }).toEqual([{ board: 'hall', state: 'up' }]);
    await close();
  });
});

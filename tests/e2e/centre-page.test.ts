import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CentreDay } from '../../firmware/pages/centre/protocol.ts';
import { centreDay } from '../support/centre-day.ts';
import { centreRig, type CentreRig } from '../support/centre-rig.ts';
import { noChromium, openChromium, type Browser } from '../support/chromium.ts';
import { testPins } from '../support/counter-rig.ts';

const yesterday = centreDay(0, 0.8);
const today = centreDay(1, 0.8);
const now = today.midnight + 15.5 * 3_600_000;
const soFar = today.events.filter(({ wall }) => wall <= now);
const came = today.visits.filter(({ joinedS }) => joinedS <= 15.5 * 3_600).length;

let rig: CentreRig;
beforeAll(async () => {
  rig = await centreRig([...yesterday.events, ...soFar], now);
}, 120_000);
afterAll(() => rig.close());

const get = async (path: string, cookie = ''): Promise<Response> => fetch(`${rig.url}${path}`, { headers: { cookie } });

describe('the days of a centre, by HTTP', () => {
  it('are the manager’s alone', async () => {
    expect((await get('/centre/day/today.json')).status).toBe(401);
    expect((await get('/centre/day/today.json', 'letan-centre=forged')).status).toBe(401);
    expect((await get('/centre/day/today.json', await rig.signIn('clerk'))).status).toBe(403);
    const manager = await rig.signIn('manager');
    expect((await get('/centre/day/today.json', manager)).status).toBe(200);
    expect((await get('/centre/day/2026-02-30.json', manager)).status).toBe(404);
    expect((await get('/centre/day/..%2f..%2fetc%2fpasswd', manager)).status).toBe(404);
    const posted = await fetch(`${rig.url}/centre/day/today.json`, {
      method: 'POST',
      headers: { cookie: manager, origin: rig.url, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(posted.status).toBe(405);
  });

  it('are told in figures, today’s as they come and any day before', async () => {
    const manager = await rig.signIn('manager');
    const told = (await (await get('/centre/day/today.json', manager)).json()) as CentreDay; // our own answer
    expect(told.today).toBe(today.day);
    expect(told.report.day).toBe(today.day);
    expect(told.report.figures.issued).toBe(came);
    expect(told.report.untilMinute).toBeCloseTo(15.5 * 60, 0);
    const before = (await (await get(`/centre/day/${yesterday.day}.json`, manager)).json()) as CentreDay; // our own answer
    expect(before.report.figures.issued).toBe(yesterday.visits.length);
    const none = (await (await get('/centre/day/2025-01-01.json', manager)).json()) as CentreDay; // our own answer
    expect(none.report.figures.issued).toBe(0);
  });

  it('come with what is wrong with the site’s machines now, by its code and with the remedy', async () => {
    rig.faults.hear('kiosk-2', {
      faults: [
        { code: 'D-29', part: 'slip', state: 'fault' },
        { code: 'X-99', part: 'x' },
      ],
    });
    const told = (await (await get('/centre/day/today.json', await rig.signIn('manager'))).json()) as CentreDay; // our own answer
    expect(told.faults).toMatchObject([{ device: 'kiosk-2', part: 'slip', code: 'D-29', state: 'fault' }]);
    expect(told.faults[0]?.needs.vi).toContain('dao cắt bị kẹt');
    expect(told.faults[0]?.repair.vi).toContain('gỡ giấy kẹt');
  });

  it('are given out as CSV that a spreadsheet reads, without a counter, a token or a role', async () => {
    const answer = await get(`/centre/day/${yesterday.day}.csv`, await rig.signIn('manager'));
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toContain(`${yesterday.day}.csv`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const lines = bytes.toString('utf8').slice(1).split('\r\n');
    expect(lines.at(-1)).toBe('');
    const [head = '', ...rows] = lines.slice(0, -1);
    expect(head).toBe(
      'day,number,service,channel,given_apart,issued,told_p50_min,told_p90_min,called,waited_min,finished,ended',
    );
    expect(rows.length).toBe(yesterday.visits.length);
    const first = yesterday.visits.find(({ id }) => id.endsWith(rows[0]?.split(',')[1] ?? '?'));
    expect(Number(rows[0]?.split(',')[9])).toBeCloseTo(((first?.calledS ?? 0) - (first?.joinedS ?? 0)) / 60, 0);
    expect(rows.every((row) => row.split(',').length === 12)).toBe(true);
  });
});

const reason = noChromium();

describe.skipIf(reason !== null)(`the centre's page${reason === null ? '' : ` (${reason})`}`, () => {
  let browser: Browser;
  let page: Page;
  const errors: string[] = [];
  beforeAll(async () => {
    browser = await openChromium({ reducedMotion: true });
    page = await browser.context.newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(`${rig.url}/centre`);
    await page.waitForSelector('.sign-in input');
  }, 60_000);
  afterAll(() => browser.close());

  const tile = async (nth: number): Promise<string> =>
    (await page.locator('.tile .value').nth(nth).textContent()) ?? '';

  it('asks for the manager’s PIN, and says so when it is another', async () => {
    await page.fill('.sign-in input', '111222');
    await page.click('button.primary');
    await page.locator('.refusal', { hasText: 'PIN' }).waitFor();
    // A wrong PIN is waited for before the next is looked at.
    await expect
      .poll(
        async () => {
          await page.fill('.sign-in input', testPins.manager);
          const answered = page.waitForResponse((response) => response.url().endsWith('/sign-in'));
          await page.click('button.primary');
          const signedIn = (await answered).ok();
          if (signedIn) await page.locator('.tiles').waitFor();
          return signedIn;
        },
        { timeout: 40_000, interval: 1_500 },
      )
      .toBe(true);
    expect(await page.title()).toContain('Toàn cảnh trung tâm');
  }, 60_000);

  it('shows the day in tiles, plots, bands and tables', async () => {
    await expect.poll(() => tile(0)).toBe(String(came));
    await page.locator('canvas').nth(1).waitFor();
    expect(await page.locator('canvas').count()).toBe(2);
    expect(await page.locator('svg.bands g .name').allTextContents()).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((id) => `Quầy ${id}`),
    );
    expect(await page.locator('table').nth(0).locator('tbody tr').count()).toBe(5);
    // Both plots are drawn, not blank paper.
    const inked = (await page.evaluate(`[...document.querySelectorAll('canvas')].map((canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      let inked = 0;
      for (let i = 3; i < data.length; i += 4) if (data[i] > 0) inked += 1;
      return inked;
    })`)) as number[]; // what the script above gives
    for (const pixels of inked) expect(pixels).toBeGreaterThan(5_000);
  });

  it('shows the range that was told when one service is chosen', async () => {
    await page.click('.choice button:nth-child(2)');
    await page.locator('.choice button.on', { hasText: 'Chứng thực' }).waitFor();
    await page.locator('.note', { hasText: 'Dải màu' }).first().waitFor();
  });

  it('goes to another day and back, in English too, and shows what comes in meanwhile', async () => {
    await page.click('nav button >> nth=0');
    await page.locator('.date span', { hasText: '3/8/2026' }).waitFor();
    await expect.poll(() => tile(0)).toBe(String(yesterday.visits.length));
    await page.getByText('English').click();
    await page.locator('.date span', { hasText: '3 Aug 2026' }).waitFor();
    await expect.poll(() => page.title()).toContain('The centre');
    const later = today.events.filter(({ wall }) => wall > now && wall <= now + 20 * 60_000);
    await rig.receive(later);
    await page.getByText('Today').click();
    const issued = later.filter(({ kind }) => kind === 'ticket.issued').length;
    await expect.poll(() => tile(0), { timeout: 30_000 }).toBe(String(came + issued));
  }, 60_000);

  it.each([
    [1280, 800],
    [1024, 768],
    [1920, 1080],
  ])('fits %d pixels', async (width, height) => {
    await page.setViewportSize({ width, height });
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    const cut = await page.evaluate(
      `[...document.querySelectorAll('h1, h2, .tile dd, .tile dt, .legend span, th, td')].filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0).map((element) => element.textContent)`,
    );
    expect(cut).toEqual([]);
  });

  it('signs out, and makes no error on the way', async () => {
    await page.getByText('Sign out').click();
    await page.waitForSelector('.sign-in input');
    expect(errors).toEqual([]);
  });
});

import { AxeBuilder } from '@axe-core/playwright';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { IssuedTicket } from '../../behaviours/hall/events.ts';
import { bundlePhonePage, createPhoneDesk } from '../../firmware/pages/phone-page.ts';
import type { Bundle } from '../../firmware/page.ts';
import { createPublicWeb, type PublicWeb } from '../../firmware/public-web.ts';
import { rasterSlip } from '../../hal/drivers/slip-raster.ts';
import { readQr } from '../../sim/peripherals/slip-reading.ts';
import { noChromium, openChromium, type Browser } from '../support/chromium.ts';
import { phoneRig, type PhoneRig } from '../support/phone-rig.ts';
import { shippedSlip } from '../support/ticket-slips.ts';
import { untilReal } from '../support/real-time.ts';
import { runs } from '../support/tier.ts';

/* The visitor's page in a real browser the size of a cheap phone, from the listener that the public reaches. */

const missing = noChromium();
const pictures = process.env['LETAN_PICTURES'] ?? null;

const axeOptions = {
  rules: { 'target-size': { enabled: true }, 'color-contrast-enhanced': { enabled: true } },
  checks: {
    'color-contrast': { options: { ignoreLength: true } },
    'color-contrast-enhanced': { options: { ignoreLength: true } },
  },
};

describe.skipIf(missing !== null)(`the phone's page${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let browser: Browser;
  let bundle: Bundle;
  let rig: PhoneRig;
  let web: PublicWeb;
  let base: string;
  let page: Page;
  const requests: string[] = [];

  beforeAll(async () => {
    [browser, bundle] = await Promise.all([openChromium({ reducedMotion: true }), bundlePhonePage()]);
    // What the phone would do with sound and vibration is noted in the page itself.
    await browser.context.addInitScript(
      `window.buzzes = []; navigator.vibrate = (pattern) => buzzes.push(pattern) > 0;`,
    );
  }, 60_000);
  afterAll(async () => {
    await browser.close();
  });

  const open = async (): Promise<void> => {
    rig = await phoneRig();
    const desk = createPhoneDesk(rig.parts, bundle);
    desk.start();
    web = createPublicWeb({
      host: '127.0.0.1',
      port: 0,
      proxies: [],
      publicBase: '',
      desk: (request) => desk.answer(request),
      log: rig.log,
    });
    const listening = await web.listen();
    if (!listening.ok) throw new Error(listening.fault.kind);
    base = listening.value;
    page = await browser.context.newPage();
    requests.length = 0;
    page.on('request', (request) => void requests.push(`${request.method()} ${request.url().slice(base.length)}`));
    page.on('pageerror', (error) => {
      throw error;
    });
    await page.setViewportSize({ width: 360, height: 740 });
  };
  afterEach(async () => {
    await browser.context.setOffline(false);
    await page.close();
    await web.close();
  });

  const line = async (length: number): Promise<readonly IssuedTicket[]> => {
    const tickets: IssuedTicket[] = [];
    for (let n = 0; n < length; n += 1) tickets.push(await rig.hall.issue(`r${n}`, { service: 'dat-dai' }));
    return tickets;
  };
  let clerks = 0;
  const clerk = async (name: 'next' | 'arrived' | 'finish' | 'recall'): Promise<void> => {
    const wish = { id: `c${(clerks += 1)}`, by: 'clerk', counter: '3' };
    await rig.hall.command(name === 'next' ? { ...wish, name, finishing: true } : { ...wish, name });
  };
  const axe = async (): Promise<readonly string[]> => {
    const found = await new AxeBuilder({ page }).options(axeOptions).analyze();
    return [...found.violations, ...found.incomplete].flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
    );
  };
  /** Nothing is cut off at the side, nothing that is touched is small. */
  const misfits = (): Promise<readonly string[]> =>
    page.evaluate(`(() => {
      const wide = document.documentElement.scrollWidth > window.innerWidth ? ['wider than the phone'] : [];
      const small = [...document.querySelectorAll('button')]
        .filter((button) => button.getBoundingClientRect().height < 44)
        .map((button) => 'low: ' + button.textContent);
      return [...wide, ...small];
    })()`);
  const shoot = async (name: string): Promise<void> => {
    if (pictures !== null) await page.screenshot({ path: `${pictures}/phone-${name}.png`, fullPage: true });
  };
  const buzzes = (): Promise<number> => page.evaluate('buzzes.length');
  /** The page's policy lets nobody poll inside it, so it is asked from outside. */
  const becomes = async (expression: string): Promise<void> => {
    const end = performance.now() + 60_000;
    while ((await page.evaluate(expression)) !== true) {
      if (performance.now() > end) throw new Error(`never: ${expression}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const card = (): Promise<string> => page.locator('.told').innerText();

  it('comes in one answer of less than 60 kB, from the code on a slip', async () => {
    await open();
    const [ticket] = await line(2);
    const slip = shippedSlip('vi', 1, { publicBase: base, ticket: { token: ticket?.token ?? '' } });
    const raster = rasterSlip(slip, 576);
    const code = raster.ok ? readQr(raster.value) : null;
    expect(code).toBe(`${base}/t/${ticket?.token ?? ''}`);
    const response = await page.goto(code ?? '');
    expect(response?.status()).toBe(200);
    expect(await page.locator('.number').innerText()).toBe('K001');
    await page.waitForLoadState('networkidle');
    expect(requests).toEqual([`GET /t/${ticket?.token ?? ''}`]);
    const html = (await response?.body()) ?? Buffer.alloc(0);
    expect(gzipSync(html, { level: 9 }).length).toBeLessThan(20_000);
    expect(Number((await response?.allHeaders())?.['content-length'])).toBeLessThan(20_000);
  });

  it('is clean and whole in every state, in six languages, with large text as well', async () => {
    await open();
    const tickets = await line(6);
    const token = tickets[5]?.token ?? '';
    const all = ['vi', 'fr', 'en', 'zh-Hans', 'ko', 'ja'];
    const look = async (name: string, languages: readonly string[]): Promise<void> => {
      for (const language of languages)
        for (const larger of language === 'vi' || language === 'fr' ? [false, true] : [false]) {
          await page.goto(`${base}/t/${token}?language=${language}`);
          if (larger) await page.click('.size');
          await shoot(`${name}-${language}${larger ? '-larger' : ''}`);
          expect([name, language, larger, ...(await misfits())]).toEqual([name, language, larger]);
          if (larger === (language === 'fr') && all.indexOf(language) < 2)
            expect([name, ...(await axe())]).toEqual([name]);
          await page.evaluate('localStorage.clear()');
        }
    };
    const some = all.slice(0, runs({ fast: 2, long: 6 }));
    await look('waiting', all);
    for (let n = 0; n < 4; n += 1) await clerk('next');
    await rig.hall.clock.advance(2_000);
    // What was worked out a second ago is not worked out anew.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await look('near', some);
    await clerk('next');
    await clerk('next');
    await look('called', some);
    await clerk('arrived');
    await look('serving', ['vi']);
    await clerk('finish');
    await look('done', ['vi']);
    await page.goto(`${base}/t/${'0'.repeat(32)}`);
    await shoot('gone');
    expect(await axe()).toEqual([]);
  }, 120_000);

  it('asks before it gives a place or a number away', async () => {
    await open();
    const [, second] = await line(6);
    await page.goto(`${base}/t/${second?.token ?? ''}`);
    await page.click('.defer');
    expect(await page.locator('dialog').innerText()).toMatch(/^Nhường 3\sngười đi trước/);
    await shoot('confirm');
    expect(await axe()).toEqual([]);
    await page.click('dialog .no');
    expect(rig.asked).toEqual([]);
    await page.click('.defer');
    await page.click('dialog .yes');
    await becomes(`document.querySelector('.told').textContent.includes('4')`);
    expect(rig.asked.map(({ name }) => name)).toEqual(['defer']);
    await page.click('.cancel');
    await page.waitForSelector('dialog[open]');
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
    await page.click('.cancel');
    await page.click('dialog .yes');
    await page.waitForSelector('html.gone');
    expect(await card()).toContain('đã được hủy');
    expect(await page.locator('.asks button').count()).toBe(0);
  }, 90_000);

  it('makes itself heard once for each call, after it has been touched, and loud to the eye in any case', async () => {
    await open();
    const [first] = await line(1);
    await page.goto(`${base}/t/${first?.token ?? ''}`);
    expect(await buzzes()).toBe(0);
    await page.click('.alert');
    await becomes('buzzes.length === 1');
    await clerk('next');
    await page.waitForSelector('html.called', { timeout: 60_000 });
    expect(await page.title()).toMatch(/^● K001/);
    expect(await page.locator('.told').getAttribute('aria-live')).toBe('assertive');
    expect(await buzzes()).toBe(2);
    await rig.hall.clock.advance(5_000);
    await clerk('recall');
    await becomes('buzzes.length === 3');
    expect(await card()).toContain('2');
  }, 60_000);

  it('says as of when it speaks while the link is lost, and goes on by itself', async () => {
    await open();
    const tickets = await line(5);
    await page.goto(`${base}/t/${tickets[4]?.token ?? ''}`);
    await browser.context.setOffline(true);
    await page.evaluate(`dispatchEvent(new Event('online'))`);
    await page.waitForSelector('.lost');
    expect(await page.locator('.lost').innerText()).toContain('Thông tin lúc 07:55');
    await shoot('lost');
    expect(await axe()).toEqual([]);
    await page.click('.defer, .cancel >> nth=0');
    await page.locator('dialog .yes').click();
    await rig.hall.clock.advance(10 * 60_000);
    await browser.context.setOffline(false);
    await page.waitForSelector('.lost', { state: 'detached', timeout: 60_000 });
    await becomes(`document.querySelector('footer').textContent.includes('08:05')`);
    // What was asked without a link has been asked once.
    await untilReal(() => rig.asked.length === 1, 60_000);
  }, 90_000);

  it('speaks the language that was chosen, also the next time', async () => {
    await open();
    const [ticket] = await line(3);
    const url = `${base}/t/${ticket?.token ?? ''}`;
    await page.goto(url);
    await page.click('.language');
    expect(await page.locator('.languages button').count()).toBe(6);
    await shoot('languages');
    expect(await axe()).toEqual([]);
    await page.click('.languages [lang=ja]');
    await page.waitForSelector('html[lang=ja]');
    await page.goto(url);
    await page.waitForSelector('html[lang=ja]');
    await page.evaluate('localStorage.clear()');
  });

  it('says the same without a script', async () => {
    await open();
    const [ticket] = await line(1);
    const html = await (await fetch(`${base}/t/${ticket?.token ?? ''}`)).text();
    expect(html).toMatch(/<noscript><main class="plain">.*K001.*Xin mời ông\/bà đến quầy số 3 ngay.*<\/noscript>/s);
    expect(html).toContain('<noscript><meta http-equiv="refresh" content="60"></noscript>');
  });
});

import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleCounterPage } from '../../firmware/pages/counter-page.ts';
import type { Bundle } from '../../firmware/page.ts';
import { noChromium, openChromium, type Browser } from '../support/chromium.ts';
import { counterRig, testPins, testSetPin, type CounterRig } from '../support/counter-rig.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { runs } from '../support/tier.ts';
import { until } from '../support/web.ts';

/*
 * The clerk's page in a real browser, before a real web server and the hall's own rules: signing in, a ticket's whole life by the
 * keyboard alone and by the number pad alone, two clerks at once, and what axe says of it.
 */

const missing = noChromium();
const waitMs = 55_000;

/** What a number pad's key is to the browser. */
const onPad: Readonly<Record<string, string>> = {
  '+': 'NumpadAdd',
  '-': 'NumpadSubtract',
  '*': 'NumpadMultiply',
  '/': 'NumpadDivide',
  '.': 'NumpadDecimal',
  '=': 'NumpadEnter',
};
/** What a keyboard without a number block types. */
const onKeyboard: Readonly<Record<string, string>> = { '=': 'Enter' };

/** Keys one after the other: digits, + − * / . and `=` for Enter. */
const press = async (page: Page, keys: string, pad: boolean): Promise<void> => {
  // What a wish does may be seen before its answer has come; until then the page takes no other.
  await page.locator('.notice.busy').waitFor({ state: 'detached', timeout: waitMs });
  for (const key of keys) await page.keyboard.press(pad ? (onPad[key] ?? `Numpad${key}`) : (onKeyboard[key] ?? key));
};

const signIn = async (page: Page, url: string, role: keyof typeof testPins, pad: boolean): Promise<void> => {
  await page.goto(`${url}/counter`);
  await page.locator('.sign-in .pin input').waitFor({ timeout: waitMs });
  const steps = Object.keys(testPins).indexOf(role);
  await press(page, `${'+'.repeat(steps)}${testPins[role]}=`, pad);
  await page.locator('.choose, .desk, .list').first().waitFor({ timeout: waitMs });
};

const number = (page: Page): Promise<string | null> => page.locator('.current .number').textContent();
/** Waits until the desk shows it. */
const shows = async (page: Page, what: string, phase: string): Promise<void> =>
  page
    .locator(`.current.${phase}`, { has: page.locator('.number', { hasText: new RegExp(`^${what}$`) }) })
    .waitFor({ timeout: waitMs });
const notice = async (page: Page, text: RegExp): Promise<void> =>
  page.locator('.notice', { hasText: text }).waitFor({ timeout: waitMs });

describe.skipIf(missing !== null)(`the counter's page${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let browser: Browser;
  let bundle: Bundle;
  let rig: CounterRig;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    bundle = await bundleCounterPage();
    browser = await openChromium({ reducedMotion: true });
    context = browser.context;
  }, 60_000);
  afterAll(() => browser.close());
  beforeEach(async () => {
    rig = await counterRig(bundle);
    await context.clearCookies();
    page = await context.newPage();
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.goto(`${rig.url}/healthz`);
    await page.evaluate('localStorage.clear()');
  });
  afterEach(async () => {
    await page.close();
    await rig.close();
  });

  it('asks for a PIN, says kindly what is wrong with one, and keeps its cookie from scripts', async () => {
    await page.goto(`${rig.url}/counter`);
    const field = page.locator('.sign-in .pin input');
    await field.waitFor({ timeout: waitMs });
    await page.keyboard.type('111222');
    await page.keyboard.press('Enter');
    await page.locator('.refusal', { hasText: 'Mã PIN chưa đúng' }).waitFor({ timeout: waitMs });
    await page.keyboard.type(testPins.clerk);
    await page.keyboard.press('Enter');
    await page.locator('.choose').waitFor({ timeout: waitMs });
    expect(await page.evaluate('document.cookie')).toBe('');
    const [cookie] = await context.cookies(rig.url);
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
    // Another load of the page is signed in still; after signing out none is.
    await page.reload();
    await page.locator('.choose').waitFor({ timeout: waitMs });
    await page.getByRole('button', { name: /Thoát/ }).click();
    await page.locator('.sign-in').waitFor({ timeout: waitMs });
    expect(await context.cookies(rig.url)).toEqual([]);
  });

  it('says with which command a PIN is set, once it was wrong so often that somebody may not know it', async () => {
    await page.goto(`${rig.url}/counter`);
    await page.locator('.sign-in .pin input').waitFor({ timeout: waitMs });
    await page.keyboard.press('+');
    const tried = async (): Promise<void> => {
      await page.keyboard.type('111222');
      const answered = page.waitForResponse((response) => response.url().endsWith('/sign-in'));
      await page.keyboard.press('Enter');
      await answered;
    };
    await tried();
    await page.locator('.refusal', { hasText: 'Xin gõ lại' }).waitFor({ timeout: waitMs });
    expect(await page.locator('.pin-help').count()).toBe(0);
    // Three cost nothing.
    for (let n = 0; n < 3; n += 1) await tried();
    await page.locator('.refusal', { hasText: 'Xin đợi' }).waitFor({ timeout: waitMs });
    expect(await page.locator('.pin-help code').textContent()).toBe(`${testSetPin} --role volunteer`);
  });

  it('mutes the greetings, checks a booking in, ties a dossier, and tells of a sign that is dark', async () => {
    const minute = 8 * 60 + 20;
    const service = rig.config.site.counters.find(({ id }) => id === '1')?.services[0] ?? '';
    const of = { day: '2026-08-03', service, language: 'vi', person: null, registered: null } as const;
    await rig.command({ name: 'book', id: 'b1', by: 'city', code: 'KHAM2345', minute, ...of });
    await rig.command({ name: 'book', id: 'b2', by: 'city', code: 'MAIS2345', minute: minute + 90, ...of });
    await signIn(page, rig.url, 'clerk', false);
    await press(page, '1=', false);
    await page.locator('.desk').waitFor({ timeout: waitMs });

    await page.keyboard.press('F9');
    await page.locator('p.muted', { hasText: /còn (30:00|2\d:\d\d)/ }).waitFor({ timeout: waitMs });
    await press(page, '0*', true);
    await notice(page, /Lời chào đã bật lại/);
    expect(await page.locator('p.muted').count()).toBe(0);
    expect(rig.asked.map(({ name }) => name)).toEqual(['mute-greetings', 'unmute-greetings']);
    for (const command of rig.asked) expect(command).toMatchObject({ everywhere: true, by: 'clerk' });

    const open = page.locator('.bookings li.open');
    await open.waitFor({ timeout: waitMs });
    expect(await open.innerText()).toContain('KHAM2345');
    const booking = page.locator('.bookings input');
    await booking.fill('khac9999');
    await booking.press('Enter');
    await notice(page, /Không có lịch hẹn với mã khac9999/);
    await booking.fill('kham 2345');
    await booking.press('Enter');
    await notice(page, /Đã nhận lịch hẹn.*: [A-Z]001/);
    await page.locator('.bookings li.taken', { hasText: 'KHAM2345' }).waitFor({ timeout: waitMs });
    // A cancelling is asked once more.
    const early = page.locator('.bookings li.early');
    await early.getByRole('button', { name: 'Hủy' }).click();
    await early.getByRole('button', { name: 'Giữ' }).waitFor({ timeout: waitMs });
    await early.getByRole('button', { name: 'Hủy' }).click();
    await page.locator('.bookings li.cancelled', { hasText: 'MAIS2345' }).waitFor({ timeout: waitMs });

    // What was typed has left the keys to the number pad.
    await press(page, '=', false);
    await shows(page, '[A-Z]001', 'called');
    const dossier = page.locator('.dossier input');
    await dossier.fill('abc');
    await dossier.press('Enter');
    await notice(page, /“abc” không phải mã hồ sơ/);
    await dossier.fill('h26.18.14-260105-0001');
    await dossier.press('Enter');
    await page.locator('.dossier em', { hasText: 'Đã gắn hồ sơ' }).waitFor({ timeout: waitMs });
    expect(await dossier.inputValue()).toBe('');

    rig.trouble([{ kind: 'sign-dark', counter: '2' }]);
    await page.locator('p.media', { hasText: 'Đèn số quầy 2 không trả lời' }).waitFor({ timeout: waitMs });
    expect(await axe(page)).toEqual([]);
    rig.trouble([]);
    await page.locator('p.media').waitFor({ state: 'detached', timeout: waitMs });
  });

  for (const pad of [false, true])
    it(`serves a ticket's whole life by the ${pad ? 'number pad' : 'keyboard'} alone`, async () => {
      const service = rig.config.site.counters.find(({ id }) => id === '1')?.services[0] ?? '';
      const first = await rig.issue('one', service);
      const second = await rig.issue('two', service);
      await rig.pass(60_000);
      await signIn(page, rig.url, 'clerk', pad);
      await press(page, '1=', pad);
      await page.locator('.desk').waitFor({ timeout: waitMs });

      await press(page, '=', pad);
      await shows(page, first, 'called');
      // The same key at once is a slip of the finger, and says so.
      await press(page, '=', pad);
      await notice(page, /Vừa gọi/);
      await press(page, '+', pad);
      await notice(page, /Vừa gọi/);
      await press(page, '-', pad);
      await notice(page, /mới được gọi 1 lần/);
      for (const call of [2, 3]) {
        await rig.pass(10_000);
        await press(page, '+', pad);
        await page.locator('.facts', { hasText: `gọi lần ${call}` }).waitFor({ timeout: waitMs });
      }
      await press(page, '-', pad);
      await shows(page, '–', 'nobody');

      // The late-comer comes back into line by their number, and is called from the list.
      const digits = first.replace(/^\D+0*/, '');
      await press(page, digits, pad);
      await page.locator('.panel output', { hasText: digits }).waitFor({ timeout: waitMs });
      await press(page, '+', pad);
      // Other series may have that number too; the first of them is ours.
      if (await page.locator('.panel h2', { hasText: 'Số nào?' }).isVisible()) await press(page, '1', pad);
      await notice(page, new RegExp(first));
      await press(page, `${digits}=`, pad);
      await shows(page, first, 'called');
      await press(page, '*', pad);
      await shows(page, first, 'serving');

      // Papers are missing: put aside, then back, then served with a further service.
      await press(page, '/1', pad);
      await press(page, '1', pad);
      await shows(page, '–', 'nobody');
      await press(page, `${digits}+`, pad);
      await notice(page, new RegExp(first));
      await press(page, `${digits}=`, pad);
      await shows(page, first, 'called');
      await rig.pass(10_000);
      await press(page, '*', pad);
      await shows(page, first, 'serving');
      await press(page, '/4', pad);
      await press(page, '1', pad);
      await page.locator('.facts', { hasText: 'còn 1 thủ tục' }).waitFor({ timeout: waitMs });
      await press(page, '.', pad);
      await shows(page, '–', 'nobody');

      // Transferred to another counter.
      await press(page, `${second.replace(/^\D+0*/, '')}=`, pad);
      await shows(page, second, 'called');
      await press(page, '/3', pad);
      await press(page, '1', pad);
      await shows(page, '–', 'nobody');
      await page.locator('.list li', { hasText: second }).getByText('chờ quầy 2').waitFor({ timeout: waitMs });

      // Somebody without a number.
      await press(page, '/5', pad);
      await press(page, '1', pad);
      await page.locator('.current.called').waitFor({ timeout: waitMs });
      const walkIn = (await number(page)) ?? '';
      expect([first, second]).not.toContain(walkIn);
      await rig.pass(10_000);
      await press(page, '.', pad);
      await shows(page, '–', 'nobody');

      // Pause, open again, close.
      await press(page, '/6', pad);
      await press(page, '2', pad);
      await page.locator('.current .label', { hasText: 'Nghỉ trưa' }).waitFor({ timeout: waitMs });
      await press(page, '=', pad);
      await notice(page, /Quầy đang nghỉ/);
      await press(page, '/7', pad);
      await press(page, '=', pad);
      await page.locator('.state.open').waitFor({ timeout: waitMs });
      await press(page, '/0', pad);
      await press(page, '=', pad);
      await page.locator('.state.closed').waitFor({ timeout: waitMs });

      // Who did what by hand stands in the ledger by role.
      const called = rig.hall.ledger.disk.filter(({ kind, data }) => kind === 'ticket.called' && data['by'] !== null);
      expect(called.map(({ data }) => data['by'])).toEqual(['clerk', 'clerk', 'clerk', 'clerk']);
    }, 90_000);

  it('lets two clerks press next at once: two people, and each sees what the other did', async () => {
    const shared = rig.config.site.counters.find(({ id }) => id === '1')?.services ?? [];
    const both = rig.config.site.counters.find(
      ({ id, services }) => id !== '1' && services.some((one) => shared.includes(one)),
    );
    const service = both?.services.find((one) => shared.includes(one));
    expect(service).toBeDefined();
    const numbers = [await rig.issue('one', service ?? ''), await rig.issue('two', service ?? '')];
    await signIn(page, rig.url, 'clerk', false);
    await press(page, '1=', false);
    const other = await context.newPage();
    await other.goto(`${rig.url}/counter`);
    // The same browser is one clerk's computer; this one sits at another counter.
    await other.locator('.desk').waitFor({ timeout: waitMs });
    await other.getByRole('button', { name: 'Đổi quầy' }).click();
    await press(other, `${both?.id ?? ''}=`, false);
    await page.bringToFront();
    await Promise.all([page.keyboard.press('NumpadEnter'), other.keyboard.press('NumpadEnter')]);
    await page.locator('.current.called').waitFor({ timeout: waitMs });
    await other.locator('.current.called').waitFor({ timeout: waitMs });
    expect(new Set([await number(page), await number(other)])).toEqual(new Set(numbers));
    for (const [one, theirs] of [
      [page, other],
      [other, page],
    ] as const)
      await one
        .locator('.counters li:not(.own)', { hasText: (await number(theirs)) ?? '?' })
        .waitFor({ timeout: waitMs });
    await other.close();
  }, 60_000);

  it('shows each role what it may do, and refuses the rest at the server as well', async () => {
    await signIn(page, rig.url, 'volunteer', false);
    await page.getByRole('button', { name: 'Không ngồi quầy' }).click();
    await page.locator('.list').waitFor({ timeout: waitMs });
    expect(await page.locator('.desk').count()).toBe(0);
    await page.getByRole('button', { name: 'Đổi quầy' }).click();
    await press(page, '1=', false);
    expect(await page.getByRole('button', { name: /Gọi số tiếp theo/ }).isDisabled()).toBe(true);
    // The key does what the button would; the server knows the role.
    await press(page, '=', false);
    await notice(page, /Vai trò của bạn không được làm việc này/);
    expect(rig.asked).toEqual([]);
  });

  it('calls a colleague and answers them', async () => {
    await signIn(page, rig.url, 'clerk', true);
    await press(page, '1=', true);
    await page.locator('.desk').waitFor({ timeout: waitMs });
    await press(page, '/8', true);
    await page.locator('.helps li.open', { hasText: 'Quầy 1 cần hỗ trợ' }).waitFor({ timeout: waitMs });
    await press(page, '/9', true);
    await press(page, '1', true);
    await page.locator('.helps li.taken', { hasText: 'Cán bộ quầy đang đến' }).waitFor({ timeout: waitMs });
    await page.getByRole('button', { name: 'Đã xong' }).click();
    await until(() => rig.asked.some(({ name }) => name === 'assistance-done'), 'the call is ended');
    await page.locator('.helps').waitFor({ state: 'detached', timeout: waitMs });
  });

  it('says when what it shows is old, sends nothing late and loses nothing in silence', async () => {
    const service = rig.config.site.counters.find(({ id }) => id === '1')?.services[0] ?? '';
    const first = await rig.issue('one', service);
    const wire = await TcpProxy.to(Number(new URL(rig.url).port));
    const url = `http://127.0.0.1:${wire.port}`;
    await signIn(page, url, 'clerk', true);
    await press(page, '1=', true);
    await page.locator('.desk').waitFor({ timeout: waitMs });
    wire.cut();
    await page.locator('.warnings', { hasText: 'Mất kết nối' }).waitFor({ timeout: waitMs });
    await press(page, '=', true);
    await notice(page, /Chưa gửi được vì mất kết nối/);
    await rig.command({ name: 'next', id: 'elsewhere', by: 'clerk', counter: '1', finishing: true });
    wire.restore();
    // Back by itself, with what happened meanwhile; the key that was pressed without a link did nothing.
    await shows(page, first, 'called');
    await page.locator('.warnings', { hasText: 'Mất kết nối' }).waitFor({ state: 'detached', timeout: waitMs });
    expect(rig.asked).toEqual([]);
    await wire.close();
  }, 60_000);

  it('asks again by the same name for what was under way when the link broke, and it is done once', async () => {
    const service = rig.config.site.counters.find(({ id }) => id === '1')?.services[0] ?? '';
    const first = await rig.issue('one', service);
    const second = await rig.issue('two', service);
    const wire = await TcpProxy.to(Number(new URL(rig.url).port));
    await signIn(page, `http://127.0.0.1:${wire.port}`, 'clerk', true);
    await press(page, '1=', true);
    await page.locator('.desk').waitFor({ timeout: waitMs });
    // The wish reaches the hall, and its answer finds no wire any more.
    const cut = { yet: false };
    rig.beforeAnswer(() => {
      if (!cut.yet) wire.cut();
      cut.yet = true;
    });
    await press(page, '=', true);
    await until(() => cut.yet, 'the wish was done');
    wire.restore();
    await shows(page, first, 'called');
    await notice(page, new RegExp(`Gọi số tiếp theo: ${first}`));
    expect(rig.asked).toHaveLength(1);
    expect(rig.hall.hall.waiting().map(({ number: waiting }) => waiting)).toEqual([second]);
    await wire.close();
  }, 60_000);

  it('fits its small window, with all its keys', async () => {
    const service = rig.config.site.counters.find(({ id }) => id === '1')?.services[0] ?? '';
    const first = await rig.issue('one', service);
    await signIn(page, rig.url, 'clerk', true);
    await press(page, '1=', true);
    await page.locator('.desk').waitFor({ timeout: waitMs });
    await page.setViewportSize({ width: 360, height: 240 });
    await page.locator('.mini').waitFor({ timeout: waitMs });
    await page.locator('.mini .count', { hasText: '1' }).waitFor({ timeout: waitMs });
    await press(page, '=', true);
    await page.locator('.mini > .number', { hasText: first }).waitFor({ timeout: waitMs });
    const whole = `(() => {
      const out = [];
      for (const e of document.querySelectorAll('.mini *')) {
        const b = e.getBoundingClientRect();
        if (b.width > 0 && (b.left < -1 || b.top < -1 || b.right > innerWidth + 1 || b.bottom > innerHeight + 1)) out.push(e.className + ' ' + e.textContent);
      }
      return out;
    })()`;
    expect(await page.evaluate(whole)).toEqual([]);
    await press(page, '/', true);
    await page.locator('.mini .panel').waitFor({ timeout: waitMs });
    expect(await page.evaluate(whole)).toEqual([]);
  });

  const axe = async (shown: Page): Promise<string[]> => {
    const options = {
      rules: { 'target-size': { enabled: true }, 'color-contrast-enhanced': { enabled: true } },
      checks: {
        'color-contrast': { options: { ignoreLength: true } },
        'color-contrast-enhanced': { options: { ignoreLength: true } },
      },
    };
    const found = await new AxeBuilder({ page: shown }).options(options).analyze();
    return [...found.violations, ...found.incomplete].flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 120)} ${node.failureSummary ?? ''}`),
    );
  };

  for (const language of ['vi', 'en'].slice(0, runs({ fast: 1, long: 2 })))
    it(`has nothing that axe complains of: ${language}`, async () => {
      const wrong: Record<string, readonly string[]> = {};
      const look = async (what: string): Promise<void> => {
        const found = await axe(page);
        if (found.length > 0) wrong[what] = found;
      };
      const service = rig.config.site.counters.find(({ id }) => id === '1')?.services[0] ?? '';
      for (let i = 0; i < 6; i += 1) await rig.issue(`r${i}`, service, i === 2 ? 'declared' : null);
      await page.evaluate(`localStorage.setItem('letan.language', '${language}')`);
      await page.goto(`${rig.url}/counter`);
      await page.locator('.sign-in').waitFor({ timeout: waitMs });
      await look('sign-in');
      await signIn(page, rig.url, 'clerk', false);
      await look('choosing a counter');
      await press(page, '1=', false);
      await page.locator('.desk').waitFor({ timeout: waitMs });
      await press(page, '=', false);
      await page.locator('.current.called').waitFor({ timeout: waitMs });
      await look('a call');
      await press(page, '=', false);
      await page.locator('.notice.bad').waitFor({ timeout: waitMs });
      await press(page, '/8', false);
      await page.locator('.helps').waitFor({ timeout: waitMs });
      await look('a refusal and a call for help');
      await press(page, '/', false);
      await look('the menu');
      await press(page, '7', false);
      await look('opening');
      await press(page, '/', false);
      await press(page, '1', false);
      await look('a number');
      await press(page, '.', false);
      await page.setViewportSize({ width: 360, height: 240 });
      await page.locator('.mini').waitFor({ timeout: waitMs });
      await look('the small window');
      expect(wrong).toEqual({});
    }, 90_000);
});

import { AxeBuilder } from '@axe-core/playwright';
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { View } from '../../behaviours/reception/views.ts';
import { gallery, galleryLanguages, type GalleryLanguage } from '../support/views.ts';
import { noChromium, openChromium, type Browser } from '../support/chromium.ts';
import { until } from '../support/web.ts';
import { drawn, glasses, mmOf, pathOf, placeOf, runVisitorScreens, type Glass } from '../support/visitor-screen.ts';

/*
 * The visitor's page in a real browser, at the size of each shipped panel: every screen, two languages, both themes, both type
 * sizes. What axe cannot decide counts as failed.
 */

const missing = noChromium();

/** What was measured on the glass, in millimetres. */
interface Measured {
  readonly overflows: readonly string[];
  readonly targets: readonly {
    readonly name: string;
    readonly width: number;
    readonly height: number;
    readonly bottom: number;
  }[];
  readonly gaps: readonly { readonly pair: string; readonly gap: number }[];
  readonly smallestCapital: number;
  readonly numberCapital: number;
}

/** Runs in the page, as text: this side knows no DOM. Capitals of Be Vietnam Pro are 0.74 of the type size. */
const measure = (perPx: number): string => `(() => {
  const perPx = ${perPx};
  const screen = document.querySelector('.screen').getBoundingClientRect();
  const overflows = [];
  for (const element of document.querySelectorAll('.screen *')) {
    if (element.closest('svg') !== null) continue;
    const name = element.className + ': ' + (element.textContent ?? '').slice(0, 40);
    const style = getComputedStyle(element);
    if (style.clipPath !== 'none' || style.display === 'contents' || style.display === 'none') continue;
    const box = element.getBoundingClientRect();
    if (box.width === 0 && box.height === 0) continue;
    if (box.left < screen.left - 1 || box.right > screen.right + 1 || box.top < screen.top - 1 || box.bottom > screen.bottom + 1)
      overflows.push('off the glass: ' + name);
    // Figures have nothing above or below them that a tight line could cut.
    const tight = element.matches('.number, .figure, .figures, .countdown-number, .call-number') || element.matches('.easy.compact .head, .easy.low .head');
    if (style.display !== 'inline' && !tight && (element.scrollWidth > element.clientWidth + 2 || element.scrollHeight > element.clientHeight + 2))
      overflows.push('too full: ' + name + ' ' + [element.scrollWidth, element.clientWidth, element.scrollHeight, element.clientHeight]);
    const parent = element.parentElement.getBoundingClientRect();
    if (!tight && element.matches('.slip *, .question *, .way-head *') && getComputedStyle(element.parentElement).display !== 'contents' &&
        (box.top < parent.top - 1.5 || box.bottom > parent.bottom + 1.5))
      overflows.push('out of its place: ' + name);
  }
  const buttons = [...document.querySelectorAll('button')].map((button) => ({ name: button.dataset.action, box: button.getBoundingClientRect() }));
  const gaps = [];
  for (const [at, one] of buttons.entries())
    for (const other of buttons.slice(at + 1)) {
      const across = Math.max(one.box.left - other.box.right, other.box.left - one.box.right);
      const down = Math.max(one.box.top - other.box.bottom, other.box.top - one.box.bottom);
      gaps.push({ pair: one.name + ' ' + other.name, gap: Math.max(across, down) * perPx });
    }
  const sizes = [];
  const walker = document.createTreeWalker(document.querySelector('.screen'), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node.textContent.trim() === '' || node.parentElement.closest('svg') !== null) continue;
    sizes.push(Number.parseFloat(getComputedStyle(node.parentElement).fontSize) * 0.74 * perPx);
  }
  const number = document.querySelector('.number');
  return {
    overflows,
    targets: buttons.map(({ name, box }) => ({ name, width: box.width * perPx, height: box.height * perPx, bottom: (screen.bottom - box.top) * perPx })),
    gaps,
    smallestCapital: Math.min(...sizes),
    numberCapital: number === null ? 0 : Number.parseFloat(getComputedStyle(number).fontSize) * 0.74 * perPx,
  };
})()`;

/** `checks` is axe's own, though its types do not name it. */
const axeOptions = {
  rules: { 'target-size': { enabled: true }, 'color-contrast-enhanced': { enabled: true } },
  // A counter's number is one figure, and is read all the same.
  checks: {
    'color-contrast': { options: { ignoreLength: true } },
    'color-contrast-enhanced': { options: { ignoreLength: true } },
  },
};

const axe = async (page: Page): Promise<string[]> => {
  const found = await new AxeBuilder({ page }).options(axeOptions).analyze();
  return [...found.violations, ...found.incomplete].flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 120)} ${node.failureSummary ?? ''}`),
  );
};

describe.skipIf(missing !== null)(`the visitor's page${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let browser: Browser;
  let screens: Awaited<ReturnType<typeof runVisitorScreens>>;
  beforeAll(async () => {
    screens = await runVisitorScreens();
    browser = await openChromium({ reducedMotion: true });
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await screens.close();
  });

  const openGlass = async (glass: Glass, high: boolean): Promise<Page> => {
    const page = await browser.context.newPage();
    await page.setViewportSize({ width: glass.page.panel.widthPx, height: glass.page.panel.heightPx });
    await page.goto(`${screens.url}${pathOf(glass)}${high ? '?contrast=high' : ''}`);
    return page;
  };

  /** Small glass is promised less (layout.ts): below 13 inches the large type stops at 5.9 mm, its targets at 24 mm. */
  const least = (glass: Glass, easy: boolean): { capital: number; target: number } => {
    const small = mmOf(glass).height < 165;
    if (!easy) return { capital: 4.8, target: 20 };
    return small ? { capital: 5.9, target: 24 } : { capital: 7.4, target: 30 };
  };

  const check = async (
    glass: Glass,
    easy: boolean,
    languages: readonly GalleryLanguage[],
    low = false,
  ): Promise<void> => {
    const page = await openGlass(glass, false);
    const wrong: string[] = [];
    const { capital, target } = least(glass, easy);
    for (const language of languages)
      for (const [name, view] of gallery(language, { easy, low, robot: glass.robot, from: placeOf(glass) })) {
        screens.show(glass, view);
        await drawn(page, view.body.screen);
        const seen: Measured = await page.evaluate(measure(mmOf(glass).perPx));
        const say = (what: string): number => wrong.push(`${language} ${name}: ${what}`);
        for (const overflow of seen.overflows) say(overflow);
        for (const { name: action, width, height } of seen.targets)
          if (Math.min(width, height) < target - 0.1) say(`${action} is ${width.toFixed(1)} × ${height.toFixed(1)} mm`);
        for (const { pair, gap } of seen.gaps) if (gap < 2.95) say(`${pair} are ${gap.toFixed(2)} mm apart`);
        // Lowered, all that can be touched lies below 1.2 m.
        const lowerEdgeMm = glass.page.panel.centreM * 1000 - mmOf(glass).height / 2;
        if (low)
          for (const { name: action, bottom } of seen.targets)
            if (lowerEdgeMm + bottom > 1200.5)
              say(`${action} is ${(lowerEdgeMm + bottom).toFixed(0)} mm above the floor`);
        if (seen.smallestCapital < capital - 0.01) say(`capitals of ${seen.smallestCapital.toFixed(2)} mm`);
      }
    await page.close();
    expect(wrong).toEqual([]);
  };

  // Every language on every glass in the long tier; in the fast one the shipped panels, each in one size of type and with one of the
  // two languages that all visitors see by turns (LETAN_SEED turns both about).
  const long = process.env['LETAN_TIER'] === 'long';
  const turn = Number(process.env['LETAN_SEED'] ?? 1);
  const drawnLanguages = (at: number): readonly GalleryLanguage[] =>
    long ? galleryLanguages : [(at + turn) % 2 === 0 ? 'vi' : 'en'];
  /** Both sizes of type in the long tier, else one of them by turns. */
  const drawnSizes = (at: number): readonly boolean[] => (long ? [false, true] : [(at + turn) % 2 === 0]);
  for (const [at, glass] of (long ? glasses : glasses.slice(0, 3)).entries())
    for (const easy of drawnSizes(at))
      it(`fits on ${glass.name}, ${easy ? 'large' : 'normal'} type`, async () => {
        await check(glass, easy, drawnLanguages(at + Math.floor(turn / 2)));
      }, 120_000);

  for (const easy of drawnSizes(3))
    it(`fits lowered for a seated hand, below 1.2 m, ${easy ? 'large' : 'normal'} type`, async () => {
      const [tall] = glasses;
      if (tall === undefined) throw new Error('no shipped panels');
      await check(tall, easy, drawnLanguages(3 + Math.floor(turn / 2)), true);
    }, 120_000);

  const [kiosk, robot, bus] = glasses;
  if (kiosk === undefined || robot === undefined || bus === undefined) throw new Error('no shipped panels');

  const combinations = [kiosk, robot, bus].flatMap((glass) =>
    (['vi', 'en'] as const).flatMap((language) =>
      [false, true].flatMap((high) => [false, true].map((easy) => ({ glass, language, high, easy }))),
    ),
  );
  // A sample in which every panel, language, theme and size comes up; all of it in the long tier.
  const sample = new Set([
    'kiosk-21.5-portrait vi normal usual',
    'robot-15.6-landscape en high easy',
    'bus-15.6-portrait vi high usual',
  ]);
  // axe takes a second or two a screen; these have all the parts between them.
  const telling = new Set([
    'asleep',
    'invite',
    'services',
    'ticket',
    'way',
    'time',
    'services-called',
    'services-noted',
  ]);
  const nameOf = ({ glass, language, high, easy }: (typeof combinations)[number]): string =>
    `${glass.name} ${language} ${high ? 'high' : 'normal'} ${easy ? 'easy' : 'usual'}`;
  for (const combination of combinations.filter((one) => long || sample.has(nameOf(one))))
    it(`axe finds nothing, and nothing it cannot decide: ${nameOf(combination)}`, async () => {
      const { glass, language, high, easy } = combination;
      const page = await openGlass(glass, high);
      const wrong: string[] = [];
      for (const [name, view] of gallery(language, { easy, robot: glass.robot, from: placeOf(glass) })) {
        if (!long && !telling.has(name)) continue;
        screens.show(glass, view);
        await drawn(page, view.body.screen);
        for (const fault of await axe(page)) wrong.push(`${name}: ${fault}`);
      }
      await page.close();
      expect(wrong).toEqual([]);
    }, 180_000);

  it('shows the number about 40 mm high where the glass is wide enough', async () => {
    const page = await openGlass(kiosk, false);
    screens.show(kiosk, viewNamed(kiosk, 'ticket'));
    await drawn(page, 'ticket');
    const seen: Measured = await page.evaluate(measure(mmOf(kiosk).perPx));
    expect(seen.numberCapital).toBeGreaterThan(38);
    expect(seen.numberCapital).toBeLessThan(42);
    await page.close();
  });

  it('leaves the ring around the seconds whole, on every panel', async () => {
    const wrong: string[] = [];
    for (const glass of glasses) {
      const page = await openGlass(glass, false);
      for (const easy of [false, true]) {
        const view = gallery('vi', { easy, robot: glass.robot, from: placeOf(glass) }).get('time');
        if (view === undefined) throw new Error('no screen that asks for more time');
        screens.show(glass, view);
        await drawn(page, 'time');
        // Where the ground of the figures, a box or an ellipse, lies over the ring's inner edge, in degrees.
        const covered = await page.evaluate<readonly number[]>(`(() => {
          const ring = document.querySelector('.countdown svg').getBoundingClientRect();
          const number = document.querySelector('.countdown-number');
          const ground = number.getBoundingClientRect();
          const round = getComputedStyle(number).borderRadius === '50%';
          const inner = (ring.width * (44 - 3.5)) / 100;
          return Array.from({ length: 72 }, (_, at) => at * 5).filter((degrees) => {
            const angle = (degrees * Math.PI) / 180;
            const across = Math.abs(inner * Math.cos(angle)) / (ground.width / 2);
            const down = Math.abs(inner * Math.sin(angle)) / (ground.height / 2);
            return round ? Math.hypot(across, down) < 1 : Math.max(across, down) < 1;
          });
        })()`);
        if (covered.length > 0) wrong.push(`${glass.name} ${easy ? 'easy' : 'usual'}: ${covered.join(', ')}°`);
      }
      await page.close();
    }
    expect(wrong).toEqual([]);
  }, 60_000);

  it('keeps the answers and controls within reach of a wheelchair', async () => {
    for (const glass of [kiosk, robot]) {
      const page = await openGlass(glass, false);
      const { panel } = glass.page;
      const lowerEdge = panel.centreM * 1000 - mmOf(glass).height / 2;
      for (const name of ['services', 'priority', 'ticket', 'help', 'time', 'language']) {
        const view = viewNamed(glass, name);
        screens.show(glass, view);
        await drawn(page, view.body.screen);
        const seen: Measured = await page.evaluate(measure(mmOf(glass).perPx));
        const tops = seen.targets.map(({ name: action, bottom }) => ({ action, height: bottom + lowerEdge }));
        // 15 mm of a tile's upper edge may be above: the rest of it is a target of more than 20 mm within reach.
        expect(tops.filter(({ height }) => height > 1235)).toEqual([]);
      }
      await page.close();
    }
  });

  it('returns what was touched, and shows at once that it was', async () => {
    const page = await openGlass(kiosk, false);
    const revision = screens.show(kiosk, viewNamed(kiosk, 'services'));
    await drawn(page, 'services');
    await page.click('[data-action="service.dat-dai"]');
    await until(() => screens.touches(kiosk).length > 0, 'a touch');
    expect(screens.touches(kiosk).at(-1)).toEqual({ revision, action: 'service.dat-dai' });
    // A finger that lies on a tile sees it change within the next frame.
    const box = await page.locator('[data-action="service.ho-tich"]').boundingBox();
    if (box === null) throw new Error('no tile');
    await page.mouse.move(box.x + box.width - 4, box.y + box.height / 2);
    await page.mouse.down();
    const colours: string[] = await page.evaluate(`new Promise((resolve) => requestAnimationFrame(() => {
      const tile = document.querySelector('[data-action="service.ho-tich"]');
      resolve([getComputedStyle(tile).backgroundColor, getComputedStyle(document.querySelector('.head')).backgroundColor]);
    }))`);
    await page.mouse.up();
    expect(colours[0]).toBe(colours[1]);
    await page.close();
  });

  it('takes a touch anywhere on a screen that waits, and nowhere else', async () => {
    const page = await openGlass(kiosk, false);
    const before = screens.touches(kiosk).length;
    screens.show(kiosk, viewNamed(kiosk, 'services'));
    await drawn(page, 'services');
    await page.mouse.click(20, 300);
    screens.show(kiosk, viewNamed(kiosk, 'asleep'));
    await drawn(page, 'asleep');
    await page.mouse.click(400, 300);
    await until(() => screens.touches(kiosk).length > before, 'a touch');
    expect(
      screens
        .touches(kiosk)
        .slice(before)
        .map(({ action }) => action),
    ).toEqual(['touch']);
    await page.close();
  });

  it('outlives the firmware: says so, refuses touches visibly, and comes back without a reload', async () => {
    let server = await startServer(0, 'ticket');
    const page = await browser.context.newPage();
    await page.setViewportSize({ width: 540, height: 960 });
    await page.goto(`${server.url}/visitor`);
    await drawn(page, 'ticket');
    await page.evaluate('void (window.sameDocument = true)');
    await kill(server.process);
    await page.waitForSelector('.head.away');
    expect(await page.textContent('.head.away')).toContain('Máy sẽ trở lại trong giây lát');
    // The number stays readable while the firmware is away.
    expect(await page.textContent('.number')).toBe('A012');
    await page.click('[data-action="way"]');
    await page.waitForSelector('.head.refused');
    expect(await page.textContent('.head.refused')).toContain('chưa nhận được thao tác');

    server = await startServer(Number(new URL(server.url).port), 'services');
    await page.waitForSelector('.screen.linked[data-screen="services"]');
    expect(await page.evaluate('window.sameDocument')).toBe(true);
    await page.click('[data-action="service.ho-tich"]');
    await until(() => server.said.includes('touch service.ho-tich'), 'the touch at the new server');
    await page.close();
    await kill(server.process);
  }, 240_000);
});

const viewNamed = (glass: Glass, name: string): View => {
  const view = gallery('vi', { easy: false, robot: glass.robot, from: placeOf(glass) }).get(name);
  if (view === undefined) throw new Error(`no view ${name} in the gallery`);
  return view;
};

const startServer = async (
  port: number,
  screen: string,
): Promise<{ process: ChildProcess; url: string; readonly said: string }> => {
  const script = fileURLToPath(new URL('../support/visitor-server.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, String(port), screen], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => (said += text));
  await until(() => said.includes('listening '), 'a listening server', 60_000);
  const url = /listening (\S+)/.exec(said)?.[1] ?? '';
  return {
    process: child,
    url,
    get said() {
      return said;
    },
  };
};

const kill = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.on('exit', () => resolve());
    child.kill('SIGKILL');
  });

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Opinions } from '../../firmware/opinions.ts';
import { bundleRatePage, registerRatePages } from '../../firmware/pages/rate-page.ts';
import type { OpenPage } from '../../firmware/site-pages.ts';
import { loadLanguages } from '../../config/languages.ts';
import { bundleCounterPage } from '../../firmware/pages/counter-page.ts';
import { noChromium, openChromium, type Browser } from '../support/chromium.ts';
import { counterRig, type CounterRig } from '../support/counter-rig.ts';
import { HostClock, KeptLog, systemEntropy } from '../support/web.ts';

const missing = noChromium();
const waitMs = 15_000;

describe.skipIf(missing !== null)(`a counter's tablet${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let browser: Browser;
  let rig: CounterRig;
  let pages: OpenPage;
  let page: Page;

  beforeAll(async () => {
    rig = await counterRig(await bundleCounterPage());
    const languages = loadLanguages('config/languages', rig.config.site.languages);
    if (!languages.ok) throw new Error('the shipped languages load');
    const parts = { clock: new HostClock(), entropy: systemEntropy, log: new KeptLog() };
    const { face, web } = rig;
    pages = registerRatePages(
      { ...parts, web, base: '', face, languages: languages.value },
      new Opinions(face, parts),
      await bundleRatePage(),
    );
    browser = await openChromium({ reducedMotion: true });
    page = await browser.context.newPage();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    pages.close();
    await rig.close();
  });

  const service = (): string => rig.config.site.counters.find(({ id }) => id === '1')?.services[0] ?? '';
  let wishes = 0;
  const served = async (): Promise<void> => {
    wishes += 1;
    await rig.issue(`r${wishes}`, service());
    await rig.command({ name: 'next', id: `n${wishes}`, by: 'clerk', counter: '1', finishing: false });
    await rig.pass(5_000);
    await rig.command({ name: 'finish', id: `f${wishes}`, by: 'clerk', counter: '1' });
  };
  /** What axe says of what is shown; what it cannot decide counts as wrong. */
  const complaints = async (): Promise<readonly string[]> => {
    const rules = { 'target-size': { enabled: true }, 'color-contrast-enhanced': { enabled: true } };
    const { incomplete, violations } = await new AxeBuilder({ page }).options({ rules }).analyze();
    return [...violations, ...incomplete].map(({ id }) => id);
  };

  it('rests, asks with four big faces and words, takes one touch, thanks', async () => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(`${rig.url}/rate/1`);
    await page.locator('.idle h1', { hasText: 'Quầy 1' }).waitFor({ timeout: waitMs });
    expect(await complaints()).toEqual([]);
    await served();
    await page.locator('.asking').waitFor({ timeout: waitMs });
    const faces = page.getByRole('button');
    expect(await faces.allInnerTexts()).toEqual(['Rất hài lòng', 'Hài lòng', 'Bình thường', 'Không hài lòng']);
    // Whoever hears the screen hears the question first.
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');
    for (const size of [
      { width: 1280, height: 800 },
      { width: 800, height: 1280 },
    ]) {
      await page.setViewportSize(size);
      expect(await complaints()).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollHeight <= innerHeight')).toBe(true);
      // On a tablet of ten inches, 1280 pixels are 217 mm.
      for (const box of await Promise.all([0, 1, 2, 3].map((at) => faces.nth(at).boundingBox())))
        expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThan((30 / 217) * 1280);
    }
    await faces.nth(1).click();
    await page.locator('.thanks', { hasText: 'Cảm ơn ông/bà' }).waitFor({ timeout: waitMs });
    expect(rig.asked.filter(({ name }) => name === 'rated')).toHaveLength(1);
    await served();
    await page.locator('.asking').waitFor({ timeout: waitMs });
  }, 60_000);
});

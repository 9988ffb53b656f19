import { fileURLToPath } from 'node:url';
import { createPhrasebook } from '../../behaviours/voice/phrasebook.ts';
import { WebDisplay } from '../../hal/drivers/web-display.ts';
import { bundlePage, type Bundle } from '../page.ts';
import type { Opinions } from '../opinions.ts';
import type { OpenPage, SitePageParts } from '../site-pages.ts';
import { fontStyles } from './fonts.ts';
import { RateDesk } from './rate-desk.ts';
import { levelIn, type RatePageData, type RateView } from './rate/protocol.ts';
import { paletteOf } from './visitor/palette.ts';

/** The page's code; the same for every counter. */
export const bundleRatePage = (): Promise<Bundle> =>
  bundlePage(fileURLToPath(new URL('./rate/main.tsx', import.meta.url)));

/** Where a counter's tablet finds its page. */
export const ratePath = (base: string, counter: string): string => `${base}/rate/${counter}`;

/**
 * Serves the tablets that stand at counters and ask what people thought of their visit: `<base>/rate/<counter>`, where the site wants
 * them. Whoever may reach the page may answer, as whoever stands before a tablet may: one answer for each visit that ends there.
 */
export function registerRatePages(parts: SitePageParts, opinions: Opinions, bundle: Bundle): OpenPage {
  const { base, clock, face, languages, log, web } = parts;
  const { site } = face.config;
  if (!site.opinions.atCounters) return { close: () => undefined };
  const texts = createPhrasebook(languages);
  const tags = languages.map(({ tag }) => tag);
  const open = site.counters.map(({ id: counter }) => {
    const path = ratePath(base, counter);
    const display = new WebDisplay<RateView>(clock, log);
    const desk = new RateDesk({
      face,
      counter,
      languages: tags,
      texts,
      opinions,
      clock,
      show: (view) => void display.show(view),
    });
    const data: RatePageData = {
      counter,
      siteName: site.name,
      // An interface has no index signature; its values are colours.
      colours: { ...paletteOf(site.theme, false) },
    };
    web.registerPage(path, {
      title: `${counter} – ${site.name[tags[0] ?? 'vi'] ?? site.site}`,
      language: tags[0] ?? 'vi',
      bundle,
      data: () => ({ ...data }),
      styles: fontStyles(tags),
      framed: true,
    });
    void display.open();
    web.registerSocket(`${path}/socket`, (socket) => display.accept(socket));
    const end = display.onTouch(({ action }) => {
      const level = levelIn(action);
      if (level !== null) void desk.answer(level);
    });
    desk.start();
    return () => {
      end();
      desk.stop();
      void display.close();
    };
  });
  return {
    close: () => {
      for (const close of open) close();
    },
  };
}

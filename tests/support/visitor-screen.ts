import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import type { View } from '../../behaviours/reception/views.ts';
import { loadLanguages } from '../../config/languages.ts';
import { loadDevice } from '../../config/load.ts';
import {
  bundleVisitorPage,
  registerVisitorPage,
  visitorPageOf,
  type VisitorPage,
} from '../../firmware/pages/visitor-page.ts';
import type { Touch } from '../../hal/ports/display.ts';
import { WebDisplay } from '../../hal/drivers/web-display.ts';
import type { Point } from '../../hal/units.ts';
import { galleryLanguages } from './views.ts';
import { HostClock, KeptLog, runWeb } from './web.ts';

/** The glass of a shipped device, or one of the ends of what the page promises to fit. */
export interface Glass {
  readonly name: string;
  readonly page: VisitorPage;
  readonly robot: boolean;
}

const languages = loadLanguages(fileURLToPath(new URL('../../config/languages/', import.meta.url)), galleryLanguages);
const sensors = languages.ok
  ? Object.fromEntries(languages.value.map(({ tag, phrases }) => [tag, phrases['chrome.sensors']?.screen ?? '']))
  : {};

const shipped = (site: string, device: string): VisitorPage => {
  const path = fileURLToPath(new URL(`../../config/sites/${site}/devices/${device}.yaml`, import.meta.url));
  const loaded = loadDevice(path);
  if (!loaded.ok) throw new Error(`${path}: ${JSON.stringify(loaded.fault)}`);
  const page = visitorPageOf(loaded.value, sensors);
  if (page === null) throw new Error(`${path} has no panel`);
  return page;
};

const inch = 0.0254;
const kiosk = shipped('ward-centre', 'kiosk-1');
const of = (inches: number, widthPx: number, heightPx: number, centreM: number): VisitorPage => ({
  ...kiosk,
  panel: { diagonalM: inches * inch, widthPx, heightPx, centreM },
});

/** The panels of the shipped profiles first, then the smallest and the largest that the page is made for. */
export const glasses: readonly Glass[] = [
  { name: 'kiosk-21.5-portrait', page: kiosk, robot: false },
  { name: 'robot-15.6-landscape', page: shipped('ward-centre', 'robot-1'), robot: true },
  { name: 'bus-15.6-portrait', page: shipped('mobile-office', 'kiosk-1'), robot: false },
  { name: 'small-10.1-landscape', page: of(10.1, 1280, 800, 1.1), robot: false },
  { name: 'large-32-portrait', page: of(32, 1080, 1920, 1.25), robot: false },
];

/** Where the glass's device stands. */
export const placeOf = (glass: Glass): Point => glass.page.plan?.device ?? { x: 0, y: 0 };

/** A page's path says which glass it is and, for the gallery, nothing else. */
export const pathOf = (glass: Glass): string => `/screen/${glass.name}`;

/** All glasses on one server, each with a display of its own. */
export async function runVisitorScreens(): Promise<{
  readonly url: string;
  show(glass: Glass, view: View): number;
  touches(glass: Glass): readonly Touch[];
  close(): Promise<void>;
}> {
  const log = new KeptLog();
  const running = await runWeb(log);
  const bundle = await bundleVisitorPage();
  const displays = new Map<string, WebDisplay<View>>();
  const touches = new Map<string, Touch[]>();
  for (const glass of glasses) {
    const display = new WebDisplay<View>(new HostClock(), log);
    const kept: Touch[] = [];
    display.onTouch((touch) => kept.push(touch));
    await display.open();
    displays.set(glass.name, display);
    touches.set(glass.name, kept);
    registerVisitorPage(running.web, pathOf(glass), glass.page, display, bundle);
  }
  return {
    url: running.url,
    show: (glass, view) => displays.get(glass.name)?.show(view) ?? 0,
    touches: (glass) => touches.get(glass.name) ?? [],
    close: async () => {
      for (const display of displays.values()) await display.close();
      await running.web.close();
    },
  };
}

/** Millimetres of glass in the page as it is loaded. */
export const mmOf = (glass: Glass): { readonly width: number; readonly height: number; readonly perPx: number } => {
  const { diagonalM, widthPx, heightPx } = glass.page.panel;
  const perPx = (diagonalM * 1000) / Math.sqrt(widthPx * widthPx + heightPx * heightPx);
  return { width: widthPx * perPx, height: heightPx * perPx, perPx };
};

/**
 * Resolves when the page has drawn that view, with its fonts, and stands still: five frames in a row in which nothing but what is drawn
 * inside a picture has moved. A font that is asked for only by the new words comes some frames after them on a busy machine, and moves
 * what stands below.
 */
export async function drawn(page: Page, name: string): Promise<void> {
  await page.waitForSelector(`.screen[data-screen="${name}"]`);
  // As text: this side of the wire knows no DOM.
  await page.evaluate(`(async () => {
    const places = () => [...document.querySelectorAll('body *:not(svg *)')].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return [x, y, width, height].join();
    }).join(' ');
    let before = '';
    for (let still = 0; still < 5; ) {
      await document.fonts.ready;
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const now = places();
      still = now === before && document.fonts.status === 'loaded' ? still + 1 : 0;
      before = now;
    }
  })()`);
}

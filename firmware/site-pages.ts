import type { LanguageFile } from '../config/languages.ts';
import type { SiteConfig } from '../config/schema.ts';
import type { Clock } from '../hal/ports/clock.ts';
import type { Entropy } from '../hal/ports/entropy.ts';
import type { Log } from '../hal/ports/log.ts';
import { bundleBoardPage, registerBoardPages } from './pages/board-page.ts';
import { bundleCentrePage, registerCentrePage } from './pages/centre-page.ts';
import { bundleCounterPage, registerCounterPage } from './pages/counter-page.ts';
import { registerMetrics } from './pages/metrics-page.ts';
import { bundlePhonePage, registerPhonePage } from './pages/phone-page.ts';
import { bundleRatePage, ratePath, registerRatePages } from './pages/rate-page.ts';
import { Opinions } from './opinions.ts';
import type { Bundle } from './page.ts';
import type { SiteFace } from './site-face.ts';
import type { StaffRole } from './staff-roles.ts';
import type { Web } from './web.ts';
import type { StaffGuard } from './web-guard.ts';

/** What every page of a site needs. */
export interface SitePageParts {
  readonly web: Web;
  /** What stands before the page's own name: '' on a device and for the hub in the simulator, `/kiosk-2` for another there. */
  readonly base: string;
  readonly face: SiteFace;
  /** The time of the people before the screens; in the simulator the host's, whatever the hall's does. */
  readonly clock: Clock;
  readonly log: Log;
  readonly entropy: Entropy;
  /** The site's languages, its own first. */
  readonly languages: readonly LanguageFile[];
}

/** What pages behind a PIN need besides. */
export interface StaffParts {
  /** Who of the staff is signed in; one for a web server, whatever the number of devices behind it. */
  readonly guard: StaffGuard;
  /** The simulator's PINs, which its pages show; null on a device. */
  readonly demoPins: Readonly<Partial<Record<StaffRole, string>>> | null;
  /** With what a technician sets a PIN on this device, but for `--role`; null: none can be set here. */
  readonly setPin: string | null;
}

/** One page that is served; closing it ends its sockets and what it listens to. */
export interface OpenPage {
  close(): void;
}

/** The code of all pages of a site, bundled once whatever the number of devices. */
export interface SiteBundles {
  readonly board: Bundle;
  readonly centre: Bundle;
  readonly counter: Bundle;
  readonly phone: Bundle;
  readonly rate: Bundle;
}

export const bundleSitePages = async (): Promise<SiteBundles> => {
  const [board, centre, counter, phone, rate] = await Promise.all([
    bundleBoardPage(),
    bundleCentrePage(),
    bundleCounterPage(),
    bundlePhonePage(),
    bundleRatePage(),
  ]);
  return { board, centre, counter, phone, rate };
};

/** Serves the pages of a site for one device: by `letan run` for its own, by the simulator for each of its devices. */
export const registerSitePages = (parts: SitePageParts, staff: StaffParts, bundles: SiteBundles): OpenPage => {
  // One for all pages of the device: the more opinions are written together, the less one tells of itself.
  const opinions = new Opinions(parts.face, parts);
  const pages: readonly OpenPage[] = [
    registerCounterPage(parts, staff, bundles.counter),
    registerCentrePage(parts, staff, bundles.centre),
    registerMetrics(parts),
    registerPhonePage(parts, bundles.phone, opinions),
    registerRatePages(parts, opinions, bundles.rate),
    registerBoardPages(parts, bundles.board),
  ];
  return {
    close: () => {
      for (const page of pages) page.close();
      void opinions.close();
    },
  };
};

/** Where a site's pages are, for whoever links to them; in the order in which they are named to people. */
export const sitePagePaths = { counter: '/counter', board: '/board', centre: '/centre' } as const;

/** The tablet's page of a site's first counter; null: the site has none. */
export const firstRatePath = ({ counters, opinions }: SiteConfig): string | null => {
  const [first] = counters;
  return opinions.atCounters && first !== undefined ? ratePath('', first.id) : null;
};

import { bundleSitePages, firstRatePath, registerSitePages, sitePagePaths } from '../../firmware/site-pages.ts';
import { demoPins } from './demo-pins.ts';
import { phoneLinks } from './phone-links.ts';
import type { SimPageParts } from './server.ts';

/** The site's own pages as the simulator serves them. */
export interface SimSitePages {
  /** Paths by page name, of the hub: `{ counter: '/counter' }`. */
  readonly links: Readonly<Record<string, string>>;
  close(): void;
}

/** Serves the site's pages: the hub's where a real hub has them, those of other devices below their name. */
export async function openSitePages(parts: SimPageParts): Promise<SimSitePages> {
  const { web, session, host, log, entropy, languages, guard } = parts;
  const bundles = await bundleSitePages();
  const served = session.devices.map(({ id, face }) => ({
    face,
    base: id === face.config.site.hall.host ? '' : `/${id}`,
  }));
  // The hub's first; while it is away, whoever knows the number.
  web.registerDesk('/phone', phoneLinks(served.toSorted((a, b) => a.base.length - b.base.length)));
  const open = served.map(({ base, face }) => {
    return registerSitePages({ web, base, face, clock: host, log, entropy, languages }, { guard, demoPins }, bundles);
  });
  const { board, ...others } = sitePagePaths;
  const boards = session.devices.some(({ face }) => face.config.site.displayBoards.length > 0);
  const [site] = session.devices.map(({ face }) => face.config.site);
  const rate = site === undefined ? null : firstRatePath(site);
  return {
    links: { ...others, ...(boards ? { board } : {}), ...(rate === null ? {} : { rate }) },
    close: () => {
      for (const pages of open) pages.close();
    },
  };
}

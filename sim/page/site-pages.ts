import { bundleSitePages, firstRatePath, registerSitePages, sitePagePaths } from '../../firmware/site-pages.ts';
import { demoPins } from './demo-pins.ts';
import { phoneLinks } from './phone-links.ts';
import { poweredWeb } from './powered-web.ts';
import { isOff, type SitePagePaths } from './protocol.ts';
import type { SimPageParts } from './server.ts';

/** The site's own pages as the simulator serves them. */
export interface SimSitePages {
  /** Of the device that decides the hall now; while none does that has power, those of the one that did. */
  links(): SitePagePaths;
  close(): void;
}

/** Serves the site's pages: the hub's where a real hub has them, those of other devices below their name. */
export async function openSitePages(parts: SimPageParts): Promise<SimSitePages> {
  const { web, session, host, log, entropy, languages, guard } = parts;
  const bundles = await bundleSitePages();
  const served = session.devices.map(({ id, face }) => ({
    id,
    face,
    base: id === face.config.site.hall.host ? '' : `/${id}`,
    powered: poweredWeb(web, session, id),
  }));
  // The hub's first; while it is away, whoever knows the number.
  web.registerDesk('/phone', phoneLinks(served.toSorted((a, b) => a.base.length - b.base.length)));
  const open = served.map(({ base, face, powered }) => {
    return registerSitePages(
      { web: powered.web, base, face, clock: host, log, entropy, languages },
      { guard, demoPins, setPin: null },
      bundles,
    );
  });
  const { board, ...others } = sitePagePaths;
  const boards = session.devices.some(({ face }) => face.config.site.displayBoards.length > 0);
  const [site] = session.devices.map(({ face }) => face.config.site);
  const rate = site === undefined ? null : firstRatePath(site);
  const paths: SitePagePaths = { ...others, ...(boards ? { board } : {}), ...(rate === null ? {} : { rate }) };
  let at = '';
  const decides = (): string => {
    const [newest] = served
      .flatMap(({ id, base, face }) => {
        const hub = isOff(session.faults(), id) || !face.ready() ? undefined : face.hall()?.picture().hub;
        return hub?.device === id ? [{ base, term: hub.term }] : [];
      })
      .toSorted((a, b) => b.term - a.term);
    return newest?.base ?? at;
  };
  return {
    links: () => {
      at = decides();
      return Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, `${at}${path}`]));
    },
    close: () => {
      for (const { powered } of served) powered.end();
      for (const pages of open) pages.close();
    },
  };
}

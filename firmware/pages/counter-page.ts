import { fileURLToPath } from 'node:url';
import type { HallPicture } from '../../behaviours/hall/picture.ts';
import type { TextSocket } from '../../hal/drivers/web-display.ts';
import type { JsonObject } from '../../hal/json.ts';
import { bundlePage, type Bundle } from '../page.ts';
import type { OpenPage, SitePageParts } from '../site-pages.ts';
import { fontStyles } from './fonts.ts';

/** The page's code; the same for every device. */
export const bundleCounterPage = (): Promise<Bundle> =>
  bundlePage(fileURLToPath(new URL('./counter/main.tsx', import.meta.url)));

/** What the server tells a counter's page. */
export type ToCounter = { readonly type: 'picture'; readonly picture: HallPicture | null };

/** Serves the clerk's page at `<base>/counter`. */
export function registerCounterPage(parts: SitePageParts, bundle: Bundle): OpenPage {
  const { web, base, face } = parts;
  const { site } = face.config;
  const sockets = new Set<TextSocket>();
  const told = (): string => {
    const message: ToCounter = { type: 'picture', picture: face.hall()?.picture() ?? null };
    return JSON.stringify(message);
  };
  const end = face.on(() => {
    if (sockets.size === 0) return;
    const text = told();
    for (const socket of sockets) socket.send(text);
  });
  const data: JsonObject = { siteName: site.name };
  const path = `${base}/counter`;
  web.registerPage(path, {
    title: `Quầy – ${site.name['vi'] ?? site.site}`,
    language: 'vi',
    bundle,
    data: () => data,
    styles: fontStyles(['vi', 'en']),
    framed: true,
  });
  web.registerSocket(`${path}/socket`, (socket) => {
    sockets.add(socket);
    socket.onClose(() => sockets.delete(socket));
    socket.send(told());
  });
  return {
    close: () => {
      end();
      for (const socket of sockets) socket.close(1001, 'the page is closed');
      sockets.clear();
    },
  };
}

import { sitePageNames } from '../../../config/languages/messages/sim-page.ts';
import type { Door } from './state.ts';
import { say, sayOf } from './text.ts';

/** Ways to the pages that the hub serves, whichever device that is now: the clerk's, the board's. */
export function SitePagesBar({ door: { state }, pages }: { door: Door; pages: Readonly<Record<string, string>> }) {
  return (
    <nav class="site-pages" aria-label={say(state, 'pages')}>
      {Object.entries(pages).map(([name, path]) => (
        <a key={name} href={path} target="_blank" rel="noreferrer">
          {sayOf(state, sitePageNames[name], name)}
        </a>
      ))}
    </nav>
  );
}

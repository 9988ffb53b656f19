import { createHash, createHmac } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createPhrasebook } from '../../behaviours/voice/phrasebook.ts';
import type { SiteConfig } from '../../config/schema.ts';
import { bundlePage, phoneBrowser, type Bundle } from '../page.ts';
import type { PhoneCode } from '../phone/document.ts';
import { PhoneDesk, type PhoneFace } from '../phone/desk.ts';
import { Opinions } from '../opinions.ts';
import { EntranceWays } from '../phone/way.ts';
import type { OpenPage, SitePageParts } from '../site-pages.ts';
import { paletteOf } from './visitor/palette.ts';

/** The page's code; the same for every device. */
export const bundlePhonePage = (): Promise<Bundle> =>
  bundlePage(fileURLToPath(new URL('./phone/main.tsx', import.meta.url)), phoneBrowser);

/** What a phone's page is made of. */
export type PhoneParts = Pick<SitePageParts, 'clock' | 'log' | 'entropy' | 'languages'> & { readonly face: PhoneFace };

/** What answers the phones of one device's hall, wherever it is reached. */
export function createPhoneDesk(
  { face, clock, log, entropy, languages }: PhoneParts,
  bundle: Bundle,
  opinions: Opinions = new Opinions(face, { clock, entropy, log }),
): PhoneDesk {
  const { site } = face.config;
  const key = entropy.bytes(32);
  return new PhoneDesk({
    face,
    clock,
    log,
    code: codeOf(bundle, site),
    digest: (text) => createHmac('sha256', key).update(text).digest('hex').slice(0, 32),
    opinions: site.opinions.onPhone ? opinions : null,
    site: {
      config: face.config,
      texts: createPhrasebook(languages),
      ways: new EntranceWays(face.config),
      near: { ahead: site.notice.ahead, withinMs: site.notice.within },
      rates: site.opinions.onPhone,
      languages: languages.map(({ tag, ownName }) => ({ tag, ownName })),
      origins: site.publicBase === '' ? [] : [originOf(site.publicBase)],
    },
  });
}

/** Serves the visitors' phones at `<base>/t/<token>`. */
export function registerPhonePage(
  parts: PhoneParts & Pick<SitePageParts, 'web' | 'base'>,
  bundle: Bundle,
  opinions: Opinions,
): OpenPage {
  const desk = createPhoneDesk(parts, bundle, opinions);
  desk.start();
  parts.web.registerDesk(`${parts.base}/t`, (request) => desk.answer(request));
  return { close: () => desk.stop() };
}

const originOf = (address: string): string => new URL(address).origin;

const digestOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The page's code in the site's colours. */
function codeOf(bundle: Bundle, { theme }: SiteConfig): PhoneCode {
  const colours = Object.entries(paletteOf(theme, false)).map(([name, colour]) => `--${name}:${colour}`);
  const style = `:root{${colours.join(';')}}${Buffer.from(bundle.style).toString('utf8')}`.replaceAll('</', '<\\/');
  const script = Buffer.from(bundle.script).toString('utf8').replaceAll('</script', '<\\/script');
  return { script, style, scriptDigest: digestOf(script), styleDigest: digestOf(style) };
}

import { pageData } from '../shared/data.ts';
import type { ArchiveTrouble, CentreDay, CentrePageData } from './protocol.ts';
import { keptLanguage, type Language } from './text.ts';

export const data = pageData() as CentrePageData & { readonly path: string }; // written by centre-page.ts of this build

/** What the page shows. */
export interface State {
  language: Language;
  /** `today` follows the device's day. */
  asked: string;
  shown: CentreDay | null;
  /** When the shown figures were heard, as the visitor of the page's clock has it; null: the newest asking was answered. */
  lostSince: string | null;
  /** The asked day stands in an archive that cannot be read. */
  archive: (ArchiveTrouble & { readonly day: string }) | null;
  signedOut: boolean;
  /** Whose waits are drawn; null: everybody's. */
  service: string | null;
}

export const state: State = {
  language: keptLanguage(),
  asked: /^#\d{4}-\d{2}-\d{2}$/.test(location.hash) ? location.hash.slice(1) : 'today',
  shown: null,
  lostSince: null,
  archive: null,
  signedOut: false,
  service: null,
};

/** Dark enough for thin marks, and apart also for who sees few colours; after the last they begin again. */
const palette = [
  '#7a2e1d',
  '#1f6f8b',
  '#b8860b',
  '#3f6b35',
  '#6a4c93',
  '#c1653a',
  '#2f4b7c',
  '#8c8c7a',
  '#a23b72',
  '#2a9d8f',
  '#5f4b32',
  '#94a3c4',
];
export const colourOf = (service: string): string => {
  const index = data.services.findIndex(({ id }) => id === service);
  return palette[Math.max(0, index) % palette.length] ?? '#555';
};

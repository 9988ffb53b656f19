import type { LanguageTag } from '../behaviour.ts';
import type { Tile } from '../reception/views.ts';
import type { Texts } from '../voice/texts.ts';
import type { TicketingSettings } from './settings.ts';

/** One question a screen, at most six tiles. */
const mostTiles = 6;
const prefix = 'service.';

export const serviceAction = (id: string): string => `${prefix}${id}`;

/** The service that an action chooses, null for any other action. */
export const serviceOf = (action: string, settings: TicketingSettings): string | null =>
  settings.services.find(({ id }) => serviceAction(id) === action)?.id ?? null;

export const inLanguage = (names: Readonly<Record<string, string>>, language: LanguageTag): string =>
  names[language] ?? names['en'] ?? names['vi'] ?? '';

/** Tiles that are no service: "I am not sure", and "I have a booking" where the site takes bookings. */
const others = ({ bookings }: TicketingSettings): number => (bookings ? 2 : 1);

/** Services of one page: all of them when they fit beside the other tiles, else as many as leave room to turn pages. */
const perPage = (settings: TicketingSettings): number =>
  settings.services.length + others(settings) <= mostTiles
    ? mostTiles - others(settings)
    : mostTiles - others(settings) - 1;

export const pageCount = (settings: TicketingSettings): number =>
  Math.max(1, Math.ceil(settings.services.length / perPage(settings)));

/** The tiles of a page, in the order of the site: services, the way to the next page, "I am not sure". */
export function serviceTiles(
  settings: TicketingSettings,
  texts: Texts,
  language: LanguageTag,
  page: number,
): readonly Tile[] {
  const size = perPage(settings);
  const services = settings.services.slice(page * size, (page + 1) * size).map(({ id, name, icon }): Tile => ({
    action: serviceAction(id),
    label: inLanguage(name, language),
    detail: '',
    icon,
    emphasis: 'normal',
  }));
  const plain = (action: string, key: string, icon: Tile['icon']): Tile => ({
    action,
    label: texts.screen(language, key, {}),
    detail: '',
    icon,
    emphasis: 'normal',
  });
  const turning =
    pageCount(settings) === 1
      ? []
      : [
          page + 1 < pageCount(settings)
            ? plain('more', 'service.others', 'more')
            : plain('back', 'service.previous', 'back'),
        ];
  const booked = settings.bookings ? [plain('booked', 'booking.tile', 'booking')] : [];
  return [...services, ...turning, ...booked, plain('unsure', 'service.unknown', 'unsure')];
}

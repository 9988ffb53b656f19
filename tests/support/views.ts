import { fileURLToPath } from 'node:url';
import { loadLanguages } from '../../config/languages.ts';
import { padKeys } from '../../hal/ports/keypad.ts';
import {
  chromeActions,
  languageAction,
  touchAnywhere,
  type Body,
  type Icon,
  type ScreenName,
  type Tile,
  type View,
} from '../../behaviours/reception/views.ts';
import type { Point } from '../../hal/units.ts';

/*
 * One view of every screen in every language, from the shipped phrases, for tests that look at the visitor's page and for its
 * screenshots. Where phrases differ in length the longest service and place names of the domain are taken: what fits here, fits.
 */

export const galleryLanguages = ['vi', 'en', 'zh-Hans', 'ko', 'ja', 'fr'] as const;
export type GalleryLanguage = (typeof galleryLanguages)[number];

const loaded = loadLanguages(fileURLToPath(new URL('../../config/languages/', import.meta.url)), galleryLanguages);
if (!loaded.ok) throw new Error(`language files: ${JSON.stringify(loaded.fault)}`);
const files = loaded.value;

type Say = (key: string, values?: Readonly<Record<string, string>>) => string;

const sayIn =
  (language: GalleryLanguage): Say =>
  (key, values = {}) => {
    const phrase = files.find(({ tag }) => tag === language)?.phrases[key]?.screen;
    if (phrase === undefined) throw new Error(`no phrase ${key} in ${language}`);
    return phrase.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => values[name] ?? `{${name}}`);
  };

const serviceNames: readonly { readonly id: string; readonly icon: Icon; readonly vi: string; readonly en: string }[] =
  [
    { id: 'ho-tich', icon: 'civil-status', vi: 'Hộ tịch', en: 'Civil status' },
    { id: 'chung-thuc', icon: 'certification', vi: 'Chứng thực', en: 'Certification' },
    { id: 'can-cuoc', icon: 'identity', vi: 'Căn cước, định danh điện tử', en: 'Identity card and e-ID' },
    { id: 'dat-dai', icon: 'land', vi: 'Đất đai, môi trường', en: 'Land and environment' },
    {
      id: 'ho-kinh-doanh',
      icon: 'business',
      vi: 'Đăng ký hộ kinh doanh, tài chính',
      en: 'Household business, finance',
    },
  ];

const tile = (action: string, label: string, icon: Icon, detail = '', emphasis: Tile['emphasis'] = 'normal'): Tile => ({
  action,
  label,
  detail,
  icon,
  emphasis,
});

type Bodies = { readonly [Screen in ScreenName]: Extract<Body, { screen: Screen }> };

const bodiesIn = (language: GalleryLanguage, from: Point): Bodies => {
  const say = sayIn(language);
  const counter = say('counter.name', { counter: '2' });
  const finish = tile('done', say('ticket.finish'), 'done');
  return {
    asleep: { screen: 'asleep' },
    notice: { screen: 'notice', title: say('notice.title') },
    invite: {
      screen: 'invite',
      title: say('invite.title'),
      text: say('invite.text'),
      tiles: [tile('start', say('invite.start'), 'print', '', 'act')],
    },
    services: {
      screen: 'services',
      title: say('service.choose'),
      tiles: [
        ...serviceNames.map(({ id, icon, vi, en }, at) =>
          tile(
            `service.${id}`,
            language === 'vi' ? vi : en,
            icon,
            at === 0 ? say('service.waiting.none') : say('service.waiting', { n: String(at * 3) }),
          ),
        ),
        tile('service.unsure', say('service.unknown'), 'unsure'),
      ],
    },
    priority: {
      screen: 'priority',
      title: say('priority.title'),
      text: say('priority.who'),
      tiles: [tile('yes', say('priority.yes'), 'priority'), tile('no', say('common.no'), 'no')],
    },
    code: {
      screen: 'code',
      title: say('booking.ask'),
      text: say('booking.askOrScan'),
      typed: '4821 07',
      keys: [
        ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => tile(`digit.${n}`, String(n), 'more')),
        tile('delete', say('booking.delete'), 'back'),
        tile('digit.0', '0', 'more'),
        tile('done', say('booking.done'), 'done', '', 'act'),
      ],
      tiles: [],
    },
    wait: { screen: 'wait', title: say('ticket.taking') },
    ticket: {
      screen: 'ticket',
      title: say('ticket.title'),
      number: 'A012',
      service: language === 'vi' ? 'Đăng ký hộ kinh doanh, tài chính' : 'Household business, finance',
      ahead: say('ticket.ahead', { n: '7' }),
      wait: say('ticket.wait.range', { from: '15', to: '25' }),
      where: say('ticket.where', { counter }),
      note: say('ticket.printed'),
      qr: 'A012|2026-08-03|phuong-ba-dinh',
      printing: 'printed',
      tiles: [
        tile('way', say('ticket.showWay'), 'way', '', 'act'),
        tile('print', say('ticket.printAgain'), 'print'),
        finish,
      ],
    },
    way: {
      screen: 'way',
      title: say('way.title', { counter }),
      number: 'A012',
      way: {
        counter: '2',
        directionRad: -0.62,
        distanceText: say('way.distance', { metres: '9' }),
        words: say('way.words', { counter, direction: say('direction.aheadRight'), metres: '9' }),
        route: [from, { x: (from.x + 7) / 2, y: (from.y + 8.6) / 2 }, { x: 7, y: 8.6 }, { x: 7, y: 10.3 }],
      },
      tiles: [finish],
    },
    help: {
      screen: 'help',
      title: say('help.title'),
      text: say('help.text'),
      tiles: [
        tile('papers', say('help.papers'), 'results'),
        tile('form', say('help.form'), 'feedback'),
        tile('wheelchair', say('help.wheelchair'), 'priority'),
        tile('hearing', say('help.hearing'), 'listen'),
        tile('reading', say('help.reading'), 'lookup'),
        tile('other', say('help.other'), 'more'),
      ],
    },
    time: {
      screen: 'time',
      title: say('timeout.ask'),
      text: say('timeout.text'),
      seconds: 25,
      tiles: [tile('more-time', say('timeout.more'), 'time', '', 'act'), tile('finish', say('timeout.finish'), 'done')],
    },
    language: {
      screen: 'language',
      title: say('lang.choose'),
      tiles: files.map(({ tag, ownName }) => tile(languageAction(tag), ownName, 'language')),
    },
    closed: {
      screen: 'closed',
      title: say('closed.title'),
      text: say('closed.hours', { hours: '08:00–12:00, 13:00–17:00' }),
      tiles: [tile('lookup', say('dossier.enter'), 'lookup')],
    },
    paused: { screen: 'paused', title: say('pause.title'), text: say('pause.text') },
    'out-of-order': { screen: 'out-of-order', title: say('out.title'), text: say('out.text') },
    thanks: { screen: 'thanks', title: say('thanks.title') },
  };
};

export interface GalleryOptions {
  readonly easy: boolean;
  readonly robot: boolean;
  /** Everything within a seated hand's reach. */
  readonly low?: boolean;
  /** Where the device stands, and so the way begins. */
  readonly from: Point;
}

const answering: readonly ScreenName[] = [
  'invite',
  'services',
  'priority',
  'code',
  'ticket',
  'way',
  'help',
  'time',
  'closed',
];
const waiting: readonly ScreenName[] = ['asleep', 'notice', 'invite', 'closed', 'thanks'];

/** A view as reception would make it. */
export const viewOf = (body: Body, language: GalleryLanguage, { easy, robot, low = false }: GalleryOptions): View => {
  const say = sayIn(language);
  const listens = answering.includes(body.screen);
  const back =
    body.screen === 'priority' ||
    body.screen === 'code' ||
    body.screen === 'help' ||
    body.screen === 'language' ||
    body.screen === 'way';
  const tiles = 'tiles' in body ? body.tiles.map(({ action }) => action) : [];
  const pad = 'keys' in body ? body.keys.map(({ action }) => action) : [];
  const chrome = chromeActions.filter(
    (action) => (action !== 'chrome.listen' || listens) && (action !== 'chrome.back' || back),
  );
  return {
    body,
    chrome: {
      language,
      languageButton: say('chrome.language'),
      largerButton: say(easy ? 'chrome.smaller' : 'chrome.larger'),
      listenButton: listens ? say('chrome.listen') : null,
      helpButton: say('common.help'),
      backButton: back ? say('common.back') : null,
      easy,
      low,
      lowButton: say(low ? 'chrome.raised' : 'chrome.lowered'),
      notes: [],
      awayText: say('chrome.away'),
    },
    banner: null,
    waiting: null,
    face: robot ? { lookRad: 0.3, closed: body.screen === 'asleep' } : null,
    caption: '',
    actions: [...tiles, ...pad, ...chrome, ...(waiting.includes(body.screen) ? [touchAnywhere] : [])],
    keys: [],
  };
};

/** Every screen, and the ones that have something over them: a call, a caption, a note, a slip that is not there. */
export function gallery(language: GalleryLanguage, options: GalleryOptions): ReadonlyMap<string, View> {
  const say = sayIn(language);
  const bodies = bodiesIn(language, options.from);
  const views = new Map<string, View>();
  for (const body of Object.values(bodies)) views.set(body.screen, viewOf(body, language, options));
  const services = viewOf(bodies.services, language, options);
  const early = say('booking.early', { time: '10:30', from: '10:00' });
  views.set('code-early', viewOf({ ...bodies.code, text: early }, language, options));
  const without = tile('without', say('person.none'), 'no');
  const asked = { title: say('person.ask'), text: say('person.why'), typed: '', keys: [], tiles: [without] };
  views.set('code-person', viewOf({ screen: 'code', ...asked }, language, options));
  views.set('services-called', {
    ...services,
    banner: {
      number: 'B107',
      counter: '3',
      text: say('call.banner', { ticket: 'B107', counter: '3' }),
      directionRad: 0.9,
    },
  });
  const seen = { text: say('waiting.seen'), count: say('service.waiting', { n: '2' }) };
  views.set('services-waiting', { ...services, waiting: seen });
  views.set('ticket-waiting', { ...viewOf(bodies.ticket, language, options), waiting: { ...seen, count: '' } });
  views.set('services-caption', { ...services, caption: say('service.choose') });
  views.set('services-noted', { ...services, chrome: { ...services.chrome, notes: [say('note.paperOut')] } });
  // With a number pad beside the screen.
  const keys = bodies.services.screen === 'services' ? bodies.services.tiles : [];
  views.set('services-keyed', {
    ...services,
    keys: [
      ...keys.slice(0, 8).map(({ action }, i) => ({ key: padKeys[i + 1] ?? '1', action })),
      { key: '9', action: 'chrome.language' },
      { key: '0', action: 'chrome.help' },
    ],
  });
  const ticket = bodies.ticket;
  views.set(
    'ticket-printing',
    viewOf({ ...ticket, printing: 'printing', note: say('ticket.printing') }, language, options),
  );
  views.set(
    'ticket-later',
    viewOf(
      { ...ticket, printing: 'later', note: say('ticket.printLater'), tiles: ticket.tiles.slice(0, 1) },
      language,
      options,
    ),
  );
  views.set(
    'ticket-unknown',
    viewOf({ ...ticket, printing: 'unknown', note: say('ticket.printUnknown') }, language, options),
  );
  return views;
}

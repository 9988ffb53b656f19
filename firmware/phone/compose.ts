import type { HallTicket, Standing } from '../../behaviours/hall/events.ts';
import { isNear, type NearRule } from '../../behaviours/hall/near.ts';
import { inLanguage } from '../../behaviours/ticketing/services.ts';
import { waitPhrase } from '../../behaviours/ticketing/wait-words.ts';
import { counterName, type Texts, type Values } from '../../behaviours/voice/texts.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import type { EntranceWays } from './way.ts';
import type { PhoneButton, PhoneMood, PhoneRating, PhoneView, PhoneWay, PhoneWords } from './view.ts';

/** What is the same for every ticket of the site. */
export interface PhoneSite {
  readonly config: DeviceConfig;
  readonly texts: Texts;
  readonly ways: EntranceWays;
  readonly near: NearRule;
  /** Whether an opinion can be given. */
  readonly rates: boolean;
  /** The site's languages, its own first. */
  readonly languages: readonly { readonly tag: string; readonly ownName: string }[];
  /** Origins by which browsers reach this page besides the one that they name as host. */
  readonly origins: readonly string[];
}

/** What is known of one ticket. */
export interface PhoneTicket {
  readonly ticket: HallTicket;
  /** Null where it does not wait. */
  readonly standing: Standing | null;
}

/** The part of the view that depends on where the ticket is. */
interface Told {
  readonly mood: PhoneMood;
  readonly headline: string;
  readonly lines: readonly string[];
  readonly counters: readonly string[];
  readonly asks: readonly ('defer' | 'cancel')[];
  readonly alarm: string;
}

/** What a phone is told of its ticket, `revision` left empty: whoever sends it says what it is equal to. */
export function composeView(site: PhoneSite, known: PhoneTicket, language: string): PhoneView {
  const { config, texts, ways } = site;
  const { ticket } = known;
  const say = (key: string, values: Values = {}): string => texts.screen(language, key, values);
  const told = tellPhase(site, known, say);
  const service = config.site.services.find(({ id }) => id === ticket.service);
  return {
    revision: '',
    language,
    mood: told.mood,
    number: ticket.number,
    service: service === undefined ? '' : inLanguage(service.name, language),
    headline: told.headline,
    lines: [...told.lines, ...(ticket.apart && told.mood === 'waiting' ? [say('phone.apart')] : [])],
    way: wayOf(ways, told, texts, language),
    buttons: told.asks.map((ask) => buttonOf(ask, config.site.hall.deferBehind, ticket.number, say)),
    alarm: told.alarm,
    rating: site.rates && ticket.phase === 'finished' && !ticket.rated ? ratingOf(say) : null,
    words: wordsOf(say, inLanguage(config.site.name, language)),
  };
}

const wayOf = (ways: EntranceWays, told: Told, texts: Texts, language: string): PhoneWay | null =>
  told.counters.length === 0 ? null : ways.to(told.counters, texts, language);

type Say = (key: string, values?: Values) => string;

function tellPhase({ config, near }: PhoneSite, { ticket, standing }: PhoneTicket, say: Say): Told {
  const number = { as: 'ticket', number: ticket.number } as const;
  const nothing = { lines: [], counters: [], asks: [], alarm: '' };
  switch (ticket.phase) {
    case 'waiting':
      return tellWaiting(ticket, standing, config, near, say);
    case 'called': {
      const at = ticket.counter === null ? [] : [ticket.counter];
      return {
        mood: 'called',
        headline: say('phone.called'),
        lines: [
          ...at.map((counter) => say('ticket.where.direct', { counter: counterName(counter) })),
          ...(ticket.calls > 1 ? [say('phone.calls', { n: { as: 'count', value: ticket.calls } })] : []),
        ],
        counters: at,
        asks: ['cancel'],
        alarm: `called/${ticket.counter ?? ''}/${ticket.calls}`,
      };
    }
    case 'serving':
      return {
        ...nothing,
        mood: 'serving',
        headline:
          ticket.counter === null
            ? say('phone.called')
            : say('phone.serving', { counter: counterName(ticket.counter) }),
      };
    case 'parked':
      return { ...nothing, mood: 'aside', headline: say('scan.parked', { ticket: number }), asks: ['cancel'] };
    case 'no-show':
      return { ...nothing, mood: 'aside', headline: say('call.missed', { ticket: number }), alarm: 'passed' };
    case 'finished':
      return {
        ...nothing,
        mood: 'gone',
        headline: say('scan.finished', { ticket: number }),
        lines: [say('thanks.title')],
      };
    case 'cancelled':
      return {
        ...nothing,
        mood: 'gone',
        headline: say('phone.cancelled', { ticket: number }),
        lines: [say('scan.again')],
      };
    case 'void':
      return {
        ...nothing,
        mood: 'gone',
        headline: say('scan.void', { ticket: number }),
        lines: [say('scan.again')],
      };
  }
}

function tellWaiting(
  ticket: HallTicket,
  standing: Standing | null,
  { site }: DeviceConfig,
  near: NearRule,
  say: Say,
): Told {
  const counters =
    ticket.to === null
      ? site.counters.filter(({ services }) => services.includes(ticket.service)).map(({ id }) => id)
      : [ticket.to];
  const asks = ['defer', 'cancel'] as const;
  if (standing === null) {
    const headline = say('ticket.where.board');
    return { mood: 'waiting', headline, lines: [], counters, asks, alarm: '' };
  }
  const [only] = counters;
  if (standing.direct && only !== undefined) {
    const headline = say('phone.go', { counter: counterName(only) });
    return { mood: 'near', headline, lines: [], counters, asks, alarm: 'near' };
  }
  const ahead =
    standing.ahead === 0
      ? say('ticket.ahead.none')
      : say('ticket.ahead', { n: { as: 'count', value: standing.ahead } });
  const wait = standing.ahead === 0 ? [] : [say(...waitPhrase(standing.wait))];
  const where = say('ticket.where.board');
  if (isNear(standing, near)) {
    const lines = [say('phone.near.text'), ahead, ...wait, where];
    return { mood: 'near', headline: say('phone.near'), lines, counters, asks, alarm: 'near' };
  }
  return { mood: 'waiting', headline: ahead, lines: [...wait, where], counters, asks, alarm: '' };
}

function buttonOf(ask: 'defer' | 'cancel', behind: number, number: string, say: Say): PhoneButton {
  const no = say('phone.keep');
  if (ask === 'cancel') {
    const question = say('phone.cancel.ask', { ticket: { as: 'ticket', number } });
    return { ask, label: say('phone.cancel'), question, yes: say('phone.cancel.yes'), no };
  }
  const question = say('phone.more.ask', { n: { as: 'count', value: behind } });
  return { ask, label: say('phone.more'), question, yes: say('phone.more.yes'), no };
}

/** The language files name the levels from the best on. */
const ratingOf = (say: Say): PhoneRating => ({
  question: say('survey.ask'),
  note: say('phone.rate.note'),
  levels: say('survey.levels')
    .split('|')
    .map((label, at) => ({ level: 4 - at, label })),
  thanks: say('phone.rate.thanks'),
});

const wordsOf = (say: Say, centre: string): PhoneWords => {
  // `{time}` is put in by the page, which goes on telling it while nothing comes.
  const time = { as: 'text', text: '{time}', words: '' } as const;
  return {
    centre,
    yourNumber: say('ticket.title'),
    asOf: say('phone.asOf', { time }),
    stale: say('phone.stale', { time }),
    staleUnknown: say('phone.staleUnknown'),
    unsent: say('phone.unsent'),
    refused: say('phone.refused'),
    language: say('chrome.language'),
    larger: say('chrome.larger'),
    smaller: say('chrome.smaller'),
    alert: say('phone.alert'),
    alertIs: say('phone.alert.is'),
    plan: say('phone.plan'),
    entrance: say('phone.entrance'),
  };
};

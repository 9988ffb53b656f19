import type { ScreenName } from '../../behaviours/reception/views.ts';
import type { SeededRandom } from '../random.ts';
import type { Vocabulary } from './premises.ts';
import type { Wish } from './reading.ts';
import type { ScriptedVisitor } from '../scenario.ts';

/** What the site offers, as people choose from it. */
export interface Offers {
  readonly services: readonly string[];
  /** How often each is wanted, where not all are wanted alike. */
  readonly mix: Readonly<Record<string, number>> | null;
  /** The first is the site's own. */
  readonly languages: readonly string[];
}

export interface Intention {
  readonly service: string | null;
  readonly wish: Wish;
}

/**
 * What somebody is here for. Shares are assumptions of the project, not measurements: nine in ten speak the site's own language, one in
 * eight may go first (DOMAIN § 3), and one in fifty does one of the awkward things that a machine must bear.
 */
export const drawIntention = (random: SeededRandom, offers: Offers, vocabulary: Vocabulary): Intention => {
  const { mix, services } = offers;
  const service =
    mix === null ? random.pick(services) : random.weighted(services.map((id) => [id, mix[id] ?? 0] as const));
  const [own = 'vi', ...others] = offers.languages;
  const language = others.length === 0 || random.chance(0.9) ? own : random.pick(others);
  return {
    service,
    wish: {
      ...plainWish(service, language, vocabulary),
      priority: random.chance(0.12),
      wantsWay: random.chance(0.5),
      asksHelp: random.chance(0.02),
      walksOffAt: random.chance(0.02) ? random.pick<ScreenName>(['services', 'priority', 'ticket']) : null,
      dawdles: random.chance(0.02),
    },
  };
};

/** Somebody who does just what they came for. */
export const plainWish = (service: string | null, language: string, vocabulary: Vocabulary): Wish => ({
  service: service === null ? null : vocabulary.service(service),
  language,
  ownName: vocabulary.ownName(language),
  priority: false,
  wantsWay: true,
  asksHelp: false,
  walksOffAt: null,
  dawdles: false,
});

/** What a scenario says of somebody. */
export const scriptedIntention = (visitor: ScriptedVisitor, offers: Offers, vocabulary: Vocabulary): Intention => {
  const service = visitor.wants ?? null;
  const { priority, way: wantsWay, help: asksHelp, dawdles } = visitor;
  return {
    service,
    wish: {
      ...plainWish(service, visitor.language ?? offers.languages[0] ?? 'vi', vocabulary),
      priority,
      wantsWay,
      asksHelp,
      dawdles,
      walksOffAt: visitor.walksOffAt ?? null,
    },
  };
};

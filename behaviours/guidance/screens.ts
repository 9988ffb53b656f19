import type { LanguageTag } from '../behaviour.ts';
import type { Claim, Utterance } from '../reception/claims.ts';
import { counterName, type Texts, type Values } from '../voice/texts.ts';
import { directionKey, spokenMetres, type PlannedWay } from './way.ts';

export const claimId = 'guidance.way';

/** The phrases that tell a way, one sentence after the other. */
const sentences = (way: PlannedWay): readonly { readonly key: string; readonly values: Values }[] => {
  const counter = counterName(way.counter);
  const direction = { as: 'phrase', key: directionKey(way.directionRad), values: {} } as const;
  const metres = { as: 'metres', value: spokenMetres(way.distanceM) } as const;
  const told =
    way.distanceM < 2
      ? { key: 'way.here', values: { counter, direction } }
      : { key: 'way.words', values: { counter, direction, metres } };
  return way.reachable ? [told] : [told, { key: 'way.ask', values: { counter } }];
};

/** The way on the screen: arrow, counter, distance, words and the drawn route. */
export function wayClaim(number: string, way: PlannedWay, language: LanguageTag, texts: Texts): Claim {
  const told = sentences(way);
  return {
    resource: 'screen',
    shape: 'full',
    id: claimId,
    rank: 'engaged-visitor',
    body: {
      screen: 'way',
      title: texts.screen(language, 'way.title', { counter: counterName(way.counter) }),
      number,
      way: {
        counter: way.counter,
        directionRad: way.directionRad,
        distanceText: texts.screen(language, 'way.distance', {
          metres: { as: 'metres', value: spokenMetres(way.distanceM) },
        }),
        words: told.map(({ key, values }) => texts.screen(language, key, values)).join(' '),
        route: way.route,
      },
      tiles: [
        {
          action: 'done',
          label: texts.screen(language, 'ticket.finish', {}),
          detail: '',
          icon: 'done',
          emphasis: 'act',
        },
      ],
    },
    back: true,
    listen: listenTo(told, language, texts),
  };
}

function listenTo(told: ReturnType<typeof sentences>, language: LanguageTag, texts: Texts): Utterance | null {
  const parts = told.flatMap(({ key, values }) => {
    const words = texts.speech(language, key, values);
    return words === null ? [] : [{ language, words, caption: texts.screen(language, key, values) }];
  });
  return parts.length === 0 ? null : { chime: false, parts };
}

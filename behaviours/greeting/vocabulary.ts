import { assign, emit, enqueueActions, setup } from 'xstate';
import type { LampState } from '../../hal/ports/lamp.ts';
import type { LanguageTag } from '../behaviour.ts';
import type { Occupancy } from '../presence/events.ts';
import type { Rank, Utterance } from '../reception/claims.ts';
import type { Texts } from '../voice/texts.ts';
import type { GreetingIn, GreetingOut } from './events.ts';
import type { GreetingSettings } from './settings.ts';
import {
  bodyOf,
  closedWords,
  farewellWords,
  greetingWords,
  isRefusing,
  listenWords,
  type Stage,
  type WordsState,
} from './words.ts';

interface GreetingContext extends WordsState {
  readonly occupancy: Occupancy;
  /** The hall is being called: nobody is spoken to. */
  readonly calling: boolean;
  readonly visits: number;
  /** Who was the nearest when the visit began, or when it was last touched; null: the sensors could not tell. */
  readonly visitor: number | null;
  readonly stage: Stage | null;
  readonly lamp: LampState | null;
}

/** How far up the ladder the sensors put the nearest person. */
export type Rung = 'asleep' | 'noticing' | 'inviting' | 'standing';

const rungOf = ({ nearness, standingSince }: Occupancy): Rung => {
  switch (nearness) {
    case 'absent':
      return 'asleep';
    case 'noticed':
      return 'noticing';
    case 'near':
      return 'inviting';
    case 'engaged':
      return standingSince === null ? 'inviting' : 'standing';
  }
};

/** Near enough to be the visitor; where distance is not known, whoever is there is. */
const isHere = ({ nearness, distanceM }: Occupancy): boolean =>
  nearness === 'near' || nearness === 'engaged' || (nearness === 'noticed' && distanceM === null);

const lampOf = (stage: Stage): LampState => {
  switch (stage) {
    case 'asleep':
    case 'closed':
    case 'thanks':
      return 'off';
    case 'notice':
      return 'notice';
    case 'invite':
      return 'invite';
  }
};

export const ownLanguage = (texts: Texts): LanguageTag => texts.languages[0] ?? 'vi';

const wordsClaim = (id: string, rank: Rank, utterance: Utterance): GreetingOut => ({
  type: 'claim.made',
  claim: { resource: 'voice', id, rank, utterance },
});

const rankOf = (stage: Stage): Rank => {
  switch (stage) {
    case 'asleep':
      return 'idle';
    case 'notice':
    case 'invite':
    case 'closed':
      return 'invite';
    case 'thanks':
      // The last word of a visit, over what the others still show of it.
      return 'engaged-visitor';
  }
};

const screenClaim = (context: GreetingContext, stage: Stage): GreetingOut => ({
  type: 'claim.made',
  claim: {
    resource: 'screen',
    shape: 'full',
    id: 'greeting.screen',
    rank: rankOf(stage),
    body: bodyOf(stage, context),
    back: false,
    listen: listenWords(stage, context),
  },
});

const lampChange = (context: GreetingContext, state: LampState): readonly GreetingOut[] =>
  context.lamp === state ? [] : [{ type: 'lamp.wanted', state }];

const visitId = (visits: number): string => `v${visits}`;

/** The words that the chart is written in: what it does, asks and waits for. */
export const greetingVocabulary = setup({
  types: {} as {
    context: GreetingContext;
    events: GreetingIn;
    emitted: GreetingOut;
    input: { readonly settings: GreetingSettings; readonly texts: Texts };
  },
  actions: {
    keepOccupancy: assign(({ event }) => (event.type === 'occupancy.changed' ? { occupancy: event.occupancy } : {})),
    keepHours: assign(({ event }) => (event.type === 'hours.changed' ? { hours: event.hours } : {})),
    keepLanguage: assign(({ event }) => (event.type === 'language.chosen' ? { language: event.language } : {})),
    callingOn: assign({ calling: true }),
    callingOff: assign({ calling: false }),

    show: enqueueActions(({ context, enqueue }, stage: Stage) => {
      const lamp = lampOf(stage);
      if (context.stage !== stage) enqueue.emit(screenClaim(context, stage));
      for (const change of lampChange(context, lamp)) enqueue.emit(change);
      enqueue.assign({ stage, lamp });
    }),
    /** The same stage in another language, or at another hour. */
    showAgain: enqueueActions(({ context, enqueue }) => {
      const { stage, hours } = context;
      // A stage that the new hour does not have is about to be left.
      if (stage !== null && hours?.state !== 'paused' && (stage === 'closed') === isRefusing(hours))
        enqueue.emit(screenClaim(context, stage));
    }),
    attend: enqueueActions(({ context, enqueue }) => {
      for (const change of lampChange(context, 'attend')) enqueue.emit(change);
      enqueue.assign({ lamp: 'attend' });
    }),

    countVisit: assign(({ context }) => ({ visits: context.visits + 1, visitor: context.occupancy.person })),
    recognise: assign(({ context }) => ({ visitor: context.occupancy.person })),
    tellBegan: emit(({ context }, by: 'sensor' | 'touch') => ({
      type: 'visit.began',
      visitId: visitId(context.visits),
      by,
    })),
    tellEnded: emit(({ context }, reason: 'left' | 'completed') => ({
      type: 'visit.ended',
      visitId: visitId(context.visits),
      reason,
    })),
    tellGreeted: emit(({ context: { visits, occupancy, settings } }) => ({
      type: 'visitor.greeted',
      visitId: visitId(visits),
      at: (occupancy.standingSince ?? 0) + settings.standingMs,
      person: null,
      group: [],
      why: { rule: 'stop', stoodMs: settings.standingMs, distanceM: occupancy.distanceM, intent: null },
    })),
    /** What is shown next is shown anew, in the site's own language. */
    forgetLanguage: assign(({ context }) => ({ language: ownLanguage(context.texts), stage: null })),

    // The visitor's own rank, so that what ticketing says next waits for its end instead of cutting it off.
    greet: enqueueActions(({ context, enqueue }) => {
      const words = greetingWords(context);
      if (words !== null) enqueue.emit(wordsClaim('greeting.words', 'engaged-visitor', words));
    }),
    hush: emit({ type: 'claim.withdrawn', resource: 'voice', id: 'greeting.words' }),
    sayFarewell: enqueueActions(({ context, enqueue }) => {
      const { settings, calling, occupancy } = context;
      const words = farewellWords(context);
      if (words !== null && settings.aloud && !calling && isHere(occupancy))
        enqueue.emit(wordsClaim('greeting.farewell', 'invite', words));
    }),
    sayClosed: enqueueActions(({ context, enqueue }) => {
      const words = closedWords(context);
      if (words !== null && context.settings.aloud && !context.calling)
        enqueue.emit(wordsClaim('greeting.closed', 'invite', words));
    }),
    pause: emit(({ context: { texts, language } }) => ({
      type: 'claim.made',
      claim: {
        resource: 'screen',
        shape: 'full',
        id: 'greeting.pause',
        rank: 'staff',
        body: {
          screen: 'paused',
          title: texts.screen(language, 'pause.title', {}),
          text: texts.screen(language, 'pause.text', {}),
        },
        back: false,
        listen: null,
      },
    })),
    unpause: emit({ type: 'claim.withdrawn', resource: 'screen', id: 'greeting.pause' }),
  },
  guards: {
    rungIs: ({ context }, rung: Rung) => rungOf(context.occupancy) === rung,
    /** As far as anybody can tell. */
    visitor: ({ context }) => context.visitor === null || context.occupancy.person === context.visitor,
    engaged: ({ context }) => context.occupancy.nearness === 'engaged',
    here: ({ context }) => isHere(context.occupancy),
    calling: ({ context }) => context.calling,
    /** Somebody can be spoken to at all: here, and in the language that the device has now. */
    spoken: ({ context }) => context.settings.aloud && greetingWords(context) !== null,
    refusing: ({ context }) => isRefusing(context.hours),
    paused: ({ context }) => context.hours?.state === 'paused',
  },
  delays: {
    standing: ({ context }) => context.settings.standingMs,
    away: ({ context }) => context.settings.awayMs,
    farewell: ({ context }) => context.settings.farewellMs,
    idleVisit: ({ context }) => context.settings.idleVisitMs,
    rest: ({ context }) => context.settings.restMs,
  },
});

import { assign, emit, enqueueActions, setup } from 'xstate';
import type { LampState } from '../../hal/ports/lamp.ts';
import type { LanguageTag } from '../behaviour.ts';
import type { Rank, Utterance } from '../reception/claims.ts';
import type { Texts, Values } from '../voice/texts.ts';
import type { GreetingIn, GreetingOut } from './events.ts';
import type { LadderChanged, LadderView, Wake } from './ladder-view.ts';
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

/** How it speaks at this hour. */
export type Manner = 'aloud' | 'softly' | 'silent';

/** What greeting's own ladder tells the chart. */
export type GreetingInner =
  | LadderChanged
  | { readonly type: 'manner.changed'; readonly manner: Manner }
  | { readonly type: 'mute.began' }
  | { readonly type: 'mute.ended' };

/** What the chart takes: positions stay outside it. */
export type ChartIn =
  | Exclude<
      GreetingIn,
      {
        type:
          | 'occupancy.changed'
          | 'people.changed'
          | 'greetings.muted'
          | 'greetings.unmuted'
          | 'mute.pressed'
          | 'state.resumed';
      }
    >
  | GreetingInner;

/** What the chart decides. Of whom it speaks, the ladder knows: `index.ts` tells the rest of these. */
export type ChartOut =
  | Exclude<GreetingOut, { type: `visitor.${string}` | 'gaze.wanted' | 'mute.changed' | 'state.kept' }>
  | { readonly type: 'greeting.spoken'; readonly visitId: string }
  | { readonly type: 'closing.told' }
  | { readonly type: 'waiting.shown'; readonly keys: readonly number[] };

interface GreetingContext extends WordsState {
  readonly ladder: LadderView;
  readonly manner: Manner;
  /** The hall is being called: nobody is spoken to. */
  readonly calling: boolean;
  readonly visits: number;
  readonly stage: Stage | null;
  readonly lamp: LampState | null;
}

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

/** Words at the hour's volume; nothing where it keeps silent. */
const wordsClaims = (
  context: GreetingContext,
  id: string,
  rank: Rank,
  words: Utterance | null,
): readonly ChartOut[] => {
  const { settings, manner } = context;
  if (words === null || !settings.aloud || manner === 'silent') return [];
  const utterance = manner === 'softly' ? { ...words, volume: settings.quietVolume } : words;
  return [{ type: 'claim.made', claim: { resource: 'voice', id, rank, utterance } }];
};

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

const screenClaim = (context: GreetingContext, stage: Stage): ChartOut => ({
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

const lampChange = (context: GreetingContext, state: LampState): readonly ChartOut[] =>
  context.lamp === state ? [] : [{ type: 'lamp.wanted', state }];

const visitId = (visits: number): string => `v${visits}`;

/** The words that the chart is written in: what it does, asks and waits for. */
export const greetingVocabulary = setup({
  types: {} as {
    context: GreetingContext;
    events: ChartIn;
    emitted: ChartOut;
    input: { readonly settings: GreetingSettings; readonly texts: Texts };
  },
  actions: {
    keepLadder: assign(({ event }) => (event.type === 'ladder.changed' ? { ladder: event.view } : {})),
    keepManner: assign(({ event }) => (event.type === 'manner.changed' ? { manner: event.manner } : {})),
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

    countVisit: assign(({ context }) => ({ visits: context.visits + 1 })),
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
    /** What is shown next is shown anew, in the site's own language. */
    forgetLanguage: assign(({ context }) => ({ language: ownLanguage(context.texts), stage: null })),

    // The visitor's own rank, so that what ticketing says next waits for its end instead of cutting it off.
    greet: enqueueActions(({ context, enqueue }) => {
      for (const claim of wordsClaims(context, 'greeting.words', 'engaged-visitor', greetingWords(context)))
        enqueue.emit(claim);
      enqueue.emit({ type: 'greeting.spoken', visitId: visitId(context.visits) });
    }),
    hush: emit({ type: 'claim.withdrawn', resource: 'voice', id: 'greeting.words' }),
    sayFarewell: enqueueActions(({ context, enqueue }) => {
      const { calling, ladder } = context;
      if (calling || ladder.visitor === 'away') return;
      for (const claim of wordsClaims(context, 'greeting.farewell', 'invite', farewellWords(context)))
        enqueue.emit(claim);
    }),
    sayClosed: enqueueActions(({ context, enqueue }) => {
      if (!context.calling)
        for (const claim of wordsClaims(context, 'greeting.closed', 'invite', closedWords(context)))
          enqueue.emit(claim);
      enqueue.emit({ type: 'closing.told' });
    }),
    /** In the site's own language: who waits has chosen none yet. */
    acknowledge: enqueueActions(({ context: { texts, ladder }, enqueue }) => {
      const { waiting } = ladder;
      const language = ownLanguage(texts);
      const values: Values = { n: { as: 'count', value: waiting.length } };
      const text = texts.screen(language, 'waiting.seen', {});
      const count = waiting.length === 1 ? '' : texts.screen(language, 'service.waiting', values);
      enqueue.emit({
        type: 'claim.made',
        claim: { resource: 'screen', shape: 'waiting', id: 'greeting.line', rank: 'invite', waiting: { text, count } },
      });
      enqueue.emit({ type: 'waiting.shown', keys: waiting });
    }),
    unacknowledge: emit({ type: 'claim.withdrawn', resource: 'screen', id: 'greeting.line' }),
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
    wakeIs: ({ context }, wake: Wake) => context.ladder.wake === wake,
    near: ({ context }) => context.ladder.near,
    /** Somebody is to be spoken to, and the place takes visitors. */
    stopped: ({ context }) =>
      context.ladder.stopped !== null && !isRefusing(context.hours) && context.hours?.state !== 'paused',
    untold: ({ context }) => context.ladder.untold !== null,
    anotherUntold: ({ event }) => event.type === 'ladder.changed' && event.view.untold !== null,
    here: ({ context }) => context.ladder.visitor === 'here',
    stands: ({ context }) => context.ladder.stands,
    waiting: ({ context }) => context.ladder.waiting.length > 0 && context.hours?.state !== 'paused',
    othersWait: ({ context, event }) =>
      event.type === 'ladder.changed' &&
      event.view.waiting.length > 0 &&
      event.view.waiting.join() !== context.ladder.waiting.join(),
    calling: ({ context }) => context.calling,
    /** They can be spoken to at all: not twice, at this hour, and in the language that the device has now. */
    spoken: ({ context }) =>
      context.settings.aloud &&
      context.manner !== 'silent' &&
      context.ladder.stopped?.mayHear === true &&
      greetingWords(context) !== null,
    refusing: ({ context }) => isRefusing(context.hours),
    paused: ({ context }) => context.hours?.state === 'paused',
  },
  delays: {
    away: ({ context }) => context.settings.awayMs,
    farewell: ({ context }) => context.settings.farewellMs,
    idleVisit: ({ context }) => context.settings.idleVisitMs,
  },
});

import { assign, emit, enqueueActions, fromCallback, setup, type EventObject } from 'xstate';
import { BugError } from '../../hal/assert.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { Texts } from '../voice/texts.ts';
import {
  claimVoice,
  finishVoice,
  holderOf,
  made,
  withdrawn,
  withdrawVoice,
  type VoiceClaim,
  type VoiceQueue,
  type VoiceStep,
  type WheelsClaim,
} from './arbitrate.ts';
import type { Claim, Utterance } from './claims.ts';
import type { ReceptionIn, ReceptionOut } from './events.ts';
import type { ReceptionSettings } from './settings.ts';
import { readingOf, type Reading } from './keys.ts';
import { meaningOf, rememberedRevisions, type Revision, type TouchMeaning } from './touch.ts';
import type { ScreenState } from './view.ts';
import type { Said } from './voice.ts';
import type { LanguageTag } from '../behaviour.ts';

/** What reception's own actors tell the chart. */
export type ReceptionInner =
  | { readonly type: 'view.shown'; readonly revisions: readonly Revision[] }
  /** A key was pressed: what was being read stops, and what is to be read now is, if anything. */
  | { readonly type: 'keys.used'; readonly reading: Reading | null }
  | { readonly type: 'caption.changed'; readonly caption: string }
  | { readonly type: 'voice.finished'; readonly how: Said };

export interface ReceptionContext extends ScreenState {
  readonly wheels: readonly WheelsClaim[];
  readonly voice: VoiceQueue;
  readonly speakerWorking: boolean;
  /** Whoever stands here uses the keys: each new question is read out to them. */
  readonly keyed: boolean;
  /** The last views that went out, newest last. */
  readonly shown: readonly Revision[];
}

type Event = ReceptionIn | ReceptionInner;
type Args = { readonly context: ReceptionContext; readonly event: Event };

/** Words for the voice actor. */
export interface Spoken {
  readonly utterance: Utterance;
  readonly audible: boolean;
}

/** Language and text size of somebody who touched and never became a visit go back to the site's own after this. */
const unattendedMs: Milliseconds = 60_000;

/** The language that the site speaks by itself. */
export const ownLanguage = (settings: ReceptionSettings): LanguageTag => {
  const [first] = settings.languages;
  if (first === undefined) throw new BugError('a site without a language');
  return first.tag;
};

/** What is read out because a person asked to hear it. */
const listenId = 'reception.listen';
const listenClaim = (utterance: Utterance): Claim => ({
  resource: 'voice',
  id: listenId,
  rank: 'engaged-visitor',
  utterance,
});

const claimOf = <R extends Claim['resource']>(event: Event, resource: R): Extract<Claim, { resource: R }> | null =>
  event.type === 'claim.made' && event.claim.resource === resource
    ? // The resource says which claim it is.
      (event.claim as Extract<Claim, { resource: R }>)
    : null;

const withdrawalOf = (event: Event, resource: Claim['resource']): string | null =>
  event.type === 'claim.withdrawn' && event.resource === resource ? event.id : null;

/** What an event does to the voice; null: nothing. */
const voiceStep = ({ context, event }: Args): VoiceStep | null => {
  const claim = claimOf(event, 'voice');
  if (claim !== null) return claimVoice(context.voice, claim);
  const id = withdrawalOf(event, 'voice');
  if (id !== null) return { queue: withdrawVoice(context.voice, id), ended: [] };
  return event.type === 'voice.finished' ? { queue: finishVoice(context.voice), ended: [] } : null;
};

const touchMeaning = ({ context, event }: Args): TouchMeaning =>
  event.type === 'display.touched' ? meaningOf(context, context.shown, event.touch) : { kind: 'stray' };

const wheelsAfter = ({ context, event }: Args): readonly WheelsClaim[] => {
  const claim = claimOf(event, 'wheels');
  if (claim !== null) return made(context.wheels, claim);
  const id = withdrawalOf(event, 'wheels');
  return id === null ? context.wheels : withdrawn(context.wheels, id);
};

export const spokenOf = (context: ReceptionContext, claim: VoiceClaim): Spoken => ({
  utterance: claim.utterance,
  audible: context.speakerWorking,
});

/** The words that the chart is written in: what it does, asks and waits for. */
export const receptionVocabulary = setup({
  types: {} as {
    context: ReceptionContext;
    events: Event;
    emitted: ReceptionOut;
    input: { readonly settings: ReceptionSettings; readonly texts: Texts };
  },
  actors: {
    voice: fromCallback<EventObject, Spoken>(() => {
      throw new BugError('the voice was not provided');
    }),
  },
  actions: {
    keepScreen: assign(({ context, event }) => {
      const claim = claimOf(event, 'screen');
      if (claim !== null) return { screen: made(context.screen, claim) };
      const id = withdrawalOf(event, 'screen');
      return id === null ? {} : { screen: withdrawn(context.screen, id) };
    }),
    keepNotes: assign(({ event }) => (event.type === 'notes.changed' ? { notes: event.keys } : {})),
    keepOccupancy: assign(({ event }) => (event.type === 'occupancy.changed' ? { occupancy: event.occupancy } : {})),
    keepSpeaker: assign(({ event }) => (event.type === 'speaker.changed' ? { speakerWorking: event.working } : {})),
    keepGaze: assign(({ event }) => (event.type === 'gaze.wanted' ? { gazeRad: event.bearingRad } : {})),
    keepShown: assign(({ context, event }) =>
      event.type === 'view.shown' ? { shown: [...context.shown, ...event.revisions].slice(-rememberedRevisions) } : {},
    ),
    /** What the keys' user is to hear now takes the place of what they were hearing. */
    readKeys: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'keys.used') return;
      const { speaking, waiting } = context.voice;
      enqueue.assign({ keyed: true });
      enqueue.raise({ type: 'claim.withdrawn', resource: 'voice', id: listenId });
      if (event.reading === null) return;
      const utterance = readingOf(context, event.reading, speaking === null ? waiting : [speaking, ...waiting]);
      if (utterance !== null) enqueue.raise({ type: 'claim.made', claim: listenClaim(utterance) });
    }),
    /** A question that the keys' user has not heard yet is read out to them. */
    readNew: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'view.shown' || !context.keyed) return;
      if (event.revisions.at(-1)?.key === context.shown.at(-1)?.key) return;
      const { speaking, waiting } = context.voice;
      const others = (speaking === null ? waiting : [speaking, ...waiting]).filter(({ id }) => id !== listenId);
      const utterance = readingOf(context, 'new', others);
      enqueue.raise(
        utterance === null
          ? { type: 'claim.withdrawn', resource: 'voice', id: listenId }
          : { type: 'claim.made', claim: listenClaim(utterance) },
      );
    }),
    keepCaption: assign(({ event }) => (event.type === 'caption.changed' ? { caption: event.caption } : {})),
    clearCaption: assign({ caption: '' }),
    openList: assign({ choosing: true }),
    closeList: assign({ choosing: false }),

    tellTouched: emit({ type: 'visitor.touched' }),
    /** Does what a touch means; a touch that means nothing any more still tells that somebody is there. */
    answerTouch: enqueueActions(({ context, event, enqueue }) => {
      const meaning = touchMeaning({ context, event });
      switch (meaning.kind) {
        case 'stray':
          return;
        case 'language':
          enqueue.assign({ language: meaning.language });
          enqueue.emit({ type: 'language.chosen', language: meaning.language });
          return;
        case 'larger':
          enqueue.assign({ easy: !context.easy });
          enqueue.emit({ type: 'easy.changed', easy: !context.easy });
          return;
        case 'low':
          enqueue.assign({ low: !context.low });
          return;
        case 'listen': {
          const { utterance } = meaning;
          enqueue.raise({ type: 'claim.made', claim: listenClaim(utterance) });
          return;
        }
        case 'help':
          enqueue.emit({ type: 'assistance.wanted', reason: 'visitor' });
          return;
        case 'action':
          enqueue.emit({ type: 'action.chosen', owner: meaning.owner, action: meaning.action });
          return;
        case 'late':
        case 'anywhere':
        case 'language-list':
        case 'close-list':
      }
    }),
    /** The next visitor begins as the site speaks by itself. */
    restore: enqueueActions(({ context, enqueue }) => {
      const language = ownLanguage(context.settings);
      if (context.language !== language) enqueue.emit({ type: 'language.chosen', language });
      if (context.easy) enqueue.emit({ type: 'easy.changed', easy: false });
      enqueue.assign({ language, easy: false, low: false, keyed: false });
    }),

    moveVoice: enqueueActions(({ context, event, enqueue }) => {
      if (event.type === 'voice.finished' && context.voice.speaking !== null)
        enqueue.emit({ type: 'voice.ended', id: context.voice.speaking.id, how: event.how });
      const step = voiceStep({ context, event });
      if (step === null) return;
      enqueue.assign({ voice: step.queue });
      for (const { id, how } of step.ended) enqueue.emit({ type: 'voice.ended', id, how });
    }),
    moveWheels: enqueueActions(({ context, event, enqueue }) => {
      const wheels = wheelsAfter({ context, event });
      const holder = holderOf(wheels)?.id ?? null;
      enqueue.assign({ wheels });
      if (holder !== (holderOf(context.wheels)?.id ?? null)) enqueue.emit({ type: 'wheels.given', id: holder });
    }),
  },
  guards: {
    forScreen: ({ event }) => claimOf(event, 'screen') !== null || withdrawalOf(event, 'screen') !== null,
    forVoice: (args) => voiceStep(args) !== null,
    forWheels: ({ event }) => claimOf(event, 'wheels') !== null || withdrawalOf(event, 'wheels') !== null,
    wheelsLeft: (args) => wheelsAfter(args).length > 0,
    /** Another claim has the voice after this event. */
    voiceMoves: (args) => {
      const step = voiceStep(args);
      return step !== null && step.queue.speaking !== null && step.queue.speaking !== args.context.voice.speaking;
    },
    voiceFalls: (args) => voiceStep(args)?.queue.speaking === null,
    stray: (args) => touchMeaning(args).kind === 'stray',
    opensList: (args) => touchMeaning(args).kind === 'language-list',
    closesList: (args) => ['language', 'close-list', 'language-list'].includes(touchMeaning(args).kind),
    changesManners: (args) => ['language', 'larger', 'low'].includes(touchMeaning(args).kind),
  },
  delays: {
    languageList: ({ context }) => context.settings.languageListMs,
    unattended: () => unattendedMs,
  },
});

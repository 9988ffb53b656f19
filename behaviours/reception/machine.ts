import { assign, emit, enqueueActions, fromCallback, setup, type EventObject } from 'xstate';
import { BugError } from '../../hal/assert.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { Occupancy } from '../presence/events.ts';
import type { Texts } from '../voice/texts.ts';
import {
  claimVoice,
  finishVoice,
  holderOf,
  made,
  quiet,
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
import { meaningOf, rememberedRevisions, type Revision, type TouchMeaning } from './touch.ts';
import type { ScreenState } from './view.ts';
import type { Said } from './voice.ts';
import type { LanguageTag } from '../behaviour.ts';

/** What reception's own actors tell the chart. */
export type ReceptionInner =
  | { readonly type: 'view.shown'; readonly revisions: readonly Revision[] }
  | { readonly type: 'caption.changed'; readonly caption: string }
  | { readonly type: 'voice.finished'; readonly how: Said };

export interface ReceptionContext extends ScreenState {
  readonly wheels: readonly WheelsClaim[];
  readonly voice: VoiceQueue;
  readonly speakerWorking: boolean;
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

const nobody: Occupancy = { nearness: 'absent', distanceM: null, bearingRad: null, standingSince: null };

/** The language that the site speaks by itself. */
const ownLanguage = (settings: ReceptionSettings): LanguageTag => {
  const [first] = settings.languages;
  if (first === undefined) throw new BugError('a site without a language');
  return first.tag;
};

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

const spokenOf = (context: ReceptionContext, claim: VoiceClaim): Spoken => ({
  utterance: claim.utterance,
  audible: context.speakerWorking,
});

/**
 * The one owner of screen, voice and wheels. What the screen shows is a pure function of the context (`view.ts`); the panel actor
 * hears of each snapshot and shows what differs. The voice actor says one claim at a time.
 */
export const receptionMachine = setup({
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
    keepShown: assign(({ context, event }) =>
      event.type === 'view.shown' ? { shown: [...context.shown, ...event.revisions].slice(-rememberedRevisions) } : {},
    ),
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
        case 'listen': {
          const { utterance } = meaning;
          const claim: Claim = { resource: 'voice', id: 'reception.listen', rank: 'engaged-visitor', utterance };
          enqueue.raise({ type: 'claim.made', claim });
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
      enqueue.assign({ language, easy: false });
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
    changesManners: (args) => ['language', 'larger'].includes(touchMeaning(args).kind),
  },
  delays: {
    languageList: ({ context }) => context.settings.languageListMs,
    unattended: () => unattendedMs,
  },
}).createMachine({
  id: 'reception',
  type: 'parallel',
  context: ({ input }) => ({
    settings: input.settings,
    texts: input.texts,
    screen: [],
    choosing: false,
    language: ownLanguage(input.settings),
    easy: false,
    notes: [],
    caption: '',
    occupancy: nobody,
    wheels: [],
    voice: quiet,
    speakerWorking: true,
    shown: [],
  }),
  states: {
    screen: {
      initial: 'showing',
      on: {
        'claim.made': { guard: 'forScreen', actions: 'keepScreen' },
        'claim.withdrawn': { guard: 'forScreen', actions: 'keepScreen' },
        'notes.changed': { actions: 'keepNotes' },
        'occupancy.changed': { actions: 'keepOccupancy' },
        'view.shown': { actions: 'keepShown' },
      },
      states: {
        showing: {
          // Here and not on leaving the list: a touch is understood by what was shown when it came.
          entry: 'closeList',
          on: {
            'display.touched': [
              { guard: 'stray' },
              { guard: 'opensList', target: 'choosingLanguage', actions: 'tellTouched' },
              { actions: ['tellTouched', 'answerTouch'] },
            ],
          },
        },
        choosingLanguage: {
          entry: 'openList',
          after: { languageList: 'showing' },
          on: {
            'display.touched': [
              { guard: 'stray' },
              { guard: 'closesList', target: 'showing', actions: ['tellTouched', 'answerTouch'] },
              { target: 'choosingLanguage', reenter: true, actions: ['tellTouched', 'answerTouch'] },
            ],
            'visit.ended': 'showing',
          },
        },
      },
    },
    /** Whose manners (language, text size) the device has. */
    manners: {
      initial: 'own',
      on: { 'visit.began': '.visitors' },
      states: {
        own: { on: { 'display.touched': { guard: 'changesManners', target: 'borrowed' } } },
        borrowed: {
          on: { 'display.touched': { guard: 'changesManners', target: 'borrowed', reenter: true } },
          after: { unattended: { target: 'own', actions: 'restore' } },
        },
        visitors: { on: { 'visit.ended': { target: 'own', actions: 'restore' } } },
      },
    },
    voice: {
      initial: 'quiet',
      on: { 'speaker.changed': { actions: 'keepSpeaker' } },
      states: {
        quiet: {
          on: { 'claim.made': { guard: 'voiceMoves', target: 'speaking', actions: 'moveVoice' } },
        },
        speaking: {
          tags: 'speaking',
          exit: 'clearCaption',
          invoke: {
            src: 'voice',
            input: ({ context }) => {
              if (context.voice.speaking === null) throw new BugError('the voice speaks for nobody');
              return spokenOf(context, context.voice.speaking);
            },
          },
          on: {
            'caption.changed': { actions: 'keepCaption' },
            'claim.made': [
              { guard: 'voiceMoves', target: 'speaking', reenter: true, actions: 'moveVoice' },
              { guard: 'forVoice', actions: 'moveVoice' },
            ],
            'claim.withdrawn': [
              { guard: 'voiceMoves', target: 'speaking', reenter: true, actions: 'moveVoice' },
              { guard: 'voiceFalls', target: 'quiet', actions: 'moveVoice' },
              { guard: 'forVoice', actions: 'moveVoice' },
            ],
            'voice.finished': [
              { guard: 'voiceMoves', target: 'speaking', reenter: true, actions: 'moveVoice' },
              { target: 'quiet', actions: 'moveVoice' },
            ],
          },
        },
      },
    },
    wheels: {
      initial: 'free',
      states: {
        free: { on: { 'claim.made': { guard: 'forWheels', target: 'held', actions: 'moveWheels' } } },
        held: {
          on: {
            'claim.made': { guard: 'forWheels', actions: 'moveWheels' },
            'claim.withdrawn': [
              { guard: 'wheelsLeft', actions: 'moveWheels' },
              { guard: 'forWheels', target: 'free', actions: 'moveWheels' },
            ],
          },
        },
      },
    },
  },
});

import { BugError } from '../../hal/assert.ts';
import { nobody } from '../presence/events.ts';
import { quiet } from './arbitrate.ts';
import { ownLanguage, receptionVocabulary, spokenOf } from './vocabulary.ts';

/**
 * The one owner of screen, voice and wheels. What the screen shows is a pure function of the context (`view.ts`); the panel actor
 * hears of each snapshot and shows what differs. The voice actor says one claim at a time.
 */
export const receptionMachine = receptionVocabulary.createMachine({
  id: 'reception',
  type: 'parallel',
  context: ({ input }) => ({
    settings: input.settings,
    texts: input.texts,
    screen: [],
    choosing: false,
    language: ownLanguage(input.settings),
    easy: false,
    low: false,
    notes: [],
    caption: '',
    occupancy: nobody,
    gazeRad: null,
    wheels: [],
    voice: quiet,
    speakerWorking: true,
    keyed: false,
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
        'gaze.wanted': { actions: 'keepGaze' },
        'view.shown': { actions: ['readNew', 'keepShown'] },
        'keys.used': { actions: 'readKeys' },
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
        own: { on: { 'display.touched': { guard: 'changesManners', target: 'borrowed' }, 'keys.used': 'borrowed' } },
        borrowed: {
          on: {
            'display.touched': { guard: 'changesManners', target: 'borrowed', reenter: true },
            'keys.used': { target: 'borrowed', reenter: true },
          },
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

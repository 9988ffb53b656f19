import { callingVocabulary, contextOf } from './vocabulary.ts';

/**
 * Announces the hall's calls. The voice says one sentence at a time and has the next one claimed (`budget.ts` says which); the banner
 * shows one call after another on this device's own screen, also where another device of the room speaks. Neither waits for the other.
 */
export const callingMachine = callingVocabulary.createMachine({
  id: 'calling',
  type: 'parallel',
  context: ({ input }) => contextOf(input),
  on: {
    'ticket.called': { guard: 'isNew', actions: ['takeIn', 'stir'] },
    'voice.told': { actions: ['hearOthers', 'stir'] },
    'voice.changed': { actions: ['keepAble', 'stir'] },
  },
  states: {
    voice: {
      initial: 'quiet',
      states: {
        quiet: {
          on: {
            'voice.due': { guard: 'hasWords', target: 'speaking', actions: 'begin' },
            'patience.over': { actions: ['takeOver', 'stir'] },
          },
        },
        speaking: {
          tags: ['busy', 'speaking'],
          on: {
            // What comes in may change what is said next, never what is being said.
            'voice.due': { actions: 'claimNext' },
            'patience.over': { actions: ['takeOver', 'stir'] },
            'voice.ended': [
              { guard: 'failed', target: 'quiet', actions: ['handOver', 'tellIfEnded'] },
              { guard: 'cutOff', target: 'speaking', reenter: true, actions: 'sayAgain' },
              { guard: 'goesOn', target: 'speaking', reenter: true, actions: 'goOn' },
              { guard: 'ours', target: 'quiet', actions: ['fallQuiet', 'tellIfEnded'] },
            ],
          },
          after: { voice: { target: 'quiet', actions: ['giveUpVoice', 'handOver', 'tellIfEnded'] } },
        },
      },
    },
    banner: {
      initial: 'bare',
      states: {
        bare: { on: { 'banner.due': { target: 'fresh', actions: 'tellStarted' } } },
        fresh: {
          tags: 'busy',
          entry: 'putUpBanner',
          after: { shortBanner: 'seen' },
        },
        seen: {
          tags: 'busy',
          always: { guard: 'othersWait', target: 'fresh', actions: 'dropBanner' },
          on: { 'banner.due': { guard: 'othersWait', target: 'fresh', actions: 'dropBanner' } },
          after: { restOfBanner: { target: 'bare', actions: ['dropBanner', 'takeDownBanner', 'tellIfEnded'] } },
        },
      },
    },
  },
});

import { parts } from './parts.ts';

const chose = (action: string) => ({ type: 'chose' as const, params: { action } });

/**
 * Somebody has held a code before the reader and sees how its ticket stands now: told once, kept true while it is shown, gone by
 * itself. What was under way before it is given up, as it would be by walking away.
 */
export const looking = parts.createStateConfig({
  id: 'looking',
  initial: 'telling',
  on: {
    'queue.changed': { actions: ['lookAgain', 'show'] },
    'ticket.called': { guard: 'sought', actions: ['lookAgain', 'show'] },
    'action.chosen': [
      { guard: 'choseFoundWay', target: '.shown', reenter: true, actions: 'wantFoundWay' },
      { guard: chose('finish'), target: '#completing' },
      {
        guard: chose('help'),
        target: '.shown',
        reenter: true,
        actions: { type: 'wantHelp', params: { reason: 'visitor' } },
      },
      { guard: 'choseStart', target: '#asked', actions: 'startOver' },
    ],
  },
  states: {
    telling: {
      entry: 'show',
      always: [
        { guard: 'speaksFound', target: 'shown', actions: { type: 'say', params: { what: 'found' } } },
        { target: 'shown' },
      ],
    },
    shown: {
      after: { number: [{ guard: 'helped', target: 'shown', reenter: true }, { target: '#completing' }] },
    },
  },
});

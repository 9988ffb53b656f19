import { parts } from './parts.ts';

const chose = (action: string) => ({ type: 'chose' as const, params: { action } });
const named = (from: 'scanned' | 'nothing') => ({ type: 'requestNamed' as const, params: { from } });

/** For the quota's sake: who it is, as far as a code of theirs says so. Without it the clerk decides. */
export const person = parts.createStateConfig({
  id: 'person',
  entry: 'show',
  on: {
    'code.scanned': { guard: 'personScanned', target: '#requesting', actions: named('scanned') },
    'action.chosen': [
      { guard: chose('without'), target: '#requesting', actions: named('nothing') },
      { guard: chose('back'), target: '#asked', actions: 'startOver' },
    ],
  },
  after: { idle: [{ guard: 'helped', target: '#person', reenter: true }, { target: '#warned' }] },
});

/** Who has booked types the code. */
export const coding = parts.createStateConfig({
  id: 'coding',
  entry: 'show',
  on: {
    'action.chosen': [
      { guard: 'typed', target: '#coding', reenter: true, actions: 'typeDigit' },
      { guard: chose('delete'), target: '#coding', reenter: true, actions: 'deleteDigit' },
      {
        guard: 'mayBeCode',
        target: '#checkingIn',
        actions: { type: 'useBooking', params: { from: 'typed' } },
      },
      { guard: chose('back'), target: '#asked', actions: 'startOver' },
    ],
  },
  after: { idle: [{ guard: 'helped', target: '#coding', reenter: true }, { target: '#warned' }] },
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  beats,
  claimVoice,
  finishVoice,
  holderOf,
  made,
  maxWaiting,
  quiet,
  screenOf,
  withdrawn,
  withdrawVoice,
  type BannerClaim,
  type FullClaim,
  type VoiceClaim,
  type VoiceQueue,
  type WheelsClaim,
} from '../../behaviours/reception/arbitrate.ts';
import { ranks, type Rank } from '../../behaviours/reception/claims.ts';

const full = (id: string, rank: Rank, title = ''): FullClaim => ({
  resource: 'screen',
  shape: 'full',
  id,
  rank,
  body: { screen: 'wait', title },
  back: false,
  listen: null,
});
const banner = (id: string, rank: Rank): BannerClaim => ({
  resource: 'screen',
  shape: 'banner',
  id,
  rank,
  banner: { number: 'A001', counter: '1', text: '', directionRad: 0 },
});
const voice = (id: string, rank: Rank): VoiceClaim => ({
  resource: 'voice',
  id,
  rank,
  utterance: { chime: false, parts: [] },
});
const stop = (id: string, rank: Rank): WheelsClaim => ({ resource: 'wheels', id, rank, goal: { kind: 'stop' } });

const pairs = ranks.flatMap((first) => ranks.map((second) => [first, second] as const));
const stronger = (first: Rank, second: Rank): boolean => ranks.indexOf(first) < ranks.indexOf(second);

describe('every pair of ranks', () => {
  it('is in one order: e-stop before safety before staff before a call before the visitor before invite before idle', () => {
    expect(ranks).toEqual(['e-stop', 'safety', 'staff', 'hall-call', 'engaged-visitor', 'invite', 'idle']);
  });

  it.each(pairs)('screen: %s, then %s: who has it, and who has it back', (first, second) => {
    const both = made(made([], full('first', first)), full('second', second));
    // The newest among equals.
    const winner = stronger(first, second) ? 'first' : 'second';
    const loser = winner === 'first' ? 'second' : 'first';
    expect(screenOf(both).full?.id).toBe(winner);
    expect(screenOf(withdrawn(both, winner)).full?.id).toBe(loser);
    expect(screenOf(withdrawn(both, loser)).full?.id).toBe(winner);
    expect(screenOf(withdrawn(withdrawn(both, winner), loser))).toEqual({ full: null, banner: null, waiting: null });
  });

  it.each(pairs)('wheels: %s, then %s: who has them, and who has them back', (first, second) => {
    const both = made(made<WheelsClaim>([], stop('first', first)), stop('second', second));
    const winner = stronger(first, second) ? 'first' : 'second';
    expect(holderOf(both)?.id).toBe(winner);
    expect(holderOf(withdrawn(both, winner))?.id).toBe(winner === 'first' ? 'second' : 'first');
    expect(holderOf(withdrawn(withdrawn(both, 'first'), 'second'))).toBeNull();
  });

  it.each(pairs)('banner of %s over a full screen of %s', (over, below) => {
    const shown = screenOf([full('full', below), banner('banner', over)]);
    expect(shown.full?.id).toBe('full');
    // The full screen is never taken by it; one that is stronger covers it.
    expect(shown.banner?.id ?? null).toBe(stronger(below, over) ? null : 'banner');
  });

  it.each(pairs)('voice: %s is being said when %s comes', (first, second) => {
    const speaking = claimVoice(quiet, voice('first', first)).queue;
    const step = claimVoice(speaking, voice('second', second));
    if (stronger(second, first)) {
      expect(step.queue.speaking?.id).toBe('second');
      expect(step.ended).toEqual([{ id: 'first', how: 'cut' }]);
      // What was cut off is not taken up again.
      expect(finishVoice(step.queue)).toEqual(quiet);
    } else {
      expect(step.queue.speaking?.id).toBe('first');
      expect(step.ended).toEqual([]);
      expect(finishVoice(step.queue).speaking?.id).toBe('second');
    }
  });
});

describe('a claim made again', () => {
  it('is refreshed without taking the screen from an equal that came later', () => {
    const two = made(made([], full('ticketing.screen', 'engaged-visitor')), full('guidance.way', 'engaged-visitor'));
    const refreshed = made(two, full('ticketing.screen', 'engaged-visitor', 'printed'));
    expect(screenOf(refreshed).full?.id).toBe('guidance.way');
    expect(screenOf(withdrawn(refreshed, 'guidance.way')).full?.body).toEqual({ screen: 'wait', title: 'printed' });
  });

  it('of another rank is a new claim', () => {
    const two = made(made([], full('greeting.screen', 'idle')), full('assistance.help', 'invite'));
    expect(screenOf(made(two, full('greeting.screen', 'invite'))).full?.id).toBe('greeting.screen');
    expect(screenOf(made(two, full('greeting.screen', 'invite')))).not.toEqual(screenOf(two));
  });

  it('is said anew if it was being said, and once if it waited', () => {
    const speaking = claimVoice(quiet, voice('a', 'invite')).queue;
    const waiting = claimVoice(speaking, voice('b', 'invite')).queue;
    const again = claimVoice(waiting, voice('a', 'invite'));
    expect(again.queue.speaking?.id).toBe('a');
    expect(again.queue.speaking).not.toBe(waiting.speaking);
    expect(again.queue.waiting.map(({ id }) => id)).toEqual(['b']);
    expect(again.ended).toEqual([]);
    const twice = claimVoice(waiting, voice('b', 'invite')).queue;
    expect(twice.waiting).toHaveLength(1);
  });
});

describe('the voice’s queue', () => {
  it('keeps the turn of a claim that is refreshed while it waits', () => {
    let queue = claimVoice(quiet, voice('speaking', 'invite')).queue;
    for (const id of ['a', 'b', 'a']) queue = claimVoice(queue, voice(id, 'invite')).queue;
    expect(queue.waiting.map(({ id }) => id)).toEqual(['a', 'b']);
    queue = claimVoice(queue, voice('b', 'engaged-visitor')).queue;
    // Of another rank it is a new claim: this one cuts.
    expect(queue.speaking?.id).toBe('b');
  });

  it('says the stronger first and equals in the order of coming', () => {
    const order = ['a invite', 'b engaged-visitor', 'c invite', 'd engaged-visitor', 'e idle', 'f hall-call'];
    let queue: VoiceQueue = claimVoice(quiet, voice('first', 'hall-call')).queue;
    for (const entry of order) {
      const [id = '', rank] = entry.split(' ');
      queue = claimVoice(queue, voice(id, rank as Rank)).queue;
    }
    const said: string[] = [];
    for (; queue.speaking !== null; queue = finishVoice(queue)) said.push(queue.speaking.id);
    expect(said).toEqual(['first', 'f', 'b', 'd', 'a', 'c', 'e']);
  });

  it('is bounded: the weakest and newest goes unsaid', () => {
    let queue = claimVoice(quiet, voice('first', 'engaged-visitor')).queue;
    for (let i = 0; i < maxWaiting; i += 1) queue = claimVoice(queue, voice(`w${i}`, 'engaged-visitor')).queue;
    expect(claimVoice(queue, voice('more', 'engaged-visitor')).ended).toEqual([{ id: 'more', how: 'failed' }]);
    const step = claimVoice(queue, voice('call', 'hall-call'));
    expect(step.queue.speaking?.id).toBe('call');
    expect(step.queue.waiting).toHaveLength(maxWaiting);
  });

  it('keeps its invariants through any history', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k');
    const action = fc.oneof(
      fc.record({ do: fc.constant('claim' as const), id, rank: fc.constantFrom(...ranks) }),
      fc.record({ do: fc.constant('withdraw' as const), id }),
      fc.record({ do: fc.constant('finish' as const) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        let queue: VoiceQueue = quiet;
        const standing = new Set<string>();
        for (const one of actions) {
          const before = queue;
          if (one.do === 'claim') {
            const step = claimVoice(queue, voice(one.id, one.rank));
            queue = step.queue;
            standing.add(one.id);
            for (const ended of step.ended) expect(standing.delete(ended.id)).toBe(true);
          } else if (one.do === 'withdraw') {
            queue = withdrawVoice(queue, one.id);
            standing.delete(one.id);
          } else {
            queue = finishVoice(queue);
            if (before.speaking !== null) standing.delete(before.speaking.id);
          }
          const all = queue.speaking === null ? queue.waiting : [queue.speaking, ...queue.waiting];
          expect(new Set(all.map((claim) => claim.id))).toEqual(standing);
          expect(all).toHaveLength(standing.size);
          // Nobody waits in silence, nobody waits behind a weaker one.
          if (queue.waiting.length > 0) expect(queue.speaking).not.toBeNull();
          for (const [index, claim] of all.entries()) {
            const next = all[index + 1];
            if (next !== undefined) expect(beats(next.rank, claim.rank)).toBe(false);
          }
          expect(queue.waiting.length).toBeLessThanOrEqual(maxWaiting);
        }
      }),
    );
  });
});

describe('a behaviour that forgets to withdraw', () => {
  it('is found', () => {
    let standing: readonly FullClaim[] = [];
    expect(() => {
      for (let i = 0; i < 100; i += 1) standing = made(standing, full(`x.${i}`, 'idle'));
    }).toThrow('claims stand');
  });
});

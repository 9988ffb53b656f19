import { assert } from '../../hal/assert.ts';
import { ranks, type Claim, type Rank } from './claims.ts';

/*
 * Who has what. Screen and wheels: the strongest claim has it, the newest among equals; when it is withdrawn, the strongest of
 * those that still stand has it again. Voice: one claim at a time and each once; the strongest speaks first, the oldest among
 * equals; a stronger one cuts a weaker one off for good.
 */

export type ScreenClaim = Extract<Claim, { resource: 'screen' }>;
export type FullClaim = Extract<ScreenClaim, { shape: 'full' }>;
export type BannerClaim = Extract<ScreenClaim, { shape: 'banner' }>;
export type WaitingClaim = Extract<ScreenClaim, { shape: 'waiting' }>;
export type VoiceClaim = Extract<Claim, { resource: 'voice' }>;
export type WheelsClaim = Extract<Claim, { resource: 'wheels' }>;

/** A behaviour has a handful of claims; more than this means that somebody forgets to withdraw. */
const maxStanding = 32;
/** Words that would wait longer than this many others are stale before they are said. */
export const maxWaiting = 8;

/** 0 is the strongest. */
const place = (rank: Rank): number => ranks.indexOf(rank);

/** Whether `a` goes before `b`; false for equals. */
export const beats = (a: Rank, b: Rank): boolean => place(a) < place(b);

interface Ranked {
  readonly id: string;
  readonly rank: Rank;
}

/**
 * The standing claims with this one made. A claim that refreshes one of its id and rank keeps that one's turn: what a behaviour
 * shows may change without taking the screen from an equal that came later.
 */
export const made = <C extends Ranked>(standing: readonly C[], claim: C): readonly C[] => {
  const index = standing.findIndex((one) => one.id === claim.id);
  if (standing[index]?.rank === claim.rank) return standing.with(index, claim);
  const after = [...withdrawn(standing, claim.id), claim];
  assert(after.length <= maxStanding, `${after.length} claims stand, the last is ${claim.id}`);
  return after;
};

export const withdrawn = <C extends Ranked>(standing: readonly C[], id: string): readonly C[] =>
  standing.filter((one) => one.id !== id);

/** The strongest; the newest among equals; null when none stands. */
export const holderOf = <C extends Ranked>(standing: readonly C[]): C | null =>
  standing.reduce<C | null>((best, one) => (best !== null && beats(best.rank, one.rank) ? best : one), null);

/**
 * What the screen shows: the strongest full claim, over it the strongest banner unless the full claim is stronger yet, and the
 * line for those who wait unless the screen is not a visitor's at all.
 */
export const screenOf = (
  standing: readonly ScreenClaim[],
): { readonly full: FullClaim | null; readonly banner: BannerClaim | null; readonly waiting: WaitingClaim | null } => {
  const full = holderOf(standing.filter((claim) => claim.shape === 'full'));
  const banner = holderOf(standing.filter((claim) => claim.shape === 'banner'));
  const covered = full !== null && banner !== null && beats(full.rank, banner.rank);
  const waiting = holderOf(standing.filter((claim) => claim.shape === 'waiting'));
  const taken = full !== null && beats(full.rank, 'engaged-visitor');
  return { full, banner: covered ? null : banner, waiting: taken ? null : waiting };
};

/** What is being said, and what waits in the order in which it will be said. */
export interface VoiceQueue {
  readonly speaking: VoiceClaim | null;
  readonly waiting: readonly VoiceClaim[];
}
export interface VoiceStep {
  readonly queue: VoiceQueue;
  /** Claims that will not be said any more. */
  readonly ended: readonly { readonly id: string; readonly how: 'cut' | 'failed' }[];
}

export const quiet: VoiceQueue = { speaking: null, waiting: [] };

/** Behind all that are as strong, or (for one that had its turn already) before them. */
const queued = (waiting: readonly VoiceClaim[], claim: VoiceClaim, first: boolean): readonly VoiceClaim[] => {
  const index = waiting.findIndex((one) => beats(claim.rank, one.rank) || (first && one.rank === claim.rank));
  return index === -1 ? [...waiting, claim] : waiting.toSpliced(index, 0, claim);
};

const nextUp = (waiting: readonly VoiceClaim[]): VoiceQueue => ({
  speaking: waiting[0] ?? null,
  waiting: waiting.slice(1),
});

/** A claim on the voice. One with the id of a claim that stands takes its place: said anew if that was being said. */
export const claimVoice = ({ speaking, waiting }: VoiceQueue, claim: VoiceClaim): VoiceStep => {
  if (speaking?.id === claim.id) return { queue: nextUp(queued(waiting, claim, true)), ended: [] };
  const index = waiting.findIndex((one) => one.id === claim.id);
  const keepsTurn = waiting[index]?.rank === claim.rank;
  const after = keepsTurn ? waiting.with(index, claim) : queued(withdrawn(waiting, claim.id), claim, false);
  if (speaking === null) return { queue: nextUp(after), ended: [] };
  if (beats(claim.rank, speaking.rank)) return { queue: nextUp(after), ended: [{ id: speaking.id, how: 'cut' }] };
  return {
    queue: { speaking, waiting: after.slice(0, maxWaiting) },
    ended: after.slice(maxWaiting).map(({ id }) => ({ id, how: 'failed' })),
  };
};

export const withdrawVoice = ({ speaking, waiting }: VoiceQueue, id: string): VoiceQueue =>
  speaking?.id === id ? nextUp(waiting) : { speaking, waiting: withdrawn(waiting, id) };

/** The claim that was being said has ended; the next has its turn. */
export const finishVoice = ({ waiting }: VoiceQueue): VoiceQueue => nextUp(waiting);

import type { HallPicture } from '../../behaviours/hall/picture.ts';
import type { JsonObject } from '../../hal/json.ts';
import type { Epoch, Milliseconds } from '../../hal/units.ts';
import type { DeskWish } from './wishes.ts';

/**
 * What a finger does by accident, which the hall itself cannot tell from a quick clerk: `next` pressed twice would finish who was called a
 * moment ago and has not even stood up. Null: as good as meant.
 */
export const slipOfFinger = (
  picture: HallPicture,
  wish: DeskWish,
  wall: Epoch,
  guardMs: Milliseconds,
): JsonObject | null => {
  if (wish.name !== 'next' && wish.name !== 'finish') return null;
  const current = picture.counters.find(({ id }) => id === wish.counter)?.current ?? null;
  if (current === null || current.phase !== 'called' || current.calledWall === null) return null;
  const waitMs = guardMs - (wall - current.calledWall);
  return waitMs > 0 && waitMs <= guardMs ? { kind: 'just-called', number: current.number, waitMs } : null;
};

import { z } from 'zod';
import type { HeldStarts } from '../behaviours/hall/held.ts';
import type { JsonObject } from '../hal/json.ts';
import { fail, ok, type Result } from '../hal/result.ts';
import { payloadFault, type PayloadFault } from './payload.ts';
import { payloadLimit } from './topics.ts';

/*
 * `evt/visits-held`: what a device holds of every device's visit events, itself included:
 *
 *   { held: { "kiosk-2": { since: 0, starts: [{ epoch: 3, runs: [[1, 40], [42, 57]] }] } } }
 *
 * A device that is not named is one of which nothing is held. Of starts before `since` nothing is said: nobody sends them again.
 */

/** What one device says of another's events. */
export interface HeldOf {
  readonly since: number;
  readonly starts: HeldStarts;
}
export const nothingHeld: HeldOf = { since: 0, starts: new Map() };

/**
 * Newest starts of a device that are told of, and runs of each; less where the message would grow too long. When there are more runs, the gaps
 * between the oldest are given up. Many are told, since lines that are kept at once (`copying.ts`) come before those around them, and
 * whatever of these is lost leaves a gap of its own.
 */
const rooms = [
  { starts: 16, runs: 1024 },
  { starts: 16, runs: 256 },
  { starts: 16, runs: 64 },
  { starts: 8, runs: 32 },
  { starts: 4, runs: 16 },
  { starts: 2, runs: 8 },
  { starts: 1, runs: 8 },
] as const;
type Room = (typeof rooms)[number];
/** Room for the envelope around the data. */
const longest = payloadLimit - 1024;

const count = z.int().nonnegative();
const payload = z.strictObject({
  held: z.record(
    z.string().min(1).max(64),
    z.strictObject({
      since: count,
      starts: z
        .array(z.strictObject({ epoch: count, runs: z.array(z.tuple([count, count])).max(rooms[0].runs) }))
        .max(64),
    }),
  ),
});

const told = (starts: HeldStarts, room: Room): JsonObject => {
  const newest = [...starts].sort(([a], [b]) => a - b).slice(-room.starts);
  return {
    since: newest.length < starts.size ? (newest[0]?.[0] ?? 0) : 0,
    starts: newest.map(([epoch, runs]) => {
      const given = runs.slice(0, Math.max(1, runs.length - room.runs + 1));
      const joined = [given[0]?.from ?? 0, given.at(-1)?.to ?? 0];
      return { epoch, runs: [joined, ...runs.slice(given.length).map(({ from, to }) => [from, to])] };
    }),
  };
};

/** The message's data, short enough for every reader: of a site with very many devices or gaps less is told. */
export const writeHeld = (held: ReadonlyMap<string, HeldStarts>): JsonObject => {
  const devices = [...held].sort(([a], [b]) => (a < b ? -1 : 1));
  const written = (room: Room): JsonObject => ({
    held: Object.fromEntries(devices.map(([device, starts]) => [device, told(starts, room)])),
  });
  for (const room of rooms.slice(0, -1)) {
    const data = written(room);
    if (JSON.stringify(data).length <= longest) return data;
  }
  return written(rooms[6]);
};

export const parseHeld = (data: JsonObject): Result<ReadonlyMap<string, HeldOf>, PayloadFault> => {
  const parsed = payload.safeParse(data);
  if (!parsed.success)
    return fail(payloadFault(parsed.error, data, 'bring both devices to one version of the firmware'));
  return ok(
    new Map(
      Object.entries(parsed.data.held).map(([device, { since, starts }]) => [
        device,
        { since, starts: new Map(starts.map(({ epoch, runs }) => [epoch, runs.map(([from, to]) => ({ from, to }))])) },
      ]),
    ),
  );
};

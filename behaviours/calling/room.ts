import type { Milliseconds } from '../../hal/units.ts';
import type { Call } from './announcement.ts';
import type { CallKey, VoiceWord } from './events.ts';
import type { CallingSettings } from './settings.ts';

/*
 * One voice for a room. Its devices stand in a line; the first of them that has a voice announces. It says at once that it has a call
 * (`taken`). Whoever stands behind hears nothing of it for `patienceMs` and takes the call themself, well inside the ten seconds in
 * which it is to begin; from then on the silent one is passed over until it says something again. Devices that cannot hear each other
 * each announce what they hear of: then, and only then, two may speak in one room, and not of the same call for long.
 */

/** A device that has a call says so in less; over a broker in the house it takes some ten milliseconds. */
export const patienceMs: Milliseconds = 2_000;
/** Calls and words about them that are remembered, and for how long: a ticket that came back into line is called anew by the same key. */
const remembered = 100;
const rememberedMs: Milliseconds = 60_000;

/** What this device believes of the others of its room, and which calls it has heard of. */
export interface Room {
  /** Who has said nothing when it should have, or that it has no voice. */
  readonly mute: readonly string[];
  /** Whether this device's own voice works. */
  readonly able: boolean;
  /** Calls that another device has, by `keyOf`; newest last. */
  readonly taken: readonly { readonly key: string; readonly at: Milliseconds }[];
  /** Calls that came, newest last, and when. */
  readonly heard: readonly { readonly call: Call; readonly at: Milliseconds }[];
}

export const emptyRoom: Room = { mute: [], able: true, taken: [], heard: [] };

export const keyOf = ({ ticket, counter, call }: CallKey): string => `${ticket}#${counter}#${call}`;

/** Whether another device has said within the last minute that it has this call. */
const isTaken = ({ taken }: Room, call: CallKey, at: Milliseconds): boolean =>
  taken.some((one) => one.key === keyOf(call) && at - one.at < rememberedMs);

/** Those who speak before this device, nearest last; null: it does not speak in its room at all. */
function before({ room, device, aloud }: CallingSettings): readonly string[] | null {
  if (!aloud) return null;
  if (room === null) return [];
  const at = room.speakers.indexOf(device);
  return at === -1 ? null : room.speakers.slice(0, at);
}

/** What becomes of a call here. */
export type Duty =
  | { readonly kind: 'speaks' }
  /** Others are before: it is ours if none of them says within this that they have it. */
  | { readonly kind: 'stands-by'; readonly ms: Milliseconds }
  | { readonly kind: 'silent' };

export function dutyFor(call: Call, at: Milliseconds, settings: CallingSettings, room: Room): Duty {
  const others = before(settings);
  if (others === null || !room.able) return { kind: 'silent' };
  if (settings.room !== null && !settings.room.counters.includes(call.counter)) return { kind: 'silent' };
  if (isTaken(room, call, at)) return { kind: 'silent' };
  const able = others.filter((device) => !room.mute.includes(device));
  return able.length === 0 ? { kind: 'speaks' } : { kind: 'stands-by', ms: able.length * patienceMs };
}

/** The same call told again, or one of the same ticket so soon that it can only be the same. */
export const isEcho = (call: Call, at: Milliseconds, { recallGuardMs }: CallingSettings, room: Room): boolean =>
  room.heard.some(
    (one) =>
      one.call.ticket === call.ticket &&
      one.call.counter === call.counter &&
      at - one.at < (one.call.call === call.call ? rememberedMs : recallGuardMs),
  );

export const withCall = (room: Room, call: Call, at: Milliseconds): Room => ({
  ...room,
  heard: [...room.heard, { call, at }].slice(-remembered),
});

const without = (mute: readonly string[], device: string): readonly string[] => mute.filter((one) => one !== device);

/** Nobody before this device had the call in time: whoever was believed to have a voice has none. */
export const withSilence = (room: Room, settings: CallingSettings): Room => ({
  ...room,
  mute: [...new Set([...room.mute, ...(before(settings) ?? [])])],
});

/** What another device said. */
export function withWord(room: Room, by: string, word: VoiceWord, at: Milliseconds): Room {
  switch (word.kind) {
    case 'taken':
      return {
        ...room,
        mute: without(room.mute, by),
        taken: [...room.taken, { key: keyOf(word.call), at }].slice(-remembered),
      };
    case 'unheard': {
      const keys = word.calls.map(keyOf);
      return {
        ...room,
        mute: [...without(room.mute, by), by],
        taken: room.taken.filter(({ key }) => !keys.includes(key)),
      };
    }
    case 'able':
      return { ...room, mute: word.able ? without(room.mute, by) : [...without(room.mute, by), by] };
  }
}

/** Of the calls that another device could not say, those that this one knows of. */
export const heardOf = ({ heard }: Room, calls: readonly CallKey[]): readonly Call[] => {
  const keys = calls.map(keyOf);
  return heard.map(({ call }) => call).filter((call) => keys.includes(keyOf(call)));
};

import type { BookingSeen } from '../../../behaviours/hall/bookings-seen.ts';
import type { HallPicture, PictureCounter, PictureTicket } from '../../../behaviours/hall/picture.ts';
import type { StaffText } from '../../../config/languages/messages/wording.ts';
import type { Epoch, Milliseconds } from '../../../hal/units.ts';
import { padHome, type PadDesk, type PadState } from '../../desk/pad-state.ts';
import { padDeskOf } from '../../desk/pad-desk.ts';
import type { MediaTrouble } from '../../hall-media.ts';
import type { OpenHelp } from '../../desk/help-desk.ts';
import type { StaffAct, StaffRole } from '../../staff-roles.ts';
import { withDelta } from './delta.ts';
import type { CounterPageData, RoomNow, ToCounter } from './protocol.ts';
import { keptLanguage, type Language } from './text.ts';

/** The last thing that came of a key: kept until the next. */
export interface Notice {
  readonly tone: 'good' | 'bad' | 'busy';
  readonly text: StaffText;
  readonly at: Milliseconds;
}

/** Where the clerk sits: a counter, nowhere (a volunteer walks about), or not said yet. */
export type Seat =
  | { readonly at: 'counter'; readonly id: string }
  | { readonly at: 'none' }
  | { readonly at: 'unknown' };

export interface State {
  readonly data: CounterPageData;
  language: Language;
  role: StaffRole;
  may: ReadonlySet<StaffAct>;
  ready: boolean;
  picture: HallPicture | null;
  seq: number;
  helps: readonly OpenHelp[];
  troubles: readonly MediaTrouble[];
  /** By `performance.now()`; null: greetings are said. */
  mutedUntil: Milliseconds | null;
  bookings: readonly BookingSeen[];
  /** The booking whose cancelling is asked once more; null: none. */
  cancelling: string | null;
  seat: Seat;
  pad: PadState;
  notice: Notice | null;
  /** The hall's wall clock as it was last told, and when. */
  wall: Epoch;
  wallHeardAt: Milliseconds;
  leftMs: Milliseconds | null;
}

/** Of this computer: who sits at it sits at the same counter tomorrow. */
const keptSeat = 'letan.counter';

export const firstState = (data: CounterPageData): State => {
  const kept = localStorage.getItem(keptSeat);
  const known = data.desk.counters.some(({ id }) => id === kept);
  return {
    data,
    language: keptLanguage(),
    role: 'clerk',
    may: new Set(),
    ready: false,
    picture: null,
    seq: 0,
    helps: [],
    troubles: [],
    mutedUntil: null,
    bookings: [],
    cancelling: null,
    seat: kept === '' ? { at: 'none' } : known && kept !== null ? { at: 'counter', id: kept } : { at: 'unknown' },
    pad: padHome,
    notice: null,
    wall: 0,
    wallHeardAt: 0,
    leftMs: null,
  };
};

export const keepSeat = (seat: Seat): void => {
  if (seat.at === 'unknown') localStorage.removeItem(keptSeat);
  else localStorage.setItem(keptSeat, seat.at === 'counter' ? seat.id : '');
};

/** What the server said, into the state. False: something was missed, and the whole has to be asked for. */
export function take(state: State, message: ToCounter, now: Milliseconds): boolean {
  if ('wall' in message) {
    state.wall = message.wall;
    state.wallHeardAt = now;
  }
  switch (message.type) {
    case 'hello':
      state.role = message.role;
      state.may = new Set(message.may);
      state.helps = message.helps;
      state.bookings = message.bookings;
      takeRoom(state, message.room, now);
      state.seq = message.seq;
      state.picture = message.picture;
      state.ready = message.ready;
      return true;
    case 'picture':
      state.seq = message.seq;
      state.picture = message.picture;
      state.ready = message.ready;
      return true;
    case 'delta': {
      const next =
        state.picture === null || message.seq !== state.seq + 1 ? null : withDelta(state.picture, message.delta);
      if (next === null) return false;
      state.seq = message.seq;
      state.picture = next;
      return true;
    }
    case 'helps':
      state.helps = message.helps;
      return true;
    case 'room':
      takeRoom(state, message.room, now);
      return true;
    case 'bookings':
      state.bookings = message.bookings;
      return true;
    case 'beat':
      state.leftMs = message.leftMs;
      return true;
    case 'answer':
      return true;
  }
}

const takeRoom = (state: State, { mutedMs, troubles }: RoomNow, now: Milliseconds): void => {
  state.troubles = troubles;
  state.mutedUntil = mutedMs === null ? null : now + mutedMs;
};

/** The hall's wall clock now. */
export const wallNow = (state: State): Epoch => state.wall + (performance.now() - state.wallHeardAt);

export const ownCounter = ({ picture, seat }: State): PictureCounter | null =>
  seat.at === 'counter' ? (picture?.counters.find(({ id }) => id === seat.id) ?? null) : null;

/** Who sits nowhere still has to do with numbers, though with no counter. */
export const padDesk = ({ picture, seat, data, helps, mutedUntil }: State): PadDesk | null => {
  const muted = mutedUntil !== null;
  if (picture === null || seat.at === 'unknown') return null;
  if (seat.at === 'counter') return padDeskOf(data.desk, picture, helps, seat.id, muted);
  const some = padDeskOf(data.desk, picture, helps, picture.counters[0]?.id ?? '', muted);
  return some === null ? null : { ...some, counter: '' };
};

/** Whether somebody waits for what this counter does, or for this very counter. */
export const waitsFor = (ticket: PictureTicket, counter: PictureCounter): boolean =>
  ticket.phase === 'waiting' &&
  (ticket.to === null ? counter.services.includes(ticket.service) : ticket.to === counter.id);

export const waitingFor = (state: State): number => {
  const counter = ownCounter(state);
  if (counter === null) return 0;
  return state.picture?.tickets.filter((ticket) => waitsFor(ticket, counter)).length ?? 0;
};

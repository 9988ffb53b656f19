import type { BookingSeen } from '../../../behaviours/hall/bookings-seen.ts';
import type { HallPicture, PictureCounter, PictureTicket } from '../../../behaviours/hall/picture.ts';
import type { JsonObject } from '../../../hal/json.ts';
import type { Epoch, Milliseconds } from '../../../hal/units.ts';
import type { DeskSite } from '../../desk/pad-desk.ts';
import type { OpenHelp } from '../../desk/help-desk.ts';
import type { HelpWish } from '../../desk/pad-state.ts';
import type { MediaTrouble } from '../../hall-media.ts';
import type { DeskWish } from '../../desk/wishes.ts';
import type { StaffAct, StaffRole } from '../../staff-roles.ts';

/*
 * What the clerk's page and its server say to each other over one socket, as JSON. `now` is the server's monotonic clock: the page
 * counts from it, so that neither a wrong clock of the clerk's computer nor simulated time makes a wish look old.
 */

/** What the page is told at loading. Nothing of it is a secret: the page is loaded before anybody has signed in. */
export interface CounterPageData {
  readonly siteName: Readonly<Record<string, string>>;
  readonly device: string;
  readonly zoneOffsetMin: number;
  readonly services: readonly {
    readonly id: string;
    readonly series: string;
    readonly name: Readonly<Record<string, string>>;
  }[];
  readonly desk: DeskSite;
  /** Only in the simulator: the PINs that it uses. */
  readonly demoPins: Readonly<Partial<Record<StaffRole, string>>> | null;
  /** With what a technician sets a PIN on this device, but for `--role`; null: none can be set. */
  readonly setPin: string | null;
}

/** Only what differs; tickets and counters by their ids. */
export interface PictureDelta {
  readonly rest: Partial<Omit<HallPicture, 'tickets' | 'counters'>>;
  readonly counters: readonly PictureCounter[];
  readonly tickets: readonly PictureTicket[];
  /** All tickets in their order, when the list is not the same list as before. */
  readonly order: readonly string[] | null;
}

/** What staff should know of the hall besides its queue. */
export interface RoomNow {
  readonly troubles: readonly MediaTrouble[];
  /** How long greetings stay muted; null: they are said. */
  readonly mutedMs: Milliseconds | null;
}

/** Numbers each state of what is shown, so that a page knows when it has missed one. */
interface Numbered {
  readonly seq: number;
  /** The hall's wall clock when this was sent. */
  readonly wall: Epoch;
}

export type ToCounter =
  | (Numbered & {
      readonly type: 'hello';
      readonly boot: string;
      readonly now: Milliseconds;
      readonly role: StaffRole;
      readonly may: readonly StaffAct[];
      readonly ready: boolean;
      readonly picture: HallPicture | null;
      readonly helps: readonly OpenHelp[];
      readonly room: RoomNow;
      readonly bookings: readonly BookingSeen[];
    })
  | (Numbered & { readonly type: 'picture'; readonly picture: HallPicture | null; readonly ready: boolean })
  | (Numbered & { readonly type: 'delta'; readonly delta: PictureDelta })
  | { readonly type: 'helps'; readonly helps: readonly OpenHelp[] }
  | { readonly type: 'room'; readonly room: RoomNow }
  /** Today's bookings by their time, whenever one of them has changed. */
  | { readonly type: 'bookings'; readonly bookings: readonly BookingSeen[] }
  /** Every few seconds: the link lives. `leftMs`: how long the session lasts if nothing is done. */
  | { readonly type: 'beat'; readonly now: Milliseconds; readonly wall: Epoch; readonly leftMs: Milliseconds }
  | { readonly type: 'answer'; readonly id: string; readonly ok: true; readonly number: string }
  | { readonly type: 'answer'; readonly id: string; readonly ok: false; readonly refusal: JsonObject };

/** A wish is done once, whatever number of times it comes, and not any more after `wishLifeMs`. */
export type FromCounter =
  | {
      readonly do: 'wish';
      readonly id: string;
      /** The `boot` and the time by it at which the key was pressed. */
      readonly boot: string;
      readonly at: Milliseconds;
      readonly wish: DeskWish | HelpWish | StaffWish;
    }
  /** Something was missed. */
  | { readonly do: 'picture' }
  | { readonly do: 'ping' };

/** What only some roles do, and no number pad. */
export type StaffWish = { readonly name: 'assistance-done'; readonly requestId: string };

export const wishLifeMs: Milliseconds = 8_000;
/** Closed by the server with this: the session is over. */
export const sessionOverCode = 4401;

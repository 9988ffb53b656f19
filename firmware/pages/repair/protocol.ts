import type { JsonObject } from '../../../hal/json.ts';

/** A text in the two languages of the staff. */
export interface Both extends JsonObject {
  readonly vi: string;
  readonly en: string;
}

/** One thing that is wrong, with what a phone reads from the code beside it. */
export interface RepairFault extends JsonObject {
  readonly code: string;
  readonly serious: boolean;
  readonly needs: Both;
  readonly repair: Both;
  readonly qr: string;
}

/** One part that can be tried, or that tells what it hears. */
export interface RepairPart extends JsonObject {
  readonly name: string;
  readonly what: 'print' | 'sound' | 'light' | 'sign' | 'listen';
  readonly state: 'idle' | 'running' | 'done' | 'fault';
  /** What it told last, or why a try failed. */
  readonly said: Both | null;
}

/** Everything that the page shows. */
export interface RepairState extends JsonObject {
  readonly device: string;
  readonly site: string;
  readonly version: string;
  readonly at: string;
  /** The menu is open: somebody has shown that they may. */
  readonly open: boolean;
  readonly looking: boolean;
  readonly why: RepairFault;
  readonly faults: readonly RepairFault[];
  readonly parts: readonly RepairPart[];
  /** Minutes until the next attempt by itself; null: it waits for the technician. */
  readonly againMin: number | null;
  /** It goes on by itself once what is wrong was put right. */
  readonly watches: boolean;
  /** Why the stick that is plugged in opens nothing; null: none is, or it opens. */
  readonly notice: Both | null;
  /** The visitors' page is there again, at this other address; null: it comes back to this one. */
  readonly home: string | null;
  readonly logsAsked: boolean;
  readonly restarting: boolean;
}

/** What the page may ask for. */
export type RepairWish =
  | { readonly what: 'open'; readonly pin: string }
  | { readonly what: 'close' | 'look' | 'logs' | 'restart' }
  | { readonly what: 'try'; readonly name: string };

export const statePath = '/repair/state';
export const wishPath = '/repair/wish';
/** A page whose version begins so takes the glass at once, whatever stands on it. */
export const takesOver = 'repair-';

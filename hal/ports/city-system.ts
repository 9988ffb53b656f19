import type { Device, Unsubscribe } from '../device.ts';
import type { Result } from '../result.ts';

/** One message to the city. `id` is the same however often it is sent: whoever takes it twice takes it once. */
export interface CityMessage {
  readonly id: string;
  /** What it tells, as `ticket.called`; by it a receiver sorts. */
  readonly kind: string;
  /** One flat JSON object, UTF-8. Every value is text, a number, true, false or null. */
  readonly body: string;
}

/**
 * Something that the city handed over, whole and as it came. `name` is where it stood: a file, a topic, an address. `none`: there is
 * something, and it cannot be had.
 */
export type CityDocument =
  | { readonly name: string; readonly format: 'json' | 'csv'; readonly text: string }
  | { readonly name: string; readonly format: 'none'; readonly fault: CityFault };

export type CityFault =
  /** Nobody answers, or not in time: to be tried again. */
  | { readonly kind: 'offline'; readonly where: string; readonly reason: string }
  /** Somebody answers and lets us in nowhere: a person must mend a key, an address or a right. To be tried again. */
  | { readonly kind: 'not-permitted'; readonly where: string; readonly reason: string }
  /** This very message is not taken, whenever it is sent. */
  | { readonly kind: 'refused'; readonly where: string; readonly reason: string }
  /** This way to the city carries no such thing. */
  | { readonly kind: 'unsupported'; readonly where: string; readonly what: string };

/** The longest document that is handed on. */
export const longestDocument = 4 * 1024 * 1024;

/**
 * The way to the city's own system, whatever it is: a driver carries texts, and what they mean is `firmware/city`'s knowledge.
 *
 * - `send` resolves once the city's side has the message and would keep it over a power cut there, as far as its protocol can say
 *   so; else with the fault. A message that ended with `offline` may have arrived all the same.
 * - Messages that are sent one after another's answer arrive in that order. A driver keeps no queue of its own.
 * - `onDocument` tells each document once whenever its text has changed; of one that is longer than 4 MiB or no UTF-8 only that.
 * - `askDossier` resolves with the city's answer as a JSON object, with null where the city knows no such dossier, else with the
 *   fault; an abort ends the waiting with `offline`.
 * - Whoever opens it need not reach the city: `open` succeeds without it, or ends with `offline` and is tried again later.
 */
export interface CitySystem extends Device<CityFault> {
  send(message: CityMessage, signal: AbortSignal): Promise<Result<void, CityFault>>;
  onDocument(listener: (document: CityDocument) => void): Unsubscribe;
  askDossier(code: string, signal: AbortSignal): Promise<Result<string | null, CityFault>>;
}

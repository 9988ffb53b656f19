/** A text for staff in the two languages that they read. */
export type FoundText = { readonly vi: string; readonly en: string };

/** One thing of the machine that was looked at. `needs` and `repair` are empty where nothing is wrong, as is `key`. */
export type Found = {
  /** What was looked at: `power`, `disk`, `clock`. */
  readonly check: string;
  /** Of what it is, empty where the whole machine is meant. */
  readonly subject: string;
  /** `warning` serves today and should be seen to; `fault` keeps something from serving; `unknown`: the machine does not say. */
  readonly state: 'well' | 'warning' | 'fault' | 'unknown';
  readonly key: string;
  /** What was found, as the machine says it. */
  readonly value: string;
  readonly needs: FoundText;
  readonly repair: FoundText;
};

/**
 * Somebody who looks over the machine that this runs on.
 *
 * - `look` opens no device, changes nothing, and may be asked while visitors are served.
 * - It always comes to an end: what the machine does not say is `unknown`.
 */
export interface Checkup {
  look(): Promise<readonly Found[]>;
}

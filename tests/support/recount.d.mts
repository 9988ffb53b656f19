/** What a count of the cases gives; null where nothing was there to count. */
export interface Recounted {
  readonly recall: number | null;
  readonly precision: number | null;
  readonly passersGreeted: number | null;
  readonly lingerersGreeted: number | null;
  readonly medianAfterStopS: number | null;
  readonly n: number;
}
export declare const recount: (cases: string, encounters: string) => Recounted;

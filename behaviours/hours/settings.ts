/** Minutes of the local day, `from` < `to` ≤ 1440. */
export type Span = { readonly from: number; readonly to: number };

export interface HoursSettings {
  /** Offset of the site's zone from UTC in minutes (its zones have no daylight saving). */
  readonly zoneOffsetMin: number;
  /** By weekday, 0 = Sunday. */
  readonly opening: readonly (readonly Span[])[];
  readonly tickets: readonly (readonly Span[])[];
  /** Days off as `yyyy-mm-dd`, with their names by language. */
  readonly holidays: readonly { readonly date: string; readonly name: Readonly<Record<string, string>> }[];
  /** Days that override the week (a working Saturday, a bus stop). */
  readonly special: readonly {
    readonly date: string;
    readonly opening: readonly Span[];
    readonly tickets: readonly Span[];
  }[];
}

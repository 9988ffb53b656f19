/** How tiles may stand: in how many columns, how many at once, and where the pictogram is. */
export interface Arrangement {
  readonly columns: number;
  /** Fewer than there are: the last place leads to the rest. */
  readonly perPage: number;
  readonly icon: 'above' | 'beside';
  /** The first tile takes a row of its own. */
  readonly lead: boolean;
  /** The tiles may rise above what a hand in a wheelchair reaches, because there is no other room. */
  readonly high: boolean;
}

/**
 * The arrangements of `count` tiles, best first: all at once where they fit, with the pictogram where it reads best, then fewer at
 * once. Which one fits only the glass can say. `low` tiles stand under something more important.
 */
export function arrangements(
  count: number,
  orientation: 'portrait' | 'landscape',
  easy: boolean,
  low: boolean,
): Arrangement[] {
  const all = (columns: number, icon: Arrangement['icon'], lead = false): Arrangement => ({
    columns,
    perPage: count,
    icon,
    lead,
    high: false,
  });
  const whole: Arrangement[] = [];
  if (orientation === 'portrait') {
    if (count > 3 && !easy) whole.push(all(2, 'above'), all(2, 'beside'));
    whole.push(all(1, 'beside'));
    if (count === 3 && low) whole.push(all(2, 'beside', true));
    if (count > 3) whole.push(all(2, 'above'), all(2, 'beside'));
  } else {
    const wide = count <= 3 ? Math.max(1, count) : count === 4 ? 2 : 3;
    if (count > 2 && !low) whole.push(all(wide, 'above'));
    whole.push(all(wide, 'beside'), all(Math.max(1, Math.ceil(wide / 2)), 'beside'));
    if (count > 1) whole.push(all(2, 'beside'), all(1, 'beside'));
  }
  const high = whole.map((arrangement): Arrangement => ({ ...arrangement, high: true }));
  const fewer = [4, 3, 2]
    .filter((perPage) => perPage < count)
    .flatMap((perPage): Arrangement[] => [
      {
        columns: orientation === 'portrait' ? 1 : Math.ceil(perPage / 2),
        perPage,
        icon: 'beside',
        lead: false,
        high: true,
      },
      { columns: orientation === 'portrait' ? 1 : perPage, perPage, icon: 'above', lead: false, high: true },
      { columns: 2, perPage, icon: 'beside', lead: false, high: true },
    ]);
  return [...whole, ...high, ...fewer];
}

/**
 * How a grid sensor is mounted, where that is not upright: by how many quarters it is turned clockwise as it looks into the room, and
 * whether what it sees comes by a mirror (or the maker's drawing was read the other way round). Found out with a hand: held before the
 * device's upper left it must show in the upper left of the sensor's picture.
 */
export interface GridOrientation {
  readonly turnedDeg: 0 | 90 | 180 | 270;
  readonly mirrored: boolean;
}

export const upright: GridOrientation = { turnedDeg: 0, mirrored: false };

/** A square grid, row by row, as an upright sensor would have seen it. */
export const oriented = <T>(
  cells: readonly T[],
  side: number,
  { turnedDeg, mirrored }: GridOrientation,
): readonly T[] => {
  const last = side - 1;
  return cells.map((_, index) => {
    const row = Math.floor(index / side);
    const column = index % side;
    // Where the sensor has this cell: a sensor turned clockwise has the room's top at its left.
    const [fromRow, fromColumn] =
      turnedDeg === 0
        ? [row, column]
        : turnedDeg === 90
          ? [last - column, row]
          : turnedDeg === 180
            ? [last - row, last - column]
            : [column, last - row];
    const from = cells[fromRow * side + (mirrored ? last - fromColumn : fromColumn)];
    // Within the grid by its own arithmetic.
    return from as T;
  });
};

/*
 * Who is who in one frame, for all at once: the assignment of rows to columns of the greatest total gain (global nearest neighbour;
 * Blackman and Popoli: Design and Analysis of Modern Tracking Systems, Artech House 1999, §6.4). Shortest augmenting paths with
 * potentials (Jonker and Volgenant: A shortest augmenting path algorithm for dense and sparse linear assignment problems, Computing 38,
 * 1987; in the rectangular form of Crouse, IEEE Trans. Aerospace and Electronic Systems 52(4), 2016).
 */

/**
 * For each row the column it goes with, or null. `gain(row, column)` is what is won by the pair, null where it may not be; a pair that
 * wins nothing is never made. Each column goes with one row at most. The work is at most rows² × (rows + columns).
 */
export const assign = (
  rows: number,
  columns: number,
  gain: (row: number, column: number) => number | null,
): readonly (number | null)[] => {
  if (rows === 0) return [];
  // A row that goes with nobody takes a column of its own, at no cost: so a full matching always exists.
  const width = columns + rows;
  const cost = new Float64Array(rows * width).fill(Number.POSITIVE_INFINITY);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const won = gain(row, column);
      if (won !== null && won > 0) cost[row * width + column] = -won;
    }
    cost[row * width + columns + row] = 0;
  }
  const rowOf = new Int32Array(width).fill(-1);
  const columnOf = new Int32Array(rows).fill(-1);
  const rowPotential = new Float64Array(rows);
  const columnPotential = new Float64Array(width);
  const shortest = new Float64Array(width);
  const cameFrom = new Int32Array(width);
  const settled = new Uint8Array(width);
  const read = (array: Float64Array | Int32Array, index: number): number => array[index] ?? 0;

  for (let start = 0; start < rows; start += 1) {
    shortest.fill(Number.POSITIVE_INFINITY);
    settled.fill(0);
    let row = start;
    let distance = 0;
    let sink = -1;
    const visited: number[] = [];
    while (sink === -1) {
      visited.push(row);
      let nearest = -1;
      let nearestAt = Number.POSITIVE_INFINITY;
      for (let column = 0; column < width; column += 1) {
        if (settled[column] === 1) continue;
        const reduced =
          distance + read(cost, row * width + column) - read(rowPotential, row) - read(columnPotential, column);
        if (reduced < read(shortest, column)) {
          shortest[column] = reduced;
          cameFrom[column] = row;
        }
        // Of columns equally near the first is taken, so that the same frame gives the same answer.
        if (read(shortest, column) < nearestAt) {
          nearestAt = read(shortest, column);
          nearest = column;
        }
      }
      distance = nearestAt;
      settled[nearest] = 1;
      if (read(rowOf, nearest) === -1) sink = nearest;
      else row = read(rowOf, nearest);
    }
    for (const each of visited) {
      const column = read(columnOf, each);
      const slack = each === start ? distance : distance - read(shortest, column);
      rowPotential[each] = read(rowPotential, each) + slack;
    }
    for (let column = 0; column < width; column += 1)
      if (settled[column] === 1)
        columnPotential[column] = read(columnPotential, column) - (distance - read(shortest, column));
    for (let column = sink; ;) {
      const each = read(cameFrom, column);
      const before = read(columnOf, each);
      rowOf[column] = each;
      columnOf[each] = column;
      if (each === start) break;
      column = before;
    }
  }
  return Array.from(columnOf, (column) => (column < columns ? column : null));
};

/** A fixed random part of train, for measures that compare every point with every row of it. */
import { RandomStreams } from '../../base/random.ts';
import type { Points } from './measure.ts';

/** 5000 rows compare with one another in a fraction of a second. */
export const MOST_ROWS = 5000;

export function someRows(points: Points, most = MOST_ROWS): Points {
  const { rowCount, unitCount, data } = points;
  if (rowCount <= most) return points;
  const rows = new RandomStreams(0).of('domain').permutation(rowCount).subarray(0, most).sort();
  const kept = new Float64Array(most * unitCount);
  rows.forEach((row, i) => {
    kept.set(data.subarray(row * unitCount, (row + 1) * unitCount), i * unitCount);
  });
  return { rowCount: most, unitCount, data: kept };
}

/**
 * The share of `ascending` values at least as large, a new value counted among them: never 0, for many values a share
 * of chance. Sound whatever their distribution, as long as new values come from the same.
 */
export function shareAtLeast(ascending: Float64Array, value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return (ascending.length - low + 1) / (ascending.length + 1);
}

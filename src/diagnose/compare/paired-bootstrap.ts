/**
 * How far the mean of differences, row by row, would move had other rows of the same kind been held out: rows are drawn
 * anew, with replacement, and the middle 95 % of the means of such draws are the interval. It knows nothing of seeds.
 *
 * @see Efron and Tibshirani, "An introduction to the bootstrap" (1993), chapter 13
 */
import { RandomStreams } from '../../base/random.ts';
import { quantile } from '../../base/statistics.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export const CONFIDENCE = 0.95;
/** Draws of all rows: ends of the interval then move by a few percent of its width; fewer where rows are many. */
const MOST_DRAWS = 2000;
const FEWEST_DRAWS = 500;
const ROWS_DRAWN = 1e7;

/**
 * @param differences - lists of one number per row, over the same rows in the same order; drawn together
 * @returns an interval for the mean of each; always the same for the same numbers
 */
export function bootstrapMeans(differences: readonly Float64Array[]): Interval[] {
  const rowCount = differences[0]?.length ?? 0;
  if (rowCount === 0) return [];
  const draws = Math.min(MOST_DRAWS, Math.max(FEWEST_DRAWS, Math.floor(ROWS_DRAWN / rowCount)));
  const random = new RandomStreams(0).of('paired bootstrap');
  const means = differences.map(() => new Float64Array(draws));
  const times = new Float64Array(rowCount);
  for (let draw = 0; draw < draws; draw++) {
    times.fill(0);
    for (let i = 0; i < rowCount; i++) times[random.integer(rowCount)]!++;
    differences.forEach((values, k) => {
      let sum = 0;
      for (let i = 0; i < rowCount; i++) sum += times[i]! * values[i]!;
      means[k]![draw] = sum / rowCount;
    });
  }
  const tail = (1 - CONFIDENCE) / 2;
  return means.map((all) => ({ low: quantile(all, tail), high: quantile(all, 1 - tail) }));
}

export const holdsZero = ({ low, high }: Interval): boolean => low <= 0 && high >= 0;

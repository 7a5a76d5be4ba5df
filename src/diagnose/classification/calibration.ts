/** Do rows given a probability of 0.8 turn out right in four of five cases? */
import type { ReliabilityBin } from '../binary-metrics.ts';

export interface Calibration {
  /** Expected calibration error: distance between predicted and observed rate, averaged over rows. */
  readonly error: number;
  /** Largest distance of a bin. */
  readonly largestError: number;
  /** Bins that hold rows, by rising probability. */
  readonly bins: readonly ReliabilityBin[];
}

/**
 * Ten bins of equal width; a probability on an edge is in the upper bin, 1 in the last.
 *
 * @param probabilities - of one class or, of many classes, of the answer given
 * @param isOne - whether the row is of the class, or the answer right
 * @see Guo et al., arXiv:1706.04599
 */
export function calibration(probabilities: Float64Array, isOne: ArrayLike<boolean>, binCount = 10): Calibration {
  const sums = Array.from({ length: binCount }, () => ({ rows: 0, ones: 0, probability: 0 }));
  probabilities.forEach((probability, row) => {
    const sum = sums[Math.min(binCount - 1, Math.floor(probability * binCount))]!;
    sum.rows++;
    sum.probability += probability;
    if (isOne[row]) sum.ones++;
  });
  const bins = sums
    .filter(({ rows }) => rows > 0)
    .map(({ rows, ones, probability }) => ({
      entryCount: rows,
      predicted: probability / rows,
      observed: ones / rows,
    }));
  const errors = bins.map(({ observed, predicted }) => withoutRounding(Math.abs(observed - predicted)));
  return {
    error: bins.reduce((sum, { entryCount }, i) => sum + (entryCount / probabilities.length) * errors[i]!, 0),
    largestError: Math.max(0, ...errors),
    bins,
  };
}

/** Probabilities that agree but for the last bits of their sum have no error: 4e-16 in a table would look like one. */
const withoutRounding = (error: number): number => (error < 1e-12 ? 0 : error);

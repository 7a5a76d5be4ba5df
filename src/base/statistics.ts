/** Statistics of plain lists of numbers, in float64. Where simple-statistics has it, it is theirs. */
import * as simple from 'simple-statistics';

/** Mean, by a compensated sum. @throws RangeError when the list is empty */
export const mean = (values: ArrayLike<number>): number => simple.mean(asList(values));

/** Population variance: squared deviations from the mean, divided by their count. @throws RangeError when the list is empty */
export const variance = (values: ArrayLike<number>): number => simple.variance(asList(values));

/** Sample variance: divided by the count less one. @throws RangeError when there are fewer than two values */
export const sampleVariance = (values: ArrayLike<number>): number => simple.sampleVariance(asList(values));

/** The value below which a share of the list lies; the mean of two neighbours where it falls between them. @param share - 0 to 1 */
export const quantile = (values: ArrayLike<number>, share: number): number => simple.quantile(asList(values), share);

/** A mean and how far another draw of as many values may put it. */
export interface MeanInterval {
  readonly mean: number;
  /** Half the width of the interval; absent for a single value, which tells nothing of its spread. */
  readonly halfWidth?: number;
  readonly count: number;
}

/**
 * Mean and Student's interval: `mean +- t * s / sqrt(n)`, t with n - 1 degrees of freedom.
 *
 * @param confidence - share of such intervals that hold the true mean, 0 to 1
 * @param overlap - test rows over train rows where values come of folds: they share train rows, so `1 / n` becomes
 *   `1 / n + overlap` (Nadeau and Bengio, doi:10.1023/A:1024068626366)
 */
export function meanInterval(values: ArrayLike<number>, confidence = 0.95, overlap = 0): MeanInterval {
  const count = values.length;
  if (count < 2) return { mean: mean(values), count };
  const t = studentQuantile(0.5 + confidence / 2, count - 1);
  return { mean: mean(values), halfWidth: t * Math.sqrt(sampleVariance(values) * (1 / count + overlap)), count };
}

/**
 * The quantile of Student's t distribution.
 *
 * @param share - 0.5 up to, but not including, 1
 * @param freedom - degrees of freedom, a whole number from 1
 */
export function studentQuantile(share: number, freedom: number): number {
  const central = 2 * share - 1;
  // The angle whose tangent is t / sqrt(freedom) runs over a bounded range, so halving it always ends.
  let low = 0;
  let high = Math.PI / 2;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (studentCentralShare(middle, freedom) < central) low = middle;
    else high = middle;
  }
  return Math.sqrt(freedom) * Math.tan((low + high) / 2);
}

/** Probability of |T| < sqrt(freedom) * tan(angle): a finite sum for whole degrees of freedom (Abramowitz and Stegun 26.7.3-4). */
function studentCentralShare(angle: number, freedom: number): number {
  const cosineSquared = Math.cos(angle) ** 2;
  const isOdd = freedom % 2 === 1;
  let term = isOdd ? Math.cos(angle) : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k <= freedom - 2; k += 2) {
    term *= (cosineSquared * (k - 1)) / k;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
}

// simple-statistics only reads its lists, and typed arrays have every method it calls; its types name arrays alone.
const asList = (values: ArrayLike<number>): number[] => values as unknown as number[];

/** Distances that a covariance measures: in standard deviations along its own axes. */
import type { NotFitted, Points } from './measure.ts';

/** `[size, size]`, row after row; of the lower triangle. */
export interface CovarianceRoot {
  readonly size: number;
  readonly data: Float64Array;
}

/** Sums of products of deviations from the mean, `[units, units]`. @param rows - row numbers; by default all */
export function scatter(
  { unitCount, data, rowCount }: Points,
  units: readonly number[],
  mean: Float64Array,
  rows: ArrayLike<number> = Array.from({ length: rowCount }, (_, i) => i),
): Float64Array {
  const size = units.length;
  const sums = new Float64Array(size * size);
  const offset = new Float64Array(size);
  for (let r = 0; r < rows.length; r++) {
    for (let j = 0; j < size; j++) offset[j] = data[rows[r]! * unitCount + units[j]!]! - mean[j]!;
    for (let j = 0; j < size; j++) for (let k = 0; k <= j; k++) sums[j * size + k]! += offset[j]! * offset[k]!;
  }
  for (let j = 0; j < size; j++) for (let k = 0; k < j; k++) sums[k * size + j] = sums[j * size + k]!;
  return sums;
}

/** A pivot below this share of its unit's variance is rounding: what the unit adds to those before it is nothing. */
const SINGULAR = 1e-10;

/**
 * Cholesky's root of a covariance.
 *
 * @param units - positions of its rows in the latent; messages count them from 1, as reports do
 */
export function covarianceRoot(covariance: Float64Array, units: readonly number[]): CovarianceRoot | NotFitted {
  const size = units.length;
  const named = units.map((unit) => unit + 1);
  const data = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    for (let k = 0; k <= j; k++) {
      let rest = covariance[j * size + k]!;
      for (let i = 0; i < k; i++) rest -= data[j * size + i]! * data[k * size + i]!;
      if (k < j) data[j * size + k] = rest / data[k * size + k]!;
      else if (rest > SINGULAR * covariance[j * size + j]!) data[j * size + j] = Math.sqrt(rest);
      else {
        const before = j === 0 ? '' : `, or follows from ${j === 1 ? 'unit' : 'units'} ${named.slice(0, j).join(', ')}`;
        return { notFitted: `the covariance is singular: unit ${named[j]} does not vary${before}` };
      }
    }
  }
  return { size, data };
}

/** (z - mean)' covariance^-1 (z - mean). @param deviation - z - mean */
export function squaredMahalanobis({ size, data }: CovarianceRoot, deviation: Float64Array): number {
  const solved = new Float64Array(size);
  let sum = 0;
  for (let j = 0; j < size; j++) {
    let rest = deviation[j]!;
    for (let k = 0; k < j; k++) rest -= data[j * size + k]! * solved[k]!;
    solved[j] = rest / data[j * size + j]!;
    sum += solved[j]! ** 2;
  }
  return sum;
}

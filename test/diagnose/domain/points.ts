import type { Points } from '../../../src/diagnose/domain/measure.ts';

/** Rows of numbers as points. */
export const pointsOf = (rows: readonly (readonly number[])[]): Points => ({
  rowCount: rows.length,
  unitCount: rows[0]?.length ?? 0,
  data: Float64Array.from(rows.flat()),
});

/** Two clouds of six points. */
export const train = pointsOf([
  [0.5, -0.2],
  [1.1, 0.4],
  [0.3, 0.9],
  [-0.4, 0.1],
  [0.9, -0.8],
  [0.2, 0.3],
  [-1.6, 2.1],
  [-2.2, 1.4],
  [-1.9, 2.8],
  [-1.1, 1.7],
  [-2.4, 2.2],
  [-1.5, 1.2],
]);
export const classes = Int32Array.from([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);

/** In one cloud, between the two, far out, in the other. */
export const fresh = pointsOf([
  [0, 0],
  [-0.6, 0.8],
  [2.5, 2.5],
  [-2, 2],
]);

/** The train points with a unit between theirs that is the same for all, as a collapsed posterior has. */
export const withFlatUnit = (points: Points): Points =>
  pointsOf(Array.from({ length: points.rowCount }, (_, i) => [points.data[2 * i]!, 0.25, points.data[2 * i + 1]!]));

/** The fitted measure. */
export function fitted<M extends object>(measure: M | { readonly notFitted: string }): M {
  if ('notFitted' in measure) throw new Error(measure.notFitted);
  return measure;
}

/** Golden numbers agree to all but a digit or two of float64. */
export const close = (found: ArrayLike<number>, wanted: readonly number[]): boolean =>
  found.length === wanted.length &&
  wanted.every((value, i) => Math.abs(found[i]! - value) <= 1e-11 * Math.max(Math.abs(value), 1e-300));

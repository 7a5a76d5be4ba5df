/** Hidden columns as the train rows that are nearest in what is seen have them: of 0 / 1 columns those with most equal bits. */
import { bestOnValidation, columnRates, type HiddenColumns, type SeenAndHidden } from './hidden-columns.ts';
import type { Matrix } from './matrix-product.ts';
import { neighbours } from './nearest-neighbours.ts';

export interface ColumnNeighbours extends HiddenColumns {
  /** Chosen on validation. */
  readonly neighbourCount: number;
}

/** Numbers of neighbours that are tried; the first is taken where there are no validation rows. */
const COUNTS: readonly number[] = [25, 1, 3, 5, 9, 15, 50, 100];

/**
 * Probabilities are shares of neighbours, with the train rate of the column counted as one neighbour more, so that none is
 * 0 or 1. Distances are Euclidean, whose order on 0 / 1 columns is that of the number of bits that differ.
 */
export async function fitColumnNeighbours(train: SeenAndHidden, validation: SeenAndHidden): Promise<ColumnNeighbours> {
  const counts = COUNTS.filter((count) => count <= train.seen.rows);
  const candidates = counts.length === 0 ? [train.seen.rows] : counts;
  const rates = columnRates(train.hidden);
  const nearest = await neighbours(train.seen, validation.seen, Math.max(...candidates), false);
  const neighbourCount = await bestOnValidation(candidates, validation, (count) =>
    votes(train.hidden, rates, nearest, count),
  );
  return {
    neighbourCount,
    probabilities: async (seen) =>
      votes(train.hidden, rates, await neighbours(train.seen, seen, neighbourCount, false), neighbourCount),
  };
}

function votes({ columns, data }: Matrix, rates: Float64Array, nearest: readonly Int32Array[], count: number) {
  const all = new Float64Array(nearest.length * columns);
  nearest.forEach((found, row) => {
    const own = all.subarray(row * columns, (row + 1) * columns);
    own.set(rates);
    const members = found.subarray(0, count);
    for (const member of members) for (let j = 0; j < columns; j++) own[j]! += data[member * columns + j]!;
    for (let j = 0; j < columns; j++) own[j]! /= members.length + 1;
  });
  return all;
}

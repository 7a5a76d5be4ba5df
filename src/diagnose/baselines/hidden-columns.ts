/**
 * What the simple models that predict hidden columns from seen ones have in common. They are what a network that imputes
 * must beat: each is fitted on train, makes its one choice on validation, and answers with probabilities of a 1.
 */
import { rate } from './bernoulli-rates.ts';
import type { Matrix } from './matrix-product.ts';

/** The same rows twice: what a model is shown of them, and the 0 / 1 entries it is asked for. */
export interface SeenAndHidden {
  /** `[rows, seen]` */
  readonly seen: Matrix;
  /** `[rows, hidden]` zeros and ones, or shares between them */
  readonly hidden: Matrix;
}

export interface HiddenColumns {
  /** `[rows, hidden]` probability of a 1. @param seen - `[rows, seen]` */
  readonly probabilities: (seen: Matrix) => Promise<Float64Array>;
}

/** Rate of ones of each column, held half an event away from 0 and 1. @returns `[hidden]` */
export function columnRates({ rows, columns, data }: Matrix): Float64Array {
  const sums = new Float64Array(columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) sums[j]! += data[i * columns + j]!;
  return sums.map((events) => rate({ events, trials: rows }));
}

/** Cross-entropy, nats per row: summed over columns, averaged over rows. @param probabilities - `[rows, hidden]` */
export function hiddenNats({ rows, data }: Matrix, probabilities: Float64Array): number {
  let nats = 0;
  for (let i = 0; i < data.length; i++) {
    const target = data[i]!;
    // Where the target leaves no room a probability of 0 or 1 costs nothing.
    if (target > 0) nats -= target * Math.log(probabilities[i]!);
    if (target < 1) nats -= (1 - target) * Math.log1p(-probabilities[i]!);
  }
  return nats / rows;
}

/** The candidate with the lowest loss on validation; the first where there are no validation rows, and among equals. */
export async function bestOnValidation<T>(
  candidates: readonly T[],
  validation: SeenAndHidden,
  probabilitiesOf: (candidate: T) => Float64Array | Promise<Float64Array>,
): Promise<T> {
  let best: T = candidates[0] as T;
  if (validation.seen.rows === 0 || candidates.length === 1) return best;
  let lowest = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const nats = hiddenNats(validation.hidden, await probabilitiesOf(candidate));
    if (nats < lowest) [best, lowest] = [candidate, nats];
  }
  return best;
}

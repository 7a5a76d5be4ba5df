/** Trivial models of real-valued entries: the mean of the modality and the means of its columns. */
import type { Modality } from '../../data/dataset.ts';
import type { LikelihoodDescription } from '../evaluation.ts';
import { type ColumnSums, columnTotal, squaredDistance } from './column-sums.ts';

const LOG_TWO_PI = Math.log(2 * Math.PI);

/** A column whose variance is below this share of its modality's has no scale of its own. */
const SMALLEST_VARIANCE_SHARE = 1e-6;

/** Mean of a whole modality over the rows summed. */
export function modalityMean(sums: ColumnSums, { start, count }: Modality): number {
  let total = 0;
  for (let j = start; j < start + count; j++) total += columnTotal(sums, j);
  return total / (sums.rowCount * count);
}

export const columnMean = (sums: ColumnSums, j: number): number => columnTotal(sums, j) / sums.rowCount;

/** Squared error per entry of `target` when each column is predicted by a number. */
export function meanSquaredError(
  target: ColumnSums,
  { start, count }: Modality,
  prediction: (j: number) => number,
): number {
  let squares = 0;
  for (let j = start; j < start + count; j++) squares += squaredDistance(target, j, prediction(j));
  return squares / (target.rowCount * count);
}

/**
 * Nats per row of `target` under one Gaussian for the whole modality, fitted on `train`. A fixed variance is the
 * model's own; where the model learns its variance, the baseline fits one too.
 */
export function constantMeanNats(
  train: ColumnSums,
  target: ColumnSums,
  modality: Modality,
  likelihood: LikelihoodDescription,
): number {
  const mean = modalityMean(train, modality);
  const variance = givenVariance(likelihood) ?? modalityVariance(train, modality);
  let nats = 0;
  for (let j = modality.start; j < modality.start + modality.count; j++) nats += columnNats(target, j, mean, variance);
  return nats / target.rowCount;
}

/** Nats per row of `target` under one Gaussian per column, fitted on `train`. */
export function columnMeanNats(
  train: ColumnSums,
  target: ColumnSums,
  modality: Modality,
  likelihood: LikelihoodDescription,
): number {
  const whole = modalityVariance(train, modality);
  let nats = 0;
  for (let j = modality.start; j < modality.start + modality.count; j++) {
    const mean = columnMean(train, j);
    const own = squaredDistance(train, j, mean) / train.rowCount;
    // A column that is constant on train has no finite density of its own, so it takes the modality's scale.
    const fitted = own > SMALLEST_VARIANCE_SHARE * whole ? own : whole;
    nats += columnNats(target, j, mean, givenVariance(likelihood) ?? fitted);
  }
  return nats / target.rowCount;
}

const givenVariance = ({ variance, varianceIsLearned }: LikelihoodDescription): number | undefined =>
  varianceIsLearned === true ? undefined : (variance ?? 1);

/** Variance about the modality's mean; 1 where every train entry is the same and any scale would do. */
function modalityVariance(train: ColumnSums, modality: Modality): number {
  const mean = modalityMean(train, modality);
  return meanSquaredError(train, modality, () => mean) || 1;
}

const columnNats = (target: ColumnSums, j: number, mean: number, variance: number): number =>
  squaredDistance(target, j, mean) / (2 * variance) + (target.rowCount / 2) * (LOG_TWO_PI + Math.log(variance));

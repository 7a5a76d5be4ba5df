/** Sums over the rows of an epoch while it goes on, and the averages that come of them at its end. */
import type { TermAverages } from '../store/run-record.ts';
import { maskedAverages } from '../vae/masking/masked-averages.ts';
import type { StepTerms } from './step-reports.ts';

type Totals = Readonly<Record<string, number>>;

/** Plain JSON, part of a checkpoint. */
export interface RunningSums {
  readonly rows: number;
  readonly loss: number;
  readonly kl: number;
  readonly weightedKl: number;
  readonly perModality: Totals;
  /** Absent where every modality trains on its reconstruction. */
  readonly trainedPerModality?: Totals;
  /** What `maskedOutputs` names; absent where nothing is hidden. */
  readonly masked?: Totals;
}

export const EMPTY_SUMS: RunningSums = { rows: 0, loss: 0, kl: 0, weightedKl: 0, perModality: {} };

/**
 * @param rows - of the step
 * @param weightedKl - of the step, per row
 * @param masked - sums over the step's rows already
 */
export function plusStep(
  sums: RunningSums,
  { loss, kl, perModality, trainedPerModality: trained }: StepTerms,
  rows: number,
  weightedKl: number,
  masked: Totals | undefined,
): RunningSums {
  return {
    rows: sums.rows + rows,
    loss: sums.loss + rows * loss,
    kl: sums.kl + rows * kl,
    weightedKl: sums.weightedKl + rows * weightedKl,
    perModality: plus(sums.perModality, perModality, rows),
    ...(trained === undefined ? {} : { trainedPerModality: plus(sums.trainedPerModality, trained, rows) }),
    ...(masked === undefined ? {} : { masked: plus(sums.masked, masked, 1) }),
  };
}

const plus = (before: Totals = {}, values: Totals, weight: number): Totals =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, (before[name] ?? 0) + weight * value]));

/** @param batchSize - what means over a batch are multiplied by, where the objective sums over it; else 1 */
export function averagesOf({ rows, masked, ...sums }: RunningSums, batchSize: number): TermAverages {
  const perRow = (totals: Totals) =>
    Object.fromEntries(Object.entries(totals).map(([name, total]) => [name, total / rows]));
  const perModality = perRow(sums.perModality);
  const weightedKl = sums.weightedKl / rows;
  const reconstruction = Object.values(perModality).reduce((sum, value) => sum + value, 0);
  return {
    loss: sums.loss / rows,
    negativeElbo: reconstruction + sums.kl / rows,
    reconstruction,
    kl: sums.kl / rows,
    weightedKl,
    perModality,
    ...(sums.trainedPerModality === undefined ? {} : { trainedPerModality: perRow(sums.trainedPerModality) }),
    ...(masked === undefined
      ? {}
      : { masked: maskedAverages(masked, Object.keys(perModality), rows, batchSize, weightedKl) }),
  };
}

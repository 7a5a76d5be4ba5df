/**
 * An independent reader of dependence: ridge logistic regression of single columns on what the other modalities show.
 * It knows nothing of programs; were modalities dependent, it would beat the rate of the column.
 */
import { type Dataset, readRows } from '../../../src/data/dataset.ts';

export interface Skill {
  /** 1 - loss / baseline on the test rows; the baseline is each column's rate on the training rows. */
  readonly skill: number;
  readonly standardError: number;
}

/** Ridge penalties per training row; the largest leaves little but the intercept. */
const RIDGES = [0.003, 0.03, 0.3, 3, 300];

/**
 * Half of the rows are for fitting, a fifth for choosing each modality's penalty, the others for the skill.
 *
 * @param step - every so many columns of a modality are predicted
 */
export function logisticSkills(dataset: Dataset, step: number): Record<string, Skill> {
  const { rowCount, featureCount, modalities } = dataset;
  const train = Math.floor(0.5 * rowCount);
  const validation = Math.floor(0.7 * rowCount);
  const x = readRows(
    dataset,
    Array.from({ length: rowCount }, (_, row) => row),
  );
  return Object.fromEntries(
    modalities.map(({ name, start, count }) => {
      const design = regionCounts(dataset, x, name, train);
      const gains = RIDGES.map(() => new Float64Array(rowCount));
      const baseline = new Float64Array(rowCount);
      for (let column = start; column < start + count; column += step) {
        const y = Float64Array.from({ length: rowCount }, (_, row) => x[row * featureCount + column]!);
        const rate = (sum(y.subarray(0, train)) + 0.5) / (train + 1);
        RIDGES.forEach((ridge, r) => {
          const weights = fitColumn(design.slice(0, train), y, rate, ridge * train);
          for (let row = train; row < rowCount; row++) {
            const own = y[row] === 1 ? -Math.log(rate) : -Math.log(1 - rate);
            gains[r]![row]! += own - loss(dot(design[row]!, weights), y[row]!);
            if (r === 0) baseline[row]! += own;
          }
        });
      }
      const chosen = gains.reduce((best, gain) =>
        sum(gain.subarray(train, validation)) > sum(best.subarray(train, validation)) ? gain : best,
      );
      const tested = chosen.subarray(validation);
      const perRow = sum(baseline.subarray(validation)) / tested.length;
      const mean = sum(tested) / tested.length;
      const variance = sum(tested.map((gain) => (gain - mean) ** 2)) / (tested.length - 1);
      return [name, { skill: mean / perRow, standardError: Math.sqrt(variance / tested.length) / perRow }];
    }),
  );
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

/** Cross-entropy of a logit, in nats. */
const loss = (logit: number, y: number): number =>
  Math.log1p(Math.exp(-Math.abs(logit))) + Math.max(logit, 0) - y * logit;

/** Per row: 1, then log(1 + ones) in eight stretches of each other modality, standardized on the training rows. */
function regionCounts({ rowCount, featureCount, modalities }: Dataset, x: Float32Array, hidden: string, train: number) {
  const spans = modalities
    .filter(({ name }) => name !== hidden)
    .flatMap(({ start, count }) =>
      Array.from({ length: Math.min(8, count) }, (_, region, parts = Math.min(8, count)) => [
        start + Math.floor((region * count) / parts),
        start + Math.floor(((region + 1) * count) / parts),
      ]),
    );
  const rows = Array.from({ length: rowCount }, () => new Float64Array(spans.length + 1).fill(1));
  spans.forEach(([from, to], feature) => {
    const values = rows.map((_, row) => {
      let ones = 0;
      for (let j = from!; j < to!; j++) ones += x[row * featureCount + j]!;
      return Math.log1p(ones);
    });
    const mean = values.slice(0, train).reduce((sum, value) => sum + value, 0) / train;
    const variance = values.slice(0, train).reduce((sum, value) => sum + (value - mean) ** 2, 0) / train;
    values.forEach((value, row) => {
      rows[row]![feature + 1] = (value - mean) / Math.sqrt(variance + 1e-12);
    });
  });
  return rows;
}

/** Newton steps, halved until they help, on the ridge-penalized likelihood; the intercept is not penalized. */
function fitColumn(design: readonly Float64Array[], y: Float64Array, rate: number, ridge: number): Float64Array {
  const size = design[0]!.length;
  const penalized = (weights: Float64Array): number =>
    design.reduce((total, f, row) => total + loss(dot(f, weights), y[row]!), 0) +
    (ridge / 2) * sum(weights.subarray(1).map((w) => w * w));
  let weights = new Float64Array(size);
  weights[0] = Math.log(rate / (1 - rate));
  let value = penalized(weights);
  for (let iteration = 0; iteration < 20; iteration++) {
    const gradient = new Float64Array(size);
    const hessian = Array.from({ length: size }, () => new Float64Array(size));
    design.forEach((f, row) => {
      const p = 1 / (1 + Math.exp(-dot(f, weights)));
      for (let a = 0; a < size; a++) {
        gradient[a]! += (y[row]! - p) * f[a]!;
        const scaled = p * (1 - p) * f[a]!;
        for (let b = 0; b <= a; b++) hessian[a]![b]! += scaled * f[b]!;
      }
    });
    for (let a = 1; a < size; a++) {
      gradient[a]! -= ridge * weights[a]!;
      hessian[a]![a]! += ridge;
    }
    const step = solve(hessian, gradient);
    let scale = 1;
    let next = weights.map((w, a) => w + step[a]!);
    let nextValue = penalized(next);
    while (!(nextValue <= value) && scale > 1e-6) {
      scale /= 2;
      next = weights.map((w, a) => w + scale * step[a]!);
      nextValue = penalized(next);
    }
    const settled = !(value - nextValue > 1e-6 * value);
    [weights, value] = [next, nextValue];
    if (settled) break;
  }
  return weights;
}

/** Cholesky; only the lower triangle is read. */
function solve(lower: readonly Float64Array[], right: Float64Array): Float64Array {
  const size = right.length;
  for (let a = 0; a < size; a++) {
    for (let b = 0; b <= a; b++) {
      let rest = lower[a]![b]!;
      for (let k = 0; k < b; k++) rest -= lower[a]![k]! * lower[b]![k]!;
      lower[a]![b] = a === b ? Math.sqrt(rest) : rest / lower[b]![b]!;
    }
  }
  const x = right.slice();
  for (let a = 0; a < size; a++) {
    for (let k = 0; k < a; k++) x[a]! -= lower[a]![k]! * x[k]!;
    x[a]! /= lower[a]![a]!;
  }
  for (let a = size - 1; a >= 0; a--) {
    for (let k = a + 1; k < size; k++) x[a]! -= lower[k]![a]! * x[k]!;
    x[a]! /= lower[a]![a]!;
  }
  return x;
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}

/**
 * A logistic regression of every hidden column on all seen ones, with a penalty on squared weights:
 *
 *   loss_j = sum_rows cross-entropy( y_j, sigmoid( x w_j + b_j ) ) + penalty / 2 * |w_j|^2
 *
 * Columns are fitted one after the other in float64; entries of x that are 0 cost nothing, and most of sparse marks are.
 */
import { minimize } from '../../base/minimize.ts';
import { bestOnValidation, columnRates, type HiddenColumns, type SeenAndHidden } from './hidden-columns.ts';
import type { Matrix } from './matrix-product.ts';

export interface ColumnRegressions extends HiddenColumns {
  /** Chosen on validation. */
  readonly penalty: number;
  /** False where a fit was cut short. */
  readonly converged: boolean;
}

export interface ColumnRegressionOptions {
  /** Those tried; 1 is scikit-learn's C = 1. Intercepts go free. The first is taken where there are no validation rows. */
  readonly penalties?: readonly number[];
}

/** From the strongest: each fit begins where the one before ended, and strong ones are the quickest. */
const PENALTIES: readonly number[] = [100, 10, 1];
const MOST_STEPS = 300;
/** Of a slope of the loss averaged over rows: far below what a metric shows. */
const TOLERANCE = 1e-6;

/** Probabilities keep this far from 0 and 1, so that no loss is infinite. */
const LEAST = 1e-12;

/** @see Hastie, Tibshirani and Friedman, "The elements of statistical learning" (2009), section 4.4 */
export async function fitColumnRegressions(
  train: SeenAndHidden,
  validation: SeenAndHidden,
  { penalties = PENALTIES }: ColumnRegressionOptions = {},
): Promise<ColumnRegressions> {
  const rows = filledEntries(train.seen);
  const tried = validation.seen.rows === 0 ? penalties.slice(0, 1) : penalties;
  let weights = startingWeights(train);
  const fits: ColumnFits[] = [];
  for (const penalty of tried) {
    fits.push(await fitColumns(rows, train.hidden, penalty, weights));
    weights = fits.at(-1)!.weights;
  }
  const shown = filledEntries(validation.seen);
  const best = await bestOnValidation(fits, validation, (fit) => probabilitiesOf(shown, fit.weights));
  return {
    penalty: best.penalty,
    converged: best.converged,
    probabilities: async (seen) => probabilitiesOf(filledEntries(seen), best.weights),
  };
}

interface ColumnFits {
  readonly penalty: number;
  readonly converged: boolean;
  /** Per hidden column: a weight per seen column, then the intercept. */
  readonly weights: readonly Float64Array[];
}

/** The entries of rows that are not 0, row after row. */
interface FilledEntries {
  readonly rowCount: number;
  readonly columnCount: number;
  /** `[rows + 1]` where the entries of each row begin. */
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

function filledEntries({ rows, columns, data }: Matrix): FilledEntries {
  const count = data.reduce((sum, value) => sum + (value === 0 ? 0 : 1), 0);
  const entries = {
    rowCount: rows,
    columnCount: columns,
    starts: new Int32Array(rows + 1),
    columns: new Int32Array(count),
    values: new Float64Array(count),
  };
  let at = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const value = data[i * columns + j]!;
      if (value === 0) continue;
      entries.columns[at] = j;
      entries.values[at++] = value;
    }
    entries.starts[i + 1] = at;
  }
  return entries;
}

/** The rate of each column and nothing else. */
const startingWeights = ({ seen, hidden }: SeenAndHidden): readonly Float64Array[] =>
  Array.from(columnRates(hidden), (rate) => {
    const weights = new Float64Array(seen.columns + 1);
    weights[seen.columns] = Math.log(rate / (1 - rate));
    return weights;
  });

async function fitColumns(
  rows: FilledEntries,
  hidden: Matrix,
  penalty: number,
  starts: readonly Float64Array[],
): Promise<ColumnFits> {
  let converged = true;
  const weights: Float64Array[] = [];
  for (let column = 0; column < hidden.columns; column++) {
    const targets = Float64Array.from({ length: hidden.rows }, (_, i) => hidden.data[i * hidden.columns + column]!);
    // Its best intercept is infinite: the held rate stays.
    const isConstant = targets.every((target) => target === 0) || targets.every((target) => target === 1);
    const fit = isConstant ? undefined : await fitColumn(rows, targets, penalty, starts[column]!);
    weights.push(fit?.point ?? starts[column]!);
    converged &&= fit?.converged ?? true;
  }
  return { penalty, converged, weights };
}

function fitColumn(rows: FilledEntries, targets: Float64Array, penalty: number, start: Float64Array) {
  const { rowCount, columnCount, starts, columns, values } = rows;
  return minimize(
    (point, gradient) => {
      let sum = 0;
      let intercept = 0;
      for (let i = 0; i < rowCount; i++) {
        const logit = logitOf(rows, i, point);
        const target = targets[i]!;
        sum += Math.max(logit, 0) - logit * target + Math.log1p(Math.exp(-Math.abs(logit)));
        const residual = 1 / (1 + Math.exp(-logit)) - target;
        intercept += residual;
        for (let at = starts[i]!; at < starts[i + 1]!; at++) gradient[columns[at]!]! += values[at]! * residual;
      }
      let squares = 0;
      for (let j = 0; j < columnCount; j++) {
        squares += point[j]! ** 2;
        gradient[j] = (gradient[j]! + penalty * point[j]!) / rowCount;
      }
      gradient[columnCount] = intercept / rowCount;
      return (sum + (penalty / 2) * squares) / rowCount;
    },
    start,
    { mostSteps: MOST_STEPS, tolerance: TOLERANCE },
  );
}

function logitOf({ starts, columns, values, columnCount }: FilledEntries, row: number, weights: Float64Array): number {
  let logit = weights[columnCount]!;
  const end = starts[row + 1]!;
  for (let at = starts[row]!; at < end; at++) logit += values[at]! * weights[columns[at]!]!;
  return logit;
}

function probabilitiesOf(rows: FilledEntries, weights: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(rows.rowCount * weights.length);
  weights.forEach((own, column) => {
    for (let i = 0; i < rows.rowCount; i++) {
      const probability = 1 / (1 + Math.exp(-logitOf(rows, i, own)));
      all[i * weights.length + column] = Math.min(Math.max(probability, LEAST), 1 - LEAST);
    }
  });
  return all;
}

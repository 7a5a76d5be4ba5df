/** Signs that the answer, or the test rows, may be in what trains. Each is a suspicion with its reason, not a proof. */

import type { ColumnSummary } from './column-summary.ts';
import { type Dataset, type Labels, SPLIT_NAMES, type Split } from './dataset.ts';
import { eachRow } from './each-row.ts';

export interface Leaks {
  /** Columns whose ranges do not overlap between classes: one look at them gives the label. */
  readonly columnsThatGiveTheLabel: readonly string[];
  /** Columns of whole numbers, each row its own: more likely row numbers or ids than measurements. */
  readonly columnsLikeIds: readonly string[];
  /** Validation or test rows that also stand among the train rows, value for value; rows with hardly an entry are left out. */
  readonly rowsAlsoInTrain?: { readonly validation: number; readonly test: number };
}

/** Below this many rows, columns of distinct whole numbers are common. */
const MIN_ROWS_FOR_IDS = 20;
const MAX_CLASSES = 64;
/** Probability allowed that chance alone separates the classes in some column. */
const CHANCE = 0.01;

/** Sparse rows with fewer non-zero values than this coincide by chance, and equal ones say nothing. */
const FEWEST_ENTRIES = 8;

export interface RowTraits {
  /** Equal where rows are equal. */
  readonly digest: string;
  readonly nonZeroCount: number;
}

/** @param rows - one per row of the dataset */
export function findLeaks(dataset: Dataset, columns: ColumnSummary, rows: readonly RowTraits[], split?: Split): Leaks {
  return {
    columnsThatGiveTheLabel: dataset.labels === undefined ? [] : columnsThatGive(dataset, dataset.labels),
    columnsLikeIds: columnsLikeIds(dataset, columns),
    ...(split === undefined
      ? {}
      : { rowsAlsoInTrain: rowsAlsoInTrain(rows, split, Math.min(FEWEST_ENTRIES, dataset.featureCount)) }),
  };
}

function columnsThatGive(dataset: Dataset, labels: Labels): string[] {
  const { featureCount } = dataset;
  const sizes = new Array<number>(labels.classes.length).fill(0);
  for (const label of labels.values) if (label >= 0) sizes[label]!++;
  const used = sizes.filter((size) => size > 0);
  if (used.length < 2 || used.length > MAX_CLASSES || chanceOfOrder(used) * featureCount > CHANCE) return [];
  const low = sizes.map(() => new Float32Array(featureCount).fill(Number.POSITIVE_INFINITY));
  const high = sizes.map(() => new Float32Array(featureCount).fill(Number.NEGATIVE_INFINITY));
  eachRow(dataset, (row, index) => {
    const label = labels.values[index]!;
    if (label < 0) return;
    const [lows, highs] = [low[label]!, high[label]!];
    for (let j = 0; j < featureCount; j++) {
      const value = row[j]!;
      if (value < lows[j]!) lows[j] = value;
      if (value > highs[j]!) highs[j] = value;
    }
  });
  return dataset.columns.filter((_, j) => {
    const ranges = sizes.flatMap((size, label) => (size === 0 ? [] : [[low[label]![j]!, high[label]![j]!] as const]));
    ranges.sort((a, b) => a[0] - b[0]);
    return ranges.every(([start], i) => i === 0 || start > ranges[i - 1]![1]);
  });
}

/** Probability that rows in random order come out class after class: classes! * prod(size!) / rows!. */
function chanceOfOrder(sizes: readonly number[]): number {
  const rows = sizes.reduce((sum, size) => sum + size, 0);
  const log =
    logFactorial(sizes.length) + sizes.reduce((sum, size) => sum + logFactorial(size), 0) - logFactorial(rows);
  return Math.exp(log);
}

function logFactorial(n: number): number {
  let sum = 0;
  for (let i = 2; i <= n; i++) sum += Math.log(i);
  return sum;
}

function columnsLikeIds(dataset: Dataset, { min, max, isInteger }: ColumnSummary): string[] {
  const { rowCount, columns } = dataset;
  if (rowCount < MIN_ROWS_FOR_IDS || dataset.values.kind === 'bits') return [];
  // Distinct whole numbers need a range at least as wide as there are rows: few columns pass, and only they are held.
  const suspects = [...columns.keys()].filter((j) => isInteger[j] === 1 && max[j]! - min[j]! >= rowCount - 1);
  const distinct = new Map(suspects.map((j) => [j, new Set<number>()]));
  eachRow(dataset, (row) => {
    for (const [j, seen] of distinct) {
      seen.add(row[j]!);
    }
  });
  return suspects.filter((j) => distinct.get(j)!.size === rowCount).map((j) => columns[j]!);
}

function rowsAlsoInTrain(
  rows: readonly RowTraits[],
  split: Split,
  fewest: number,
): { validation: number; test: number } {
  const inTrain = new Set(Array.from(split.train, (row) => rows[row]!.digest));
  const [, validation, test] = SPLIT_NAMES.map(
    (name) => split[name].filter((row) => rows[row]!.nonZeroCount >= fewest && inTrain.has(rows[row]!.digest)).length,
  );
  return { validation: validation!, test: test! };
}

/**
 * Rows beside their reconstructions: how the values of both are distributed, and the rows that come back best and worst.
 * Plain data, small enough to keep: what a report draws, without the data and without the model.
 */
import { quantile } from '../base/statistics.ts';
import type { Modality, SplitName } from '../data/dataset.ts';

/** Two histograms over the same bins. */
export interface ReviewedValues {
  readonly kind: 'bits' | 'values';
  /** Range of the bins, all of one width, in the data's own units. */
  readonly range: readonly [number, number];
  /** Counts by bin. Bits: probabilities predicted for zeros. Otherwise: the data's values. */
  readonly first: readonly number[];
  /** Bits: probabilities predicted for ones. Otherwise: predicted values. */
  readonly second: readonly number[];
  /** Share of ones; bits only. */
  readonly rate?: number;
  /** Ones of a row and the sum of its probabilities, of rows spread over those looked at; bits of more than one column. */
  readonly rowCounts?: { readonly truth: readonly number[]; readonly predicted: readonly number[] };
}

export interface ReviewedRow {
  /** Counted from 0 in the dataset. */
  readonly row: number;
  readonly id?: string;
  readonly label?: string;
  /** Nats, from the posterior mean. */
  readonly reconstruction: number;
  /** `[cells]` */
  readonly truth: readonly number[];
  readonly predicted: readonly number[];
}

export interface ReviewedColumn {
  readonly name: string;
  /** Over the rows looked at. */
  readonly mean: number;
  readonly deviation: number;
  readonly values: ReviewedValues;
}

export interface RowReview {
  readonly split: SplitName;
  /** Rows looked at, and all of the split. */
  readonly rowCount: number;
  readonly splitRowCount: number;
  /** `[height, width, channels]` where rows are images. */
  readonly imageShape?: readonly [number, number, number];
  /** Cells of a kept row by modality; a cell is the mean of `columnsPerCell` columns. */
  readonly cells: readonly (Modality & {
    readonly columnsPerCell: number;
    readonly range: readonly [number, number];
  })[];
  /** Modality to its values. */
  readonly values: Readonly<Record<string, ReviewedValues>>;
  /** Best first; of equal rows one. */
  readonly best: readonly ReviewedRow[];
  /** Worst first. */
  readonly worst: readonly ReviewedRow[];
  /** `[rows][cells]` a few rows spread over those looked at. */
  readonly some: readonly (readonly number[])[];
  /** Of a table of few columns, each with units of its own. */
  readonly columns?: readonly ReviewedColumn[];
}

export interface RowsToReview {
  readonly modalities: readonly Modality[];
  readonly featureCount: number;
  /** Numbers of the rows in the dataset. */
  readonly rows: ArrayLike<number>;
  /** `[rows, features]` in the data's own units */
  readonly truth: Float32Array;
  /** `[rows, features]` probabilities, or means in the data's own units */
  readonly predicted: Float32Array;
  /** `[rows]` nats */
  readonly reconstruction: ArrayLike<number>;
  /** Modalities whose entries are probabilities of 1. */
  readonly bernoulli: readonly string[];
  readonly columns: readonly string[];
  /** Name and label of a row, by its number in the dataset. */
  readonly describe?: (row: number) => { readonly id?: string; readonly label?: string };
  readonly imageShape?: readonly [number, number, number];
}

const KEPT_ROWS = 5;
const SOME_ROWS = 12;
/** Bins of a histogram, fewer where few values would leave most of them empty. */
const BINS_UP_TO = 50;
const FEWEST_BINS = 12;
const binCountOf = (count: number): number =>
  Math.max(FEWEST_BINS, Math.min(BINS_UP_TO, Math.round(3 * Math.cbrt(count))));
const COUNTED_ROWS = 200;
/** Cells of a modality in a kept row, at most; images are kept whole up to a size that reports can show. */
const CELLS_UP_TO = 400;
const PIXELS_UP_TO = 16_384;
/** Tables of so few columns are drawn column by column. */
export const FEW_COLUMNS = 40;
/** Share of values at either end that a histogram leaves to its last bins. */
const TAIL = 0.001;
const QUANTILE_VALUES = 20_000;

type Review = Pick<RowReview, 'rowCount' | 'imageShape' | 'cells' | 'values' | 'best' | 'worst' | 'some' | 'columns'>;

export function reviewRows(given: RowsToReview): Review {
  const { modalities, featureCount, rows, reconstruction, truth } = given;
  const rowCount = rows.length;
  const imageShape = featureCount <= PIXELS_UP_TO ? given.imageShape : undefined;
  const values = Object.fromEntries(modalities.map((modality) => [modality.name, reviewValues(given, modality)]));
  const cells = cellsOf(modalities, imageShape !== undefined, values);
  const kept = (block: Float32Array, index: number) =>
    pooled(block.subarray(index * featureCount, (index + 1) * featureCount), modalities, cells);
  const order = Array.from({ length: rowCount }, (_, index) => index)
    .filter((index) => Number.isFinite(reconstruction[index]!))
    .sort((a, b) => reconstruction[a]! - reconstruction[b]!);
  const describeRow = (index: number): ReviewedRow => ({
    row: rows[index]!,
    ...given.describe?.(rows[index]!),
    reconstruction: rounded(reconstruction[index]!),
    truth: kept(truth, index),
    predicted: kept(given.predicted, index),
  });
  const half = Math.floor(order.length / 2);
  return {
    rowCount,
    ...(imageShape === undefined ? {} : { imageShape }),
    cells,
    values,
    // Of few rows none is both among the best and among the worst.
    best: firstUnlike(order.slice(0, half), describeRow),
    worst: firstUnlike(order.slice(order.length - half).reverse(), describeRow),
    some: spread(rowCount, SOME_ROWS).map((index) => kept(truth, index)),
    ...(featureCount <= FEW_COLUMNS ? { columns: describeColumns(given) } : {}),
  };
}

/** Equal rows come back alike: they are kept once. */
function firstUnlike(order: readonly number[], describeRow: (index: number) => ReviewedRow): ReviewedRow[] {
  const kept: ReviewedRow[] = [];
  for (const index of order) {
    if (kept.length === KEPT_ROWS) break;
    const row = describeRow(index);
    if (!kept.some(({ truth }) => truth.every((value, cell) => value === row.truth[cell]))) kept.push(row);
  }
  return kept;
}

/** Places spread evenly over so many, `most` at most. */
const spread = (count: number, most: number): number[] =>
  Array.from({ length: Math.min(count, most) }, (_, k) => Math.floor((k * count) / Math.min(count, most)));

const rounded = (value: number): number => Number(value.toPrecision(6));

/** Entries of one modality, row after row, with what stands in their place in another block of the same shape. */
function eachEntry(
  [block, other]: readonly [Float32Array, Float32Array],
  featureCount: number,
  { start, count }: Modality,
  visit: (value: number, beside: number) => void,
): void {
  for (let row = 0; row < block.length; row += featureCount) {
    for (let i = row + start; i < row + start + count; i++) visit(block[i]!, other[i]!);
  }
}

function reviewValues(given: RowsToReview, modality: Modality): ReviewedValues {
  const { truth, predicted, featureCount, bernoulli } = given;
  const areBits = bernoulli.includes(modality.name) && allBits(truth, featureCount, modality);
  const range = areBits ? ([0, 1] as const) : commonRange(given, modality);
  const binCount = binCountOf(given.rows.length * modality.count);
  const first = new Array<number>(binCount).fill(0);
  const second = new Array<number>(binCount).fill(0);
  const count = (bins: number[], value: number): void => {
    if (!Number.isFinite(value)) return;
    const bin = Math.floor((binCount * (value - range[0])) / (range[1] - range[0]));
    bins[Math.max(0, Math.min(binCount - 1, bin))]!++;
  };
  eachEntry([truth, predicted], featureCount, modality, (value, answer) => {
    if (areBits) count(value === 1 ? second : first, answer);
    else {
      count(first, value);
      count(second, answer);
    }
  });
  if (!areBits) return { kind: 'values', range, first, second };
  const ones = second.reduce((sum, n) => sum + n, 0);
  const rate = ones / Math.max(1, ones + first.reduce((sum, n) => sum + n, 0));
  return {
    kind: 'bits',
    range,
    first,
    second,
    rate,
    ...(modality.count > 1 ? { rowCounts: rowCounts(given, modality) } : {}),
  };
}

function allBits(truth: Float32Array, featureCount: number, modality: Modality): boolean {
  let others = 0;
  eachEntry([truth, truth], featureCount, modality, (value) => {
    if (value !== 0 && value !== 1) others++;
  });
  return others === 0;
}

/** Holds nearly all values of the data and of the predictions: one wild value must not squeeze all others into a bar. */
function commonRange({ truth, predicted, featureCount }: RowsToReview, modality: Modality): readonly [number, number] {
  const every = Math.max(1, Math.floor(((truth.length / featureCount) * modality.count) / QUANTILE_VALUES));
  const some: number[] = [];
  let index = 0;
  eachEntry([truth, predicted], featureCount, modality, (value, answer) => {
    if (index++ % every === 0) some.push(...[value, answer].filter(Number.isFinite));
  });
  if (some.length === 0) return [0, 1];
  const [low, high] = [quantile(some, TAIL), quantile(some, 1 - TAIL)];
  return high > low ? [low, high] : [low - 0.5, low + 0.5];
}

function rowCounts({ truth, predicted, featureCount }: RowsToReview, { start, count }: Modality) {
  const sum = (block: Float32Array, row: number): number =>
    rounded(block.subarray(row * featureCount + start, row * featureCount + start + count).reduce((a, b) => a + b, 0));
  const rows = spread(truth.length / featureCount, COUNTED_ROWS);
  return { truth: rows.map((row) => sum(truth, row)), predicted: rows.map((row) => sum(predicted, row)) };
}

/** As many columns to a cell as keep a row short; an image keeps every pixel. */
function cellsOf(
  modalities: readonly Modality[],
  isImage: boolean,
  values: Readonly<Record<string, ReviewedValues>>,
): RowReview['cells'] {
  let start = 0;
  return modalities.map(({ name, count: columnCount }) => {
    const columnsPerCell = isImage ? 1 : Math.ceil(columnCount / CELLS_UP_TO);
    const count = Math.ceil(columnCount / columnsPerCell);
    start += count;
    return { name, start: start - count, count, columnsPerCell, range: values[name]!.range };
  });
}

/**
 * A row with as many columns to a cell as its modality says.
 *
 * @param row - `[features]`
 * @returns `[cells]`
 */
export function pooled(row: Float32Array, modalities: readonly Modality[], cells: RowReview['cells']): number[] {
  return modalities.flatMap(({ start, count }, index) => {
    const { columnsPerCell, count: cellCount } = cells[index]!;
    return Array.from({ length: cellCount }, (_, cell) => {
      const part = row.subarray(
        start + cell * columnsPerCell,
        Math.min(start + count, start + (cell + 1) * columnsPerCell),
      );
      return rounded(part.reduce((sum, value) => sum + value, 0) / part.length);
    });
  });
}

function describeColumns(given: RowsToReview): ReviewedColumn[] {
  const { truth, columns, rows, modalities, bernoulli } = given;
  return columns.map((name, j) => {
    let [sum, squares] = [0, 0];
    for (let i = j; i < truth.length; i += columns.length) sum += truth[i]!;
    const mean = sum / rows.length;
    for (let i = j; i < truth.length; i += columns.length) squares += (truth[i]! - mean) ** 2;
    const { name: modality } = modalities.find(({ start, count }) => j >= start && j < start + count)!;
    const alone = { ...given, bernoulli: bernoulli.includes(modality) ? [name] : [] };
    const values = reviewValues(alone, { name, start: j, count: 1 });
    return { name, mean, deviation: Math.sqrt(squares / rows.length), values };
  });
}

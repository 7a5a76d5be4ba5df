/**
 * Rows beside their reconstructions: how the values of both are distributed, and the rows that come back best and worst.
 * Plain data, small enough to keep: what a report draws, without the data and without the model.
 */
import type { Modality, SplitName } from '../data/dataset.ts';
import { type BlocksToReview, type ReviewedValues, reviewValues, rounded, spreadPlaces } from './reviewed-values.ts';

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

export interface RowsToReview extends BlocksToReview {
  readonly modalities: readonly Modality[];
  /** Numbers of the rows in the dataset. */
  readonly rows: ArrayLike<number>;
  /** `[rows]` nats */
  readonly reconstruction: ArrayLike<number>;
  readonly columns: readonly string[];
  /** Name and label of a row, by its number in the dataset. */
  readonly describe?: (row: number) => { readonly id?: string; readonly label?: string };
  readonly imageShape?: readonly [number, number, number];
}

const KEPT_ROWS = 5;
const SOME_ROWS = 12;
/** Cells of a modality in a kept row, at most; images are kept whole up to a size that reports can show. */
const CELLS_UP_TO = 400;
const PIXELS_UP_TO = 16_384;
/** Tables of so few columns are drawn column by column. */
export const FEW_COLUMNS = 40;
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
    some: spreadPlaces(rowCount, SOME_ROWS).map((index) => kept(truth, index)),
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

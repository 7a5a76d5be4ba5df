/** What a person should know of a dataset before training on it. Plain data; `format-description.ts` puts it in words. */
import { createHash } from 'node:crypto';
import { ColumnSummary } from './column-summary.ts';
import { type Dataset, type Modality, SPLIT_NAMES, type Split, type SplitName } from './dataset.ts';
import { eachRow } from './each-row.ts';
import { findLeaks, type Leaks, type RowTraits } from './leakage.ts';

export interface ModalityDescription {
  readonly name: string;
  readonly columnCount: number;
  readonly isBinary: boolean;
  /** Share of entries that are not 0. */
  readonly density: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Population standard deviation over all entries. */
  readonly deviation: number;
  /** 0 / 1 modalities of more than one column only. */
  readonly onesPerRow?: OnesPerRow;
}

/** How many ones a row has. */
export interface OnesPerRow {
  readonly mean: number;
  /** Square root of the mean square. */
  readonly rms: number;
  /** At 0, 5, 25, 50, 75, 95 and 100 %. */
  readonly quantiles: readonly number[];
}

export interface DatasetDescription {
  readonly name: string;
  readonly rowCount: number;
  readonly featureCount: number;
  readonly rowShape: readonly number[];
  readonly storage: 'bits' | 'bytes' | 'float32';
  readonly sizeBytes: number;
  readonly modalities: readonly ModalityDescription[];
  readonly labels?: {
    readonly name: string;
    readonly counts: Readonly<Record<string, number>>;
    readonly missingCount: number;
  };
  readonly missing: { readonly count: number; readonly rowCount: number; readonly columns: readonly string[] };
  /** Names of columns with one value; those that are constant on train, where there is a split. */
  readonly constantColumns: readonly string[];
  readonly constantOnTrain?: readonly string[];
  /** Rows equal to an earlier row. */
  readonly duplicateRowCount: number;
  /** Rows of the part and, with labels, how many of each class. */
  readonly split?: Readonly<
    Record<SplitName, { readonly rowCount: number; readonly counts?: Readonly<Record<string, number>> }>
  > & { readonly unusedCount: number };
  readonly leaks: Leaks;
  readonly notices: readonly string[];
}

/** @param split - adds what concerns its parts: constant columns on train, balance, rows that stand in two parts */
export function describeDataset(dataset: Dataset, split?: Split): DatasetDescription {
  const { name, rowCount, featureCount, rowShape, columns, values, labels, notices } = dataset;
  const all = new ColumnSummary(featureCount);
  const onTrain = new ColumnSummary(featureCount);
  const partOf = partOfRow(rowCount, split);
  const tallies = dataset.modalities.map((modality) => new ModalityTally(modality, rowCount));
  const rows: RowTraits[] = [];
  let missingRows = 0;
  eachRow(dataset, (row, index) => {
    if (all.add(row) > 0) missingRows++;
    if (partOf[index] === 0) onTrain.add(row);
    for (const tally of tallies) tally.add(row, index);
    const bytes = new Uint8Array(row.buffer, row.byteOffset, row.byteLength);
    rows.push({
      digest: createHash('sha1').update(bytes).digest().toString('latin1'),
      nonZeroCount: row.reduce((count, value) => count + (value === 0 ? 0 : 1), 0),
    });
  });
  return {
    name,
    rowCount,
    featureCount,
    rowShape,
    storage: values.kind,
    sizeBytes: values.data.byteLength,
    modalities: tallies.map((tally) => tally.description()),
    ...(labels === undefined
      ? {}
      : {
          labels: {
            name: labels.name,
            counts: countClasses(labels.classes, labels.values),
            missingCount: labels.values.filter((value) => value < 0).length,
          },
        }),
    missing: {
      count: all.missing.reduce((sum, count) => sum + count, 0),
      rowCount: missingRows,
      columns: columns.filter((_, j) => all.missing[j]! > 0),
    },
    constantColumns: columns.filter((_, j) => !(all.max[j]! > all.min[j]!)),
    ...(split === undefined ? {} : { constantOnTrain: columns.filter((_, j) => !(onTrain.max[j]! > onTrain.min[j]!)) }),
    duplicateRowCount: rowCount - new Set(rows.map(({ digest }) => digest)).size,
    ...(split === undefined ? {} : { split: describeSplit(dataset, split) }),
    leaks: findLeaks(dataset, all, rows, split),
    notices,
  };
}

class ModalityTally {
  #sum = 0;
  #squares = 0;
  #count = 0;
  #nonZero = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #isBinary = true;
  readonly #modality: Modality;
  readonly #perRow: Int32Array;

  constructor(modality: Modality, rowCount: number) {
    this.#modality = modality;
    this.#perRow = new Int32Array(rowCount);
  }

  add(row: Float32Array, index: number): void {
    const { start, count } = this.#modality;
    let nonZero = 0;
    let sum = 0;
    let squares = 0;
    let present = 0;
    for (let j = start; j < start + count; j++) {
      const value = row[j]!;
      if (Number.isNaN(value)) continue;
      present++;
      if (value !== 0) {
        nonZero++;
        sum += value;
        squares += value * value;
        if (value !== 1) this.#isBinary = false;
      }
      if (value < this.#min) this.#min = value;
      if (value > this.#max) this.#max = value;
    }
    this.#perRow[index] = nonZero;
    this.#nonZero += nonZero;
    this.#sum += sum;
    this.#squares += squares;
    this.#count += present;
  }

  description(): ModalityDescription {
    const { name, count: columnCount } = this.#modality;
    const present = Math.max(1, this.#count);
    const mean = this.#sum / present;
    return {
      name,
      columnCount,
      isBinary: this.#isBinary,
      density: this.#nonZero / present,
      min: this.#count === 0 ? 0 : this.#min,
      max: this.#count === 0 ? 0 : this.#max,
      mean,
      deviation: Math.sqrt(Math.max(0, this.#squares / present - mean * mean)),
      ...(this.#isBinary && columnCount > 1 ? { onesPerRow: onesPerRow(this.#perRow) } : {}),
    };
  }
}

function onesPerRow(counts: Int32Array): OnesPerRow {
  const sorted = counts.slice().sort();
  const mean = (power: number) => counts.reduce((sum, count) => sum + count ** power, 0) / counts.length;
  const quantiles = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1].map((q) => sorted[Math.round(q * (sorted.length - 1))]!);
  return { mean: mean(1), rms: Math.sqrt(mean(2)), quantiles };
}

/** Part of each row: 0, 1, 2 in the order of `SPLIT_NAMES`, 3 where it is in none. */
function partOfRow(rowCount: number, split: Split | undefined): Uint8Array {
  const parts = new Uint8Array(rowCount).fill(3);
  if (split !== undefined)
    SPLIT_NAMES.forEach((name, part) => {
      for (const row of split[name]) parts[row] = part;
    });
  return parts;
}

function describeSplit(dataset: Dataset, split: Split): NonNullable<DatasetDescription['split']> {
  const { labels, rowCount } = dataset;
  const part = (rows: Int32Array) => ({
    rowCount: rows.length,
    ...(labels === undefined
      ? {}
      : {
          counts: countClasses(
            labels.classes,
            rows.length === 0 ? [] : Int32Array.from(rows, (row) => labels.values[row]!),
          ),
        }),
  });
  const { train, validation, test } = split;
  // Balancing may name a row twice.
  const usedCount = new Set(SPLIT_NAMES.flatMap((name) => [...split[name]])).size;
  return { train: part(train), validation: part(validation), test: part(test), unusedCount: rowCount - usedCount };
}

function countClasses(classes: readonly string[], values: ArrayLike<number>): Record<string, number> {
  const counts = new Array<number>(classes.length).fill(0);
  for (let i = 0; i < values.length; i++) if (values[i]! >= 0) counts[values[i]!]!++;
  return Object.fromEntries(classes.map((name, i) => [name, counts[i]!]));
}

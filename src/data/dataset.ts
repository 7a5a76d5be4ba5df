/**
 * A dataset: rows of numbers in one compact block, with named columns and modalities, labels and row ids.
 * It is plain frozen data; sources make it, splits index it, the engine reads its block without copying.
 */
import { DataError } from '../base/errors.ts';

/**
 * The numbers of a dataset, row after row.
 *
 * - `bits`: 0 / 1 columns, eight to a byte, lowest bit first; a row starts at a byte: stride `ceil(features / 8)`
 * - `bytes`: unsigned bytes; a value is `byte * scale` (scale 1/255 turns grey levels into intensities)
 * - `float32`: anything else
 */
export type Values =
  | { readonly kind: 'bits'; readonly data: Uint8Array }
  | { readonly kind: 'bytes'; readonly data: Uint8Array; readonly scale: number }
  | { readonly kind: 'float32'; readonly data: Float32Array };

/** A named range of columns. Modalities of a dataset are disjoint, contiguous and cover its columns in order. */
export interface Modality {
  readonly name: string;
  /** First column. */
  readonly start: number;
  /** Number of columns. */
  readonly count: number;
}

/** One label per row, as an index into `classes`; -1 where it is missing. */
export interface Labels {
  readonly name: string;
  readonly classes: readonly string[];
  readonly values: Int32Array;
  /** Of two classes, the one asked for as that of precision, recall and F1: the second. Absent: nobody said. */
  readonly positive?: string;
}

export interface Dataset {
  /** The file it came from, without its folders, or what was simulated: for messages and reports. */
  readonly name: string;
  readonly rowCount: number;
  readonly featureCount: number;
  /** `[features]` for tables, `[height, width, channels]` for images. */
  readonly rowShape: readonly number[];
  /** One name per column. */
  readonly columns: readonly string[];
  readonly modalities: readonly Modality[];
  readonly values: Values;
  readonly labels?: Labels;
  readonly rowIds?: readonly string[];
  /** Which part of the split the source itself gives each row to: a column of parts, or separate train and test files. */
  readonly partition?: Labels;
  /** Row of the file each row came from, counted from 0; only where rows were left out or reordered. */
  readonly fileRows?: Int32Array;
  /** What the reader did that a person should know: columns left out, rows dropped, values binarized. */
  readonly notices: readonly string[];
}

/** Row numbers of each part. The parts are disjoint; a row may be in none (for example in a gap). */
export interface Split {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

export const SPLIT_NAMES = ['train', 'validation', 'test'] as const;
export type SplitName = (typeof SPLIT_NAMES)[number];

/** Bytes of one row of `bits`. */
export const bitStride = (featureCount: number): number => Math.ceil(featureCount / 8);

/**
 * Copies rows into a dense block.
 *
 * @param rows - row numbers
 * @param out - `[rows, features]`, overwritten; made when not given
 * @returns `out`
 */
export function readRows(dataset: Dataset, rows: ArrayLike<number>, out?: Float32Array): Float32Array {
  const { featureCount, values } = dataset;
  const block = out ?? new Float32Array(rows.length * featureCount);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const target = i * featureCount;
    if (values.kind === 'bits') {
      const start = row * bitStride(featureCount);
      for (let j = 0; j < featureCount; j++) block[target + j] = (values.data[start + (j >> 3)]! >> (j & 7)) & 1;
    } else if (values.kind === 'bytes') {
      const start = row * featureCount;
      for (let j = 0; j < featureCount; j++) block[target + j] = Math.fround(values.data[start + j]! * values.scale);
    } else {
      block.set(values.data.subarray(row * featureCount, (row + 1) * featureCount), target);
    }
  }
  return block;
}

/** Packs 0 / 1 numbers into bits. @param data - `[rows, features]` */
export function packBits(data: ArrayLike<number>, rowCount: number, featureCount: number): Uint8Array {
  const stride = bitStride(featureCount);
  const packed = new Uint8Array(rowCount * stride);
  for (let row = 0; row < rowCount; row++) {
    for (let j = 0; j < featureCount; j++) {
      if (data[row * featureCount + j] !== 0) packed[row * stride + (j >> 3)]! |= 1 << (j & 7);
    }
  }
  return packed;
}

/** The modality of that name. @throws DataError naming the modalities there are */
export function modalityOf(dataset: Dataset, name: string): Modality {
  const found = dataset.modalities.find((modality) => modality.name === name);
  if (found !== undefined) return found;
  const expected = dataset.modalities.map((modality) => modality.name);
  throw new DataError(dataset.name, `"${name}" is not a modality of this dataset`, { expected, given: name });
}

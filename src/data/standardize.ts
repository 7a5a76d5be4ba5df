/** Rescaling, fitted once and kept as plain numbers, so that new rows meet the model as the old ones did. */
import { z } from 'zod';
import { ConfigError } from '../base/errors.ts';
import { boolean, choice, list, number, text } from '../base/options.ts';
import { type Dataset, modalityOf, packBits, type Split } from './dataset.ts';
import { eachRow } from './each-row.ts';
import { asFloat32 } from './select.ts';

const fitOn = choice(['train', 'all'], {
  default: 'train',
  help: 'rows the scale is taken from; all lets validation and test rows shape what trains, and exists to reproduce that',
});
const modalities = list(text({ help: 'name of a modality' }), {
  help: 'modalities to rescale; by default all',
}).optional();

export const standardizeOptions = z
  .union([
    z.enum(['none', 'z-score', 'min-max', 'binarize']),
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('none') }),
      z.strictObject({ kind: z.literal('z-score'), fitOn, modalities }),
      z.strictObject({
        kind: z.literal('min-max'),
        fitOn,
        modalities,
        clip: boolean({ default: true, help: 'keep values beyond those of the fitted rows within 0 and 1' }),
      }),
      z.strictObject({
        kind: z.literal('binarize'),
        threshold: number({ default: 0.5, help: 'values above it become 1, others 0' }),
      }),
      z.strictObject({ kind: z.literal('divide'), by: number({ above: 0, help: 'every value is divided by it' }) }),
    ]),
  ])
  .default('none')
  .meta({
    description: 'z-score: mean 0, variance 1; min-max: 0 to 1; binarize: 1 above a threshold; divide: by a number',
  });

export type StandardizeOptions = z.output<typeof standardizeOptions>;

/**
 * What was done to each column: `(x - offset) * scale`, then cut to `clip`; for binarize, 1 where `x > offset`. Plain JSON.
 * A column that does not vary has scale 0 and becomes 0.
 */
export interface Preprocessing {
  readonly kind: 'none' | 'z-score' | 'min-max' | 'binarize' | 'divide';
  readonly fitOn?: 'train' | 'all';
  /** `[features]`; empty for none. */
  readonly offset: readonly number[];
  /** `[features]`; empty for none. */
  readonly scale: readonly number[];
  /** Columns that are cut to 0..1, as `[start, count]` ranges. */
  readonly clip?: readonly (readonly [number, number])[];
}

/** Fits on the split's train rows (or on all rows) and applies to every row. */
export function standardize(
  dataset: Dataset,
  split: Split,
  options: StandardizeOptions,
): { dataset: Dataset; preprocessing: Preprocessing } {
  const preprocessing = fitPreprocessing(dataset, split, options);
  return { dataset: applyPreprocessing(dataset, preprocessing), preprocessing };
}

/** What would be done to each column, without doing it. */
export function fitPreprocessing(dataset: Dataset, split: Split, options: StandardizeOptions): Preprocessing {
  const given = typeof options === 'string' ? { kind: options } : options;
  const { featureCount } = dataset;
  const constant = (value: number): number[] => new Array<number>(featureCount).fill(value);
  switch (given.kind) {
    case 'none':
      return { kind: 'none', offset: [], scale: [] };
    case 'binarize':
      return { kind: 'binarize', offset: constant('threshold' in given ? given.threshold : 0.5), scale: constant(1) };
    case 'divide':
      return { kind: 'divide', offset: constant(0), scale: constant(1 / given.by) };
    default: {
      const { kind, fitOn: on = 'train' } = given as { kind: 'z-score' | 'min-max'; fitOn?: 'train' | 'all' };
      const names = 'modalities' in given ? given.modalities : undefined;
      const ranges = rangesOf(dataset, names);
      const rows = on === 'train' ? split.train : Int32Array.from({ length: dataset.rowCount }, (_, row) => row);
      const [offset, scale] = kind === 'z-score' ? meanAndDeviation(dataset, rows) : lowAndWidth(dataset, rows);
      const isChosen = new Uint8Array(featureCount);
      for (const [start, count] of ranges) isChosen.fill(1, start, start + count);
      return {
        kind,
        fitOn: on,
        offset: Array.from(offset, (value, j) => (isChosen[j] === 1 ? value : 0)),
        scale: Array.from(scale, (value, j) => (isChosen[j] === 1 ? value : 1)),
        ...(kind === 'min-max' && (!('clip' in given) || given.clip) ? { clip: ranges } : {}),
      };
    }
  }
}

function rangesOf(dataset: Dataset, names: readonly string[] | undefined): (readonly [number, number])[] {
  const known = dataset.modalities.map(({ name }) => name);
  const unknown = names?.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new ConfigError('config.data.standardize.modalities', `"${unknown}" is not a modality of this dataset`, {
      expected: known,
      given: unknown,
    });
  }
  return (names ?? known).map((name) => {
    const { start, count } = modalityOf(dataset, name);
    return [start, count] as const;
  });
}

/** Means, and one over the population standard deviation. Two passes: a large mean does not eat a small variance. */
function meanAndDeviation(dataset: Dataset, rows: Int32Array): [Float64Array, Float64Array] {
  const [low, high] = lowAndHigh(dataset, rows);
  const mean = columnSums(dataset, rows, (value) => value / rows.length);
  const variance = columnSums(dataset, rows, (value, j) => (value - mean[j]!) ** 2 / rows.length);
  // Rounding leaves a tiny variance in a column of one value; only its range tells.
  const scale = variance.map((value, j) => (high[j]! > low[j]! && value > 0 ? 1 / Math.sqrt(value) : 0));
  return [mean.map((value, j) => (low[j] === high[j] ? low[j]! : value)), scale];
}

function lowAndWidth(dataset: Dataset, rows: Int32Array): [Float64Array, Float64Array] {
  const [low, high] = lowAndHigh(dataset, rows);
  return [low, high.map((value, j) => (value > low[j]! ? 1 / (value - low[j]!) : 0))];
}

function lowAndHigh(dataset: Dataset, rows: Int32Array): [Float64Array, Float64Array] {
  const { featureCount } = dataset;
  const low = new Float64Array(featureCount).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(featureCount).fill(Number.NEGATIVE_INFINITY);
  const widen = (row: Float32Array): void => {
    for (let j = 0; j < featureCount; j++) {
      if (row[j]! < low[j]!) low[j] = row[j]!;
      if (row[j]! > high[j]!) high[j] = row[j]!;
    }
  };
  eachRow(dataset, widen, rows);
  return [low, high];
}

/** One sum per column of what is made of its values. */
function columnSums(dataset: Dataset, rows: Int32Array, of: (value: number, j: number) => number): Float64Array {
  const sums = new Float64Array(dataset.featureCount);
  const add = (row: Float32Array): void => {
    for (let j = 0; j < sums.length; j++) sums[j]! += of(row[j]!, j);
  };
  eachRow(dataset, add, rows);
  return sums;
}

/** Does to a dataset what was fitted on another with the same columns. */
export function applyPreprocessing(dataset: Dataset, preprocessing: Preprocessing): Dataset {
  const { kind, offset, scale, clip = [] } = preprocessing;
  if (kind === 'none') return dataset;
  const { featureCount, rowCount, values } = dataset;
  if (kind === 'divide' && values.kind === 'bytes') {
    return { ...dataset, values: { ...values, scale: values.scale * scale[0]! } };
  }
  const source = asFloat32(dataset);
  if (kind === 'binarize') {
    const ones = new Uint8Array(source.length);
    for (let i = 0; i < source.length; i++) ones[i] = source[i]! > offset[i % featureCount]! ? 1 : 0;
    const data = packBits(ones, rowCount, featureCount);
    return { ...dataset, values: { kind: 'bits', data }, notices: [...dataset.notices, binarizeNotice(offset)] };
  }
  const data = new Float32Array(source.length);
  for (let row = 0; row < rowCount; row++) {
    const start = row * featureCount;
    for (let j = 0; j < featureCount; j++) data[start + j] = (source[start + j]! - offset[j]!) * scale[j]!;
  }
  const clipped = clipTo01(data, featureCount, clip);
  const notices = [...dataset.notices];
  if (clipped > 0) notices.push(`${clipped} values beyond those of the fitted rows were cut to 0 or 1.`);
  if (preprocessing.fitOn === 'all') {
    notices.push(`The ${kind} scale was fitted on all rows, so validation and test rows shaped what trains.`);
  }
  return { ...dataset, values: { kind: 'float32', data }, notices };
}

const binarizeNotice = (offset: readonly number[]): string => `Values above ${offset[0]} became 1, all others 0.`;

/** @returns how many values were beyond 0 or 1 by more than rounding */
function clipTo01(data: Float32Array, featureCount: number, ranges: readonly (readonly [number, number])[]): number {
  let count = 0;
  for (let start = 0; start < data.length; start += featureCount) {
    for (const [first, length] of ranges) {
      for (let i = start + first; i < start + first + length; i++) {
        const value = data[i]!;
        if (value >= 0 && value <= 1) continue;
        if (value < -1e-6 || value > 1 + 1e-6) count++;
        data[i] = value < 0 ? 0 : 1;
      }
    }
  }
  return count;
}

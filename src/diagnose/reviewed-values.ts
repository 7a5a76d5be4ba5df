/** How the values of a modality are distributed, in the data and in what a model makes of them. */
import { quantile } from '../base/statistics.ts';
import type { Modality } from '../data/dataset.ts';

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

export interface BlocksToReview {
  readonly featureCount: number;
  /** `[rows, features]` in the data's own units */
  readonly truth: Float32Array;
  /** `[rows, features]` probabilities, or means in the data's own units */
  readonly predicted: Float32Array;
  /** Modalities whose entries are probabilities of 1. */
  readonly bernoulli: readonly string[];
}

/** Bins of a histogram, fewer where few values would leave most of them empty. */
const BINS_UP_TO = 50;
const FEWEST_BINS = 12;
const binCountOf = (count: number): number =>
  Math.max(FEWEST_BINS, Math.min(BINS_UP_TO, Math.round(3 * Math.cbrt(count))));
const COUNTED_ROWS = 200;
/** Share of values at either end that a histogram leaves to its last bins. */
const TAIL = 0.001;
const QUANTILE_VALUES = 20_000;

/** Places spread evenly over so many, `most` at most. */
export const spreadPlaces = (count: number, most: number): number[] =>
  Array.from({ length: Math.min(count, most) }, (_, k) => Math.floor((k * count) / Math.min(count, most)));

/** As many digits as a picture shows. */
export const rounded = (value: number): number => Number(value.toPrecision(6));

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

export function reviewValues(given: BlocksToReview, modality: Modality): ReviewedValues {
  const { truth, predicted, featureCount, bernoulli } = given;
  const areBits = bernoulli.includes(modality.name) && allBits(truth, featureCount, modality);
  const range = areBits ? ([0, 1] as const) : commonRange(given, modality);
  const binCount = binCountOf((truth.length / featureCount) * modality.count);
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
function commonRange(
  { truth, predicted, featureCount }: BlocksToReview,
  modality: Modality,
): readonly [number, number] {
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

function rowCounts({ truth, predicted, featureCount }: BlocksToReview, { start, count }: Modality) {
  const sum = (block: Float32Array, row: number): number =>
    rounded(block.subarray(row * featureCount + start, row * featureCount + start + count).reduce((a, b) => a + b, 0));
  const rows = spreadPlaces(truth.length / featureCount, COUNTED_ROWS);
  return { truth: rows.map((row) => sum(truth, row)), predicted: rows.map((row) => sum(predicted, row)) };
}

/** One pass over rows of a dataset that gathers, per column, everything the baselines need. */
import { bitStride, type Dataset, readRows } from '../../data/dataset.ts';

export interface ColumnSums {
  readonly rowCount: number;
  /** `[features]` what was subtracted before summing: near the data, so that a variance keeps its digits. */
  readonly pivot: Float64Array;
  /** `[features]` sum of x - pivot */
  readonly sum: Float64Array;
  /** `[features]` sum of (x - pivot)^2 */
  readonly squares: Float64Array;
  /** `[features]` sum of x times the column before it; 0 in the first column. */
  readonly pairs: Float64Array;
  /** `[features]` sum of the entropy of x read as a probability, nats; only summed where x lies in (0, 1). */
  readonly entropy: Float64Array;
  /** `[features]` 1 where every value is 0 or 1. */
  readonly isBinary: Uint8Array;
}

/** Floats unpacked at once. */
const BLOCK_FLOATS = 1 << 20;

/** Rows that are unpacked together: whole rows, about 4 MB. */
export const blockRowCount = (featureCount: number): number => Math.max(1, Math.floor(BLOCK_FLOATS / featureCount));

/**
 * @param rows - row numbers, at least one
 * @param pivot - `[features]`; not given, the first row is the pivot (zero for bits)
 */
export function columnSums(dataset: Dataset, rows: Int32Array, pivot?: Float64Array): ColumnSums {
  const { featureCount } = dataset;
  const isBits = dataset.values.kind === 'bits';
  const sums: ColumnSums = {
    rowCount: rows.length,
    pivot:
      pivot ?? (isBits ? new Float64Array(featureCount) : Float64Array.from(readRows(dataset, rows.subarray(0, 1)))),
    sum: new Float64Array(featureCount),
    squares: new Float64Array(featureCount),
    pairs: new Float64Array(featureCount),
    entropy: new Float64Array(featureCount),
    isBinary: new Uint8Array(featureCount).fill(1),
  };
  if (isBits) addBits(dataset, rows, sums);
  else addBlocks(dataset, rows, sums);
  return sums;
}

/** Most bytes of sparse data are 0 and are passed over whole; the pivot of bits is 0. */
function addBits(dataset: Dataset, rows: Int32Array, { sum, squares, pairs }: ColumnSums): void {
  const { featureCount } = dataset;
  const { data } = dataset.values;
  const stride = bitStride(featureCount);
  for (const row of rows) {
    const start = row * stride;
    let before = 0;
    for (let i = 0; i < stride; i++) {
      const byte = data[start + i]!;
      if (byte !== 0) {
        const followers = byte & ((byte << 1) | before);
        for (let bits = byte; bits !== 0; bits &= bits - 1) {
          const bit = 31 - Math.clz32(bits & -bits);
          const column = i * 8 + bit;
          sum[column]! += 1;
          if ((followers >> bit) & 1) pairs[column]! += 1;
        }
      }
      before = byte >> 7;
    }
  }
  squares.set(sum);
}

function addBlocks(dataset: Dataset, rows: Int32Array, sums: ColumnSums): void {
  const { featureCount } = dataset;
  const { pivot, sum, squares, pairs, entropy, isBinary } = sums;
  const step = blockRowCount(featureCount);
  const block = new Float32Array(Math.min(step, rows.length) * featureCount);
  for (let first = 0; first < rows.length; first += step) {
    const part = rows.subarray(first, first + step);
    readRows(dataset, part, block);
    for (let i = 0; i < part.length; i++) {
      let previous = 0;
      for (let j = 0; j < featureCount; j++) {
        const x = block[i * featureCount + j]!;
        const centred = x - pivot[j]!;
        sum[j]! += centred;
        squares[j]! += centred * centred;
        pairs[j]! += x * previous;
        previous = x;
        if (x !== 0 && x !== 1) {
          isBinary[j] = 0;
          if (x > 0 && x < 1) entropy[j]! -= x * Math.log(x) + (1 - x) * Math.log1p(-x);
        }
      }
    }
  }
}

/** Sum over rows of the values of column `j`. */
export const columnTotal = ({ sum, pivot, rowCount }: ColumnSums, j: number): number => sum[j]! + rowCount * pivot[j]!;

/** Sum over rows of the squared distance of column `j` from a number. */
export function squaredDistance({ sum, squares, pivot, rowCount }: ColumnSums, j: number, from: number): number {
  const shift = from - pivot[j]!;
  return Math.max(0, squares[j]! - 2 * shift * sum[j]! + rowCount * shift * shift);
}

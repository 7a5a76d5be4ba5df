import { type Dataset, readRows } from './dataset.ts';

const ROWS_AT_ONCE = 64;

/**
 * Calls `use` with each row in turn, as float32.
 *
 * @param use - the row is overwritten after the call
 * @param rows - row numbers; all rows when not given
 */
export function eachRow(dataset: Dataset, use: (row: Float32Array, index: number) => void, rows?: Int32Array): void {
  const { featureCount } = dataset;
  const count = rows?.length ?? dataset.rowCount;
  const block = new Float32Array(Math.min(ROWS_AT_ONCE, count) * featureCount);
  for (let first = 0; first < count; first += ROWS_AT_ONCE) {
    const length = Math.min(ROWS_AT_ONCE, count - first);
    const indices = rows?.subarray(first, first + length) ?? Int32Array.from({ length }, (_, i) => first + i);
    readRows(dataset, indices, block);
    for (let i = 0; i < length; i++) use(block.subarray(i * featureCount, (i + 1) * featureCount), indices[i]!);
  }
}

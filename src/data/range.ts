/** Values that a likelihood cannot explain are refused before training, with the cell they stand in. */
import { DataError } from '../base/errors.ts';
import { type Dataset, type Modality, readRows } from './dataset.ts';

const ROWS_AT_ONCE = 64;

/** Names a cell as a person finds it: file, row counted from 1 without the header, column. */
export function cellName(dataset: Dataset, row: number, column: number): string {
  return `${dataset.name} row ${(dataset.fileRows?.[row] ?? row) + 1}, column "${dataset.columns[column]}"`;
}

/**
 * Refuses a modality with a value outside `[low, high]`.
 *
 * @param reason - who asks, such as `the bernoulli likelihood`
 * @throws DataError naming file, row and column of the first such value
 */
export function requireRange(dataset: Dataset, modality: Modality, low: number, high: number, reason: string): void {
  const { values, rowCount, featureCount } = dataset;
  if (values.kind === 'bits' && low <= 0 && high >= 1) return;
  if (values.kind === 'bytes' && low <= 0 && high >= 255 * values.scale) return;
  const block = new Float32Array(ROWS_AT_ONCE * featureCount);
  for (let first = 0; first < rowCount; first += ROWS_AT_ONCE) {
    const rows = Int32Array.from({ length: Math.min(ROWS_AT_ONCE, rowCount - first) }, (_, i) => first + i);
    readRows(dataset, rows, block);
    for (let i = 0; i < rows.length; i++) {
      for (let j = modality.start; j < modality.start + modality.count; j++) {
        const value = block[i * featureCount + j]!;
        if (value >= low && value <= high) continue;
        throw new DataError(cellName(dataset, first + i, j), `${value} is outside [${low}, ${high}]`, {
          expected: `values from ${low} to ${high} for ${reason} of the modality "${modality.name}"`,
          advice: 'Choose another likelihood, or set standardize: min-max or binarize',
        });
      }
    }
  }
}

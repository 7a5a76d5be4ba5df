/** Values that a likelihood cannot explain are refused before training, with the cell they stand in. */
import { DataError } from '../base/errors.ts';
import type { Dataset, Modality } from './dataset.ts';
import { eachRow } from './each-row.ts';

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
  const { values } = dataset;
  if (values.kind === 'bits' && low <= 0 && high >= 1) return;
  if (values.kind === 'bytes' && low <= 0 && high >= 255 * values.scale) return;
  eachRow(dataset, (row, index) => {
    for (let j = modality.start; j < modality.start + modality.count; j++) {
      const value = row[j]!;
      if (value >= low && value <= high) continue;
      throw new DataError(cellName(dataset, index, j), `${value} is outside [${low}, ${high}]`, {
        expected: `values from ${low} to ${high} for ${reason} of the modality "${modality.name}"`,
        advice: 'Choose another likelihood, or set standardize: min-max or binarize',
      });
    }
  });
}

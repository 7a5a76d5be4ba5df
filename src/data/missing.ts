/** Missing values (NaN) and infinities in a dataset: refused, or their rows or columns left out and counted. */
import { DataError } from '../base/errors.ts';
import type { Dataset, Modality } from './dataset.ts';
import { cellName } from './range.ts';
import { selectColumns, selectRows } from './select.ts';

export const MISSING_POLICIES = ['refuse', 'drop-rows', 'drop-columns'] as const;
export type MissingPolicy = (typeof MISSING_POLICIES)[number];

/**
 * @param policy - `keep` leaves NaN in place: for describing data, not for training
 * @throws DataError naming file, row and column of the first missing or infinite value; or when nothing would be left
 */
export function settleMissing(dataset: Dataset, policy: MissingPolicy | 'keep'): Dataset {
  const { values, rowCount, featureCount, name } = dataset;
  if (values.kind !== 'float32') return dataset;
  const rowHas = new Uint8Array(rowCount);
  const columnHas = new Uint8Array(featureCount);
  for (let i = 0; i < values.data.length; i++) {
    const value = values.data[i]!;
    if (Number.isFinite(value)) continue;
    const row = Math.floor(i / featureCount);
    const column = i % featureCount;
    if (!Number.isNaN(value))
      throw new DataError(cellName(dataset, row, column), 'the value is not a finite number in 32 bits');
    if (policy === 'refuse') {
      throw new DataError(cellName(dataset, row, column), 'the value is missing', {
        advice: 'Set missing: drop-rows or missing: drop-columns to go on without it',
      });
    }
    rowHas[row] = 1;
    columnHas[column] = 1;
  }
  if (policy === 'keep' || !rowHas.includes(1)) return dataset;
  const kept = policy === 'drop-rows' ? indicesOfZero(rowHas) : indicesOfZero(columnHas);
  const [what, count] = policy === 'drop-rows' ? ['rows', rowCount] : ['columns', featureCount];
  if (kept.length === 0) {
    throw new DataError(name, `every one of its ${count} ${what} has a missing value, so none would be left`, {
      advice: policy === 'drop-rows' ? 'Set missing: drop-columns' : 'Set missing: drop-rows',
    });
  }
  const notices = [
    ...dataset.notices,
    `${count - kept.length} of ${count} ${what} have missing values and were left out.`,
  ];
  if (policy === 'drop-rows') return { ...selectRows(dataset, kept), notices };
  return { ...selectColumns(dataset, kept, shrunk(dataset.modalities, columnHas, name)), notices };
}

function indicesOfZero(flags: Uint8Array): number[] {
  const found: number[] = [];
  flags.forEach((flag, i) => {
    if (flag === 0) found.push(i);
  });
  return found;
}

function shrunk(modalities: readonly Modality[], dropped: Uint8Array, where: string): Modality[] {
  let start = 0;
  return modalities.map(({ name, start: from, count }) => {
    const left = dropped.subarray(from, from + count).filter((flag) => flag === 0).length;
    if (left === 0) throw new DataError(where, `every column of the modality "${name}" has a missing value`);
    start += left;
    return { name, start: start - left, count: left };
  });
}

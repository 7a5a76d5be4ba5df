/** New datasets from old: some rows, some columns, a smaller storage. Nothing is changed in place. */
import { LimitError } from '../base/errors.ts';
import { bitStride, type Dataset, type Labels, type Modality, packBits, readRows, type Values } from './dataset.ts';

/** The given rows, in the given order. */
export function selectRows(dataset: Dataset, rows: ArrayLike<number>): Dataset {
  const { labels, partition, rowIds, fileRows } = dataset;
  const numbers = Array.from(rows);
  return {
    ...dataset,
    rowCount: rows.length,
    values: rowsOf(dataset, numbers),
    ...(labels === undefined ? {} : { labels: labelRows(labels, numbers) }),
    ...(partition === undefined ? {} : { partition: labelRows(partition, numbers) }),
    ...(rowIds === undefined ? {} : { rowIds: numbers.map((row) => rowIds[row]!) }),
    fileRows: Int32Array.from(numbers, (row) => fileRows?.[row] ?? row),
  };
}

const labelRows = (labels: Labels, rows: readonly number[]): Labels => ({
  ...labels,
  values: Int32Array.from(rows, (row) => labels.values[row]!),
});

function rowsOf({ values, featureCount }: Dataset, rows: readonly number[]): Values {
  const stride = values.kind === 'bits' ? bitStride(featureCount) : featureCount;
  const data =
    values.kind === 'float32' ? new Float32Array(rows.length * stride) : new Uint8Array(rows.length * stride);
  rows.forEach((row, i) => {
    data.set(values.data.subarray(row * stride, (row + 1) * stride), i * stride);
  });
  return { ...values, data } as Values;
}

/** The given columns, in the given order. @param modalities - of the new dataset */
export function selectColumns(dataset: Dataset, columns: readonly number[], modalities: readonly Modality[]): Dataset {
  const featureCount = columns.length;
  const isSame = featureCount === dataset.featureCount && columns.every((column, i) => column === i);
  if (isSame) return { ...dataset, modalities };
  return {
    ...dataset,
    featureCount,
    rowShape: [featureCount],
    columns: columns.map((column) => dataset.columns[column]!),
    modalities,
    values: columnsOf(dataset, columns),
  };
}

function columnsOf(dataset: Dataset, columns: readonly number[]): Values {
  const { values, rowCount, featureCount: width } = dataset;
  const featureCount = columns.length;
  if (values.kind === 'bits') {
    const from = bitStride(width);
    const to = bitStride(featureCount);
    const data = new Uint8Array(rowCount * to);
    for (let row = 0; row < rowCount; row++) {
      for (let j = 0; j < featureCount; j++) {
        const column = columns[j]!;
        const bit = (values.data[row * from + (column >> 3)]! >> (column & 7)) & 1;
        data[row * to + (j >> 3)]! |= bit << (j & 7);
      }
    }
    return { kind: 'bits', data };
  }
  const size = rowCount * featureCount;
  const data = values.kind === 'bytes' ? new Uint8Array(size) : new Float32Array(size);
  for (let row = 0; row < rowCount; row++) {
    for (let j = 0; j < featureCount; j++) data[row * featureCount + j] = values.data[row * width + columns[j]!]!;
  }
  return { ...values, data } as Values;
}

/** The same numbers as bits, where all are 0 or 1 and they are not bits already. */
export function compact(values: Values, rowCount: number, featureCount: number): Values {
  if (values.kind === 'bits') return values;
  const one = values.kind === 'bytes' ? 1 / values.scale : 1;
  const { data } = values;
  for (let i = 0; i < data.length; i++) if (data[i] !== 0 && data[i] !== one) return values;
  return { kind: 'bits', data: packBits(data, rowCount, featureCount) };
}

/** The numbers as float32, where they are not already. @throws LimitError when they would take more than 4 GiB */
export function asFloat32(dataset: Dataset): Float32Array {
  if (dataset.values.kind === 'float32') return dataset.values.data;
  const count = dataset.rowCount * dataset.featureCount;
  if (count > 2 ** 30) {
    throw new LimitError(dataset.name, `${count} values would take ${4 * count} bytes as 32-bit numbers`, {
      expected: 'at most 4 GiB',
      advice: 'Leave out columns or rows first',
    });
  }
  return readRows(
    dataset,
    Int32Array.from({ length: dataset.rowCount }, (_, row) => row),
  );
}

import { type Dataset, type Labels, readRows } from '../dataset.ts';
import { blockRanges, type RowTable, type TextColumn } from './row-table.ts';

/**
 * A dataset as rows to write. Where it has several modalities, a column's name begins with its modality's, for other
 * formats have no word for them. Labels, ids and parts of a split become columns of text.
 *
 * @param isArray - the format keeps the axes of images, whose bytes then stay bytes
 */
export function datasetRows(dataset: Dataset, isArray: boolean): RowTable {
  const { rowCount, featureCount, values, rowIds, labels, partition, notices } = dataset;
  const isPicture = isArray && dataset.rowShape.length > 1;
  const isBytes = values.kind === 'bits' || (values.kind === 'bytes' && (values.scale === 1 || isPicture));
  const columns = namesWithModalities(dataset);
  const texts: TextColumn[] = [];
  const add = (name: string, list: readonly string[]): void => {
    const taken = [...columns, ...texts.map((column) => column.name)];
    texts.push({ name: taken.includes(name) ? `${name} text` : name, texts: list });
  };
  if (rowIds !== undefined) add('id', rowIds);
  // A label that is a modality too is among the columns already.
  if (labels !== undefined && !dataset.columns.includes(labels.name)) add(labels.name, textsOf(labels));
  if (partition !== undefined) add(partition.name, textsOf(partition));
  return {
    rowCount,
    columns,
    rowShape: isArray ? dataset.rowShape : [featureCount],
    kind: isBytes ? 'bytes' : 'float32',
    texts,
    notices,
    *blocks() {
      for (const [first, count] of blockRanges(rowCount, featureCount)) {
        if (values.kind === 'bytes' && isBytes)
          yield values.data.subarray(first * featureCount, (first + count) * featureCount);
        else {
          const rows = readRows(
            dataset,
            Int32Array.from({ length: count }, (_, i) => first + i),
          );
          yield isBytes ? Uint8Array.from(rows) : rows;
        }
      }
    },
  };
}

const textsOf = ({ classes, values }: Labels): string[] => Array.from(values, (value) => classes[value] ?? '');

function namesWithModalities({ columns, modalities }: Dataset): string[] {
  if (modalities.length < 2) return [...columns];
  const names = modalities.flatMap(({ name, start, count }) => {
    const own = columns.slice(start, start + count);
    const says = (column: string): boolean => column === name || column.startsWith(`${name}_`);
    return own.every(says) ? own : own.map((column) => `${name}_${column}`);
  });
  return new Set(names).size === names.length ? names : [...columns];
}

import { ConfigError, DataError, LimitError } from '../../base/errors.ts';
import { index } from './anndata.ts';
import { withHdf5 } from './hdf5.ts';

const MOST_BYTES = 2 ** 30;

/** Numbers of some rows of an AnnData file. */
export interface RowNumbers {
  /** `[rows, columns]` */
  readonly values: Float32Array;
  readonly columnCount: number;
  /** The row of the file that each belongs to; all, in order, where absent. */
  readonly fileRows?: Int32Array | undefined;
}

/**
 * Adds a matrix about the rows of an AnnData file to its `obsm`. The file itself changes: give a copy.
 *
 * @param name - in messages, of the file that was copied
 * @param key - in obsm
 * @returns rows of the file that no numbers were given for; they are NaN
 * @throws ConfigError when obsm holds the key already, DataError when it cannot hold one, LimitError above 1 GiB
 */
export function addObsm(path: string, name: string, key: string, given: RowNumbers): Promise<number> {
  const { columnCount, fileRows } = given;
  return withHdf5(
    path,
    (file) => {
      const kind = file.kind('obsm');
      if (kind === 'dataset') {
        throw new DataError(name, 'its obsm is a table of records, which no matrix can be added to', {
          advice: 'Write the file again with a newer anndata',
        });
      }
      if (kind === 'group' && file.names('obsm').includes(key)) {
        throw new ConfigError('--key', `obsm of ${name} holds "${key}" already`, { advice: 'Give another name' });
      }
      const rowCount = index(file, 'obs').length;
      const bytes = rowCount * columnCount * 4;
      if (bytes > MOST_BYTES) {
        throw new LimitError(name, `${columnCount} numbers for each of ${rowCount} rows take ${bytes} bytes`, {
          expected: `at most ${MOST_BYTES}`,
        });
      }
      if (kind === undefined) file.addGroup('obsm', { 'encoding-type': 'dict', 'encoding-version': '0.1.0' });
      const values = fileRows === undefined ? given.values : spread(given, fileRows, rowCount);
      file.addMatrix(`obsm/${key}`, values, [rowCount, columnCount], {
        'encoding-type': 'array',
        'encoding-version': '0.2.0',
      });
      return rowCount - given.values.length / columnCount;
    },
    'change',
  );
}

function spread({ values, columnCount }: RowNumbers, fileRows: Int32Array, rowCount: number): Float32Array {
  const all = new Float32Array(rowCount * columnCount).fill(Number.NaN);
  fileRows.forEach((row, i) => {
    all.set(values.subarray(i * columnCount, (i + 1) * columnCount), row * columnCount);
  });
  return all;
}

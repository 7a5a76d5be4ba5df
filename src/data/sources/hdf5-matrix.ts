/** Matrices in HDF5 as AnnData and 10x write them: dense, compressed rows (CSR) or compressed columns (CSC). */
import { DataError } from '../../base/errors.ts';
import { requireElements, ValuesBuilder } from '../values-builder.ts';
import type { Hdf5File } from './hdf5.ts';
import {
  type Matrix,
  requireEntries,
  requireStarts,
  requireWithin,
  SparseRowsBuilder,
  valuesOfEntries,
} from './sparse-rows.ts';

/** Numbers read at once: 32 MiB as float64. */
const BLOCK_ELEMENTS = 2 ** 22;
/** A chunk is unpacked whole whatever part of it is read; up to this size it is read at one go. */
const LARGEST_BLOCK_ELEMENTS = 2 ** 26;

/** @throws DataError when there is no matrix of that name, or it is damaged; LimitError above 2^31 elements */
export function readMatrix(file: Hdf5File, path: string): Matrix {
  const kind = file.kind(path);
  if (kind === undefined) throw new DataError(file.name, `holds no "${path}"`);
  if (kind === 'dataset') return readDense(file, path);
  const where = `${file.name}/${path}`;
  const encoding = file.attribute(path, 'encoding-type') ?? file.attribute(path, 'h5sparse_format');
  const shape = file.attribute(path, 'shape') ?? file.attribute(path, 'h5sparse_shape');
  const layout = /^(csr|csc)(_matrix)?$/.exec(String(encoding))?.[1];
  if (layout === undefined || !isPair(shape)) {
    throw new DataError(where, `is a group of encoding "${encoding ?? 'none'}" and shape [${shape ?? ''}]`, {
      expected: 'a matrix: dense, csr_matrix or csc_matrix',
    });
  }
  return readCompressed(file, path, layout === 'csr' ? 'rows' : 'columns', shape);
}

const isPair = (shape: unknown): shape is [number, number] =>
  Array.isArray(shape) && shape.length === 2 && shape.every((size) => Number.isSafeInteger(size) && size >= 0);

function readDense(file: Hdf5File, path: string): Matrix {
  const where = `${file.name}/${path}`;
  const { shape, chunks } = file.layout(path);
  const [rowCount = 0, featureCount = 1] = shape;
  if (shape.length < 1 || shape.length > 2 || rowCount * featureCount === 0) {
    throw new DataError(where, `has shape [${shape.join(', ')}]`, { expected: '[rows, columns]' });
  }
  requireElements(rowCount, featureCount, where);
  const builder = new ValuesBuilder(featureCount, where);
  const chunkRows = chunks?.[0] ?? 1;
  const wanted = chunkRows * Math.max(1, Math.floor(BLOCK_ELEMENTS / (chunkRows * featureCount)));
  const rowsAtOnce = Math.max(1, Math.min(wanted, Math.floor(LARGEST_BLOCK_ELEMENTS / featureCount)));
  const row = new Float32Array(featureCount);
  for (let first = 0; first < rowCount; first += rowsAtOnce) {
    const last = Math.min(first + rowsAtOnce, rowCount);
    const block = file.numbers(
      path,
      shape.length === 1
        ? [[first, last]]
        : [
            [first, last],
            [0, featureCount],
          ],
    );
    for (let start = 0; start < block.length; start += featureCount) {
      let isBinary = true;
      for (let j = 0; j < featureCount; j++) {
        const value = block[start + j]!;
        if (value !== 0 && value !== 1) isBinary = false;
        row[j] = value;
      }
      builder.add(row, isBinary);
    }
  }
  return { rowCount, featureCount, values: builder.finish() };
}

/**
 * @param along - what is stored one after another: rows of the result, or its columns
 * @param shape - rows and columns of the result
 */
export function readCompressed(
  file: Hdf5File,
  path: string,
  along: 'rows' | 'columns',
  [rowCount, featureCount]: readonly [number, number],
): Matrix {
  const where = `${file.name}/${path}`;
  const [dataPath, indexPath, startPath] = [`${path}/data`, `${path}/indices`, `${path}/indptr`];
  const [size, width] = along === 'rows' ? [rowCount, featureCount] : [featureCount, rowCount];
  if (rowCount === 0 || featureCount === 0) {
    throw new DataError(where, `has shape [${rowCount}, ${featureCount}], which holds no values`);
  }
  requireElements(rowCount, featureCount, where);
  const lengths = [dataPath, indexPath].map((part) => file.layout(part).shape[0] ?? 0);
  const startCount = file.layout(startPath).shape[0] ?? 0;
  if (startCount !== size + 1) {
    throw new DataError(where, `has ${startCount} starts in indptr`, {
      expected: `${size + 1}, one more than it has ${along}`,
      advice: 'The file may be damaged',
    });
  }
  const starts = file.numbers(startPath);
  requireStarts(starts, lengths, where);
  if (along === 'columns') {
    const count = lengths[0]!;
    requireEntries(count, where);
    const rows = new Int32Array(count);
    const columns = new Int32Array(count);
    const values = new Float32Array(count);
    for (let first = 0; first < count; first += BLOCK_ELEMENTS) {
      const range = [[first, Math.min(first + BLOCK_ELEMENTS, count)]] as const;
      const positions = file.numbers(indexPath, range);
      requireWithin(positions, width, where);
      rows.set(positions, first);
      values.set(file.numbers(dataPath, range), first);
    }
    for (let j = 0; j < size; j++) columns.fill(j, starts[j], starts[j + 1]);
    return { rowCount, featureCount, values: valuesOfEntries(rows, columns, values, [rowCount, featureCount], where) };
  }
  const builder = new SparseRowsBuilder(rowCount, featureCount, where);
  for (let first = 0; first < rowCount; ) {
    let last = first + 1;
    while (last < rowCount && starts[last + 1]! - starts[first]! <= BLOCK_ELEMENTS) last++;
    const offset = starts[first]!;
    const range = [[offset, starts[last]!]] as const;
    const isEmpty = offset === starts[last]!;
    const columns = isEmpty ? [] : file.numbers(indexPath, range);
    const values = isEmpty ? [] : file.numbers(dataPath, range);
    requireWithin(columns, width, where);
    for (let row = first; row < last; row++) {
      builder.add(columns, values, starts[row]! - offset, starts[row + 1]! - offset);
    }
    first = last;
  }
  return { rowCount, featureCount, values: builder.finish() };
}

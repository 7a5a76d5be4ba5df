/**
 * Counts as 10x Genomics' Cell Ranger writes them, genes by cells: a folder of `matrix.mtx`, `barcodes.tsv` and
 * `features.tsv` (`genes.tsv` in older versions), or one `.h5` file. Turned round here: rows are cells.
 */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DataError } from '../../base/errors.ts';
import type { Dataset } from '../dataset.ts';
import { cellText } from './cell.ts';
import { readRecords } from './csv-records.ts';
import { type Hdf5File, withHdf5 } from './hdf5.ts';
import { readCompressed } from './hdf5-matrix.ts';
import { readMatrixMarket } from './matrix-market.ts';
import type { Matrix } from './sparse-rows.ts';
import { uniqueNames } from './unique-names.ts';

/** @param path - of the matrix; the other files stand beside it */
export async function readTenxFolder(path: string): Promise<Dataset> {
  const beside = (...names: readonly string[]): string => {
    const found = names.flatMap((name) => [name, `${name}.gz`]).find((name) => existsSync(join(dirname(path), name)));
    if (found !== undefined) return join(dirname(path), found);
    throw new DataError(basename(path), `has no ${names.join(' or ')} beside it`, {
      expected: 'matrix.mtx, barcodes.tsv and features.tsv (or genes.tsv), plain or .gz',
    });
  };
  const barcodesPath = beside('barcodes.tsv');
  const genesPath = beside('features.tsv', 'genes.tsv');
  const barcodes = (await readFields(barcodesPath)).map((fields) => fields[0] ?? '');
  const genes = (await readFields(genesPath)).map((fields) => fields[1] ?? fields[0] ?? '');
  const matrix = await readMatrixMarket(path);
  requireNames(basename(path), 'rows', matrix.featureCount, genes.length, basename(genesPath));
  requireNames(basename(path), 'columns', matrix.rowCount, barcodes.length, basename(barcodesPath));
  return datasetOf(basename(path), matrix, barcodes, genes);
}

/** @throws DataError when it is not 10x' layout, or is damaged */
export function readTenxHdf5(path: string): Promise<Dataset> {
  return withHdf5(path, (file) => {
    const group = ['matrix', ...file.names('/')].find((name) => file.kind(`${name}/indptr`) === 'dataset');
    if (group === undefined || file.kind(`${group}/barcodes`) !== 'dataset') {
      throw new DataError(file.name, 'holds no counts of 10x Genomics', {
        expected: 'a group with data, indices, indptr, shape, barcodes and features; AnnData files end in .h5ad',
      });
    }
    const [geneCount = 0, cellCount = 0] = file.numbers(`${group}/shape`);
    const barcodes = file.texts(`${group}/barcodes`);
    const genes = geneNames(file, group);
    requireNames(file.name, 'rows', geneCount, genes.length, 'features');
    requireNames(file.name, 'columns', cellCount, barcodes.length, 'barcodes');
    // Columns of the file one after another are rows of the dataset one after another.
    return datasetOf(file.name, readCompressed(file, group, 'rows', [cellCount, geneCount]), barcodes, genes);
  });
}

function geneNames(file: Hdf5File, group: string): string[] {
  const path = [`${group}/features/name`, `${group}/gene_names`, `${group}/genes`].find(
    (candidate) => file.kind(candidate) === 'dataset',
  );
  if (path !== undefined) return file.texts(path);
  throw new DataError(`${file.name}/${group}`, 'names no genes', { expected: 'features/name or gene_names' });
}

function requireNames(where: string, axis: 'rows' | 'columns', count: number, nameCount: number, names: string): void {
  if (count === nameCount) return;
  throw new DataError(where, `has ${count} ${axis}, but ${names} names ${nameCount}`, {
    expected: 'genes as rows and cells as columns, each named once',
  });
}

function datasetOf(name: string, matrix: Matrix, barcodes: readonly string[], genes: readonly string[]): Dataset {
  const { names, notices } = uniqueNames(genes, 'genes');
  return {
    ...matrix,
    name,
    rowShape: [matrix.featureCount],
    columns: names,
    modalities: [{ name: 'data', start: 0, count: matrix.featureCount }],
    rowIds: barcodes,
    notices,
  };
}

async function readFields(path: string): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const { bytes, start, end, line } of readRecords(path, [], 'auto')) {
    const text = cellText(bytes, start, end);
    if (text === undefined) throw new DataError(`${basename(path)} line ${line}`, 'holds bytes that are not UTF-8');
    rows.push(text.split('\t'));
  }
  return rows;
}

import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { sharedData } from '../shared-data.ts';
import { load, numbersOf, refusal } from './load-text.ts';
import { compressedRows, folder, group, put, writeHdf5 } from './sources/write-hdf5.ts';

afterAll(() => rmSync(folder, { recursive: true }));

const barcodes = 'AA-1\nCC-1\nGG-1\n';
const features = 'E0\tg0\nE1\tg1\nE2\tg2\nE3\tg1\n';
const sizes = '%%MatrixMarket matrix coordinate integer general\n%metadata_json: {"format_version": 2}\n';
const rows = [1, 0, 2, 0, 0, 0, 0, 0, 0, 3, 0, 4];

let folders = 0;
function tenx(matrix: string, cells = barcodes, genes = features): string {
  const made = join(folder, `tenx${folders++}`);
  mkdirSync(made);
  writeFileSync(join(made, 'matrix.mtx'), matrix);
  writeFileSync(join(made, 'barcodes.tsv'), cells);
  writeFileSync(join(made, 'features.tsv'), genes);
  return made;
}

describe('matrix.mtx', () => {
  // Read with scipy 1.17.1.
  const real = sharedData('formats/mtx10x');
  test.skipIf(real === undefined)(
    '42 cells of 14 genes: genes are rows of the file, cells of the dataset',
    async () => {
      const dataset = await load({ source: { mtx: real } });
      expect([dataset.rowCount, dataset.featureCount]).toEqual([42, 14]);
      expect(numbersOf(dataset).filter((value) => value !== 0).length).toBe(117);
      expect(numbersOf(dataset).reduce((sum, value) => sum + value)).toBe(738);
      expect(dataset.columns.slice(0, 3)).toEqual(['GALE', 'S100PBP', 'APH1A']);
      expect(dataset.rowIds?.[0]).toBe('TCGTTATGGACAAA-1');
      expect(await load({ source: `${real}/matrix.mtx` })).toEqual(dataset);
      const zipped = join(folder, 'zipped');
      mkdirSync(zipped);
      for (const name of ['matrix.mtx', 'genes.tsv', 'barcodes.tsv']) {
        writeFileSync(join(zipped, `${name}.gz`), gzipSync(readFileSync(join(real!, name))));
      }
      expect(numbersOf(await load({ source: { mtx: zipped } }))).toEqual(numbersOf(dataset));
    },
  );

  test('entries in any order, symbols that come again, patterns of ones', async () => {
    const dataset = await load({ source: { mtx: tenx(`${sizes}4 3 4\n4 3 4\n3 1 2\n2 3 3\n1 1 1\n`) } });
    expect(numbersOf(dataset)).toEqual(rows);
    expect(dataset.columns).toEqual(['g0', 'g1', 'g2', 'g1-1']);
    expect(dataset.rowIds).toEqual(['AA-1', 'CC-1', 'GG-1']);
    const pattern = await load({ source: { mtx: tenx(`${sizes.replace('integer', 'pattern')}4 3 1\n2 2\n`) } });
    expect(pattern.values.kind).toBe('bits');
    expect(numbersOf(pattern).indexOf(1)).toBe(5);
  });

  test.each([
    [
      'another kind of matrix',
      '%%MatrixMarket matrix array real general\n',
      'matrix.mtx line 1: "%%MatrixMarket matrix array real general" is not the start of a matrix of counts. Expected "%%MatrixMarket matrix coordinate", then real, integer or pattern, then general.',
    ],
    ['no sizes', sizes, 'matrix.mtx: ends before the line of sizes. Expected rows columns entries.'],
    ['sizes that are none', `${sizes}4 3\n`, 'matrix.mtx line 3: holds no sizes. Expected rows columns entries.'],
    [
      'a huge claim',
      `${sizes}4 3 999999999999\n`,
      'matrix.mtx line 3: declares 999999999999 entries, more than the file can hold. The file may be cut short.',
    ],
    [
      'an entry outside',
      `${sizes}4 3 1\n5 1 1\n`,
      'matrix.mtx line 4: "5 1 1" is no entry. Expected a row of 1 to 4, a column of 1 to 3 and a number.',
    ],
    [
      'too few entries',
      `${sizes}4 3 2\n1 1 1\n`,
      'matrix.mtx: declares 2 entries, but holds 1. The file may be cut short.',
    ],
    [
      'cells that are not named',
      `${sizes}4 2 1\n1 1 1\n`,
      'matrix.mtx: has 2 columns, but barcodes.tsv names 3. Expected genes as rows and cells as columns, each named once.',
    ],
  ])('%s is refused', async (_title, matrix, message) => {
    expect(await refusal(load({ source: { mtx: tenx(matrix) } }))).toEqual([message, 3]);
  });

  test('a folder without names of genes is refused', async () => {
    const made = join(folder, 'bare');
    mkdirSync(made);
    copyFileSync(join(tenx(`${sizes}4 3 0\n`), 'matrix.mtx'), join(made, 'matrix.mtx'));
    writeFileSync(join(made, 'barcodes.tsv'), barcodes);
    expect(await refusal(load({ source: { mtx: made } }))).toEqual([
      'matrix.mtx: has no features.tsv or genes.tsv beside it. Expected matrix.mtx, barcodes.tsv and features.tsv (or genes.tsv), plain or .gz.',
      3,
    ]);
  });
});

describe('.h5', () => {
  const fill =
    (changed: Readonly<Record<string, number[]>> = {}) =>
    (file: Parameters<typeof compressedRows>[0]) => {
      const matrix = group(file, 'matrix');
      put(matrix, 'data', Int32Array.of(1, 2, 3, 4));
      put(matrix, 'indices', Int32Array.from(changed.indices ?? [0, 2, 1, 3]));
      put(matrix, 'indptr', Int32Array.of(0, 2, 2, 4));
      put(matrix, 'shape', Int32Array.of(4, 3));
      put(matrix, 'barcodes', ['AA-1', 'CC-1', 'GG-1']);
      put(group(matrix, 'features'), 'name', ['g0', 'g1', 'g2', 'g3']);
    };

  test('cells are rows', async () => {
    const dataset = await load({ source: await writeHdf5('counts.h5', fill()) });
    expect(numbersOf(dataset)).toEqual(rows);
    expect([dataset.columns, dataset.rowIds]).toEqual([
      ['g0', 'g1', 'g2', 'g3'],
      ['AA-1', 'CC-1', 'GG-1'],
    ]);
  });

  test('a gene that is not there, and another kind of file, are refused', async () => {
    expect(await refusal(load({ source: await writeHdf5('bad.h5', fill({ indices: [0, 2, 1, 4] })) }))).toEqual([
      'bad.h5/matrix: an entry is at position 4. Expected 0 to 3. The file may be damaged.',
      3,
    ]);
    const other = await writeHdf5('other.h5', (file) => compressedRows(file, 'X'));
    expect(await refusal(load({ source: other }))).toEqual([
      'other.h5: holds no counts of 10x Genomics. Expected a group with data, indices, indptr, shape, barcodes and features; AnnData files end in .h5ad.',
      3,
    ]);
  });
});

import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { ElboError } from '../../src/base/errors.ts';
import { sharedData } from '../shared-data.ts';
import { load, numbersOf, refusal } from './load-text.ts';
import {
  compressedColumns,
  compressedRows,
  folder,
  group,
  hdf5Bytes,
  put,
  tables,
  writeHdf5,
} from './sources/write-hdf5.ts';

afterAll(() => rmSync(folder, { recursive: true }));

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const rows = [1, 0, 2, 0, 0, 0, 0, 0, 0, 3, 0, 4];

// Sums, counts and rows were read with h5py 3.16.0.
describe('real files', () => {
  const modern = sharedData('formats/h5ad/adata_modern_dense.h5ad');
  test.skipIf(modern === undefined)('a dense matrix of 64-bit integers, with a label of categories', async () => {
    const dataset = await load({ source: modern, label: 'labels' });
    expect([dataset.rowCount, dataset.featureCount, dataset.name]).toEqual([400, 100, 'adata_modern_dense.h5ad']);
    const numbers = numbersOf(dataset);
    expect([sum(numbers), Math.max(...numbers)]).toEqual([327771, 53]);
    expect(dataset.labels?.classes).toEqual(['label_0', 'label_1', 'label_2']);
    expect(dataset.rowIds?.slice(0, 3)).toEqual(['0', '1', '2']);
  });

  test.skipIf(modern === undefined)('obsm takes the place of X, or stands beside it as a modality', async () => {
    const alone = await load({ source: { h5ad: modern, obsm: 'protein_expression' } });
    expect(alone.columns.slice(0, 2)).toEqual(['protein_expression_0', 'protein_expression_1']);
    const beside = await load({ source: { h5ad: modern, also: ['protein_expression'], label: 'batch' } });
    expect(beside.modalities).toEqual([
      { name: 'X', start: 0, count: 100 },
      { name: 'protein_expression', start: 100, count: 100 },
    ]);
    expect(sum(numbersOf(beside))).toBe(327771 + sum(numbersOf(alone)));
    expect(beside.labels?.name).toBe('batch');
  });

  const old = sharedData('formats/h5ad/TM_droplet_mat.h5ad');
  test.skipIf(old === undefined)('the old layout: records for obs and var, gzipped compressed rows', async () => {
    const dataset = await load({ source: old });
    expect([dataset.rowCount, dataset.featureCount, sum(numbersOf(dataset))]).toEqual([47, 10, 633]);
    expect(dataset.columns.slice(0, 2)).toEqual(['0610005C13RIK', '0610007C21RIK']);
    expect(dataset.rowIds?.[0]).toBe('cell0');
  });

  const lzf = sharedData('formats/h5ad/pbmc_5k_protein_v3.h5ad');
  test.skipIf(lzf === undefined)('LZF is refused by its name', async () => {
    expect(await refusal(load({ source: lzf }))).toEqual([
      'pbmc_5k_protein_v3.h5ad/obs/index: is packed with the filter "lzf", which cannot be read. Expected gzip or no compression. Write the file again, with compression="gzip".',
      3,
    ]);
  });
});

describe('accepted', () => {
  test('compressed rows, compressed columns and a layer give the same rows', async () => {
    const path = await writeHdf5('layers.h5ad', (file) => {
      tables(file);
      compressedRows(file, 'X');
      const layers = group(file, 'layers');
      compressedColumns(layers, 'columns');
      put(layers, 'dense', Float64Array.from(rows), [3, 4]);
    });
    for (const layer of [undefined, 'columns', 'dense']) {
      const dataset = await load({ source: layer === undefined ? path : { h5ad: path, layer } });
      expect(numbersOf(dataset)).toEqual(rows);
      expect(dataset.columns).toEqual(['g0', 'g1', 'g2', 'g1-1']);
      expect(dataset.notices).toEqual(['1 variables have a name that came before; -1, -2, ... were added.']);
    }
  });

  test('labels are categories or texts of obs, ids and the split are columns of obs too', async () => {
    const path = await writeHdf5('labels.h5ad', (file) => {
      tables(file);
      compressedRows(file, 'X');
    });
    const byBatch = await load({ source: path, label: 'batch' });
    expect(byBatch.labels).toEqual({ name: 'batch', classes: ['a', 'b'], values: Int32Array.of(0, 1, -1) });
    expect(byBatch.rowIds).toEqual(['c0', 'c1', 'c2']);
    const byTissue = await load({
      source: path,
      label: 'tissue',
      split: { by: 'column', column: 'tissue' },
      columns: { exclude: ['g0'] },
    });
    expect(byTissue.labels?.classes).toEqual(['lung', 'skin']);
    expect([...byTissue.partition!.values]).toEqual([0, 1, 0]);
    expect(byTissue.columns).toEqual(['g1', 'g2', 'g1-1']);
    expect((await load({ source: path, label: 'g0' })).labels?.classes).toEqual(['0', '1']);
    expect(await refusal(load({ source: path, label: 'batsh' }))).toEqual([
      'config.data.label: "batsh" is not a column of obs. Expected one of: batch, cell, tissue. Did you mean "batch"?',
      2,
    ]);
  });
});

describe('fault 35: refused', () => {
  const cases: [string, string, Parameters<typeof writeHdf5>[1], string][] = [
    [
      'an external link',
      'external.h5ad',
      (file) => {
        tables(file);
        file.create_external_link('/etc/hostname', '/X', 'X');
      },
      'external.h5ad/X: is a link to /etc/hostname. Expected a file that holds its data: links are not followed.',
    ],
    [
      'a loop of soft links',
      'loop.h5ad',
      (file) => {
        tables(file);
        file.create_soft_link('/Y', 'X');
        file.create_soft_link('/X', 'Y');
      },
      'loop.h5ad/X: is a link to /Y. Expected a file that holds its data: links are not followed.',
    ],
    [
      'a table behind a link',
      'obs.h5ad',
      (file) => {
        compressedRows(file, 'X');
        file.create_external_link('other.h5', '/obs', 'obs');
      },
      'obs.h5ad/obs: is a link to other.h5. Expected a file that holds its data: links are not followed.',
    ],
    [
      'no X',
      'none.h5ad',
      (file) => {
        tables(file);
        group(file, 'obsm');
        put(file.get('obsm') as never, 'pca', Float32Array.of(1, 2, 3), [3, 1]);
      },
      'none.h5ad: holds no "X". Expected one of: obsm/pca.',
    ],
    [
      'another kind of HDF5 file',
      'other.h5ad',
      (file) => {
        put(file, 'images', Float32Array.of(1));
      },
      'other.h5ad: holds no "X". Expected an AnnData file: X, obs and var.',
    ],
    [
      'no var',
      'var.h5ad',
      (file) => {
        compressedRows(file, 'X');
        put(group(file, 'obs', { _index: '_index' }), '_index', ['a', 'b', 'c']);
      },
      'var.h5ad: holds no table "var". Expected an AnnData file: X, obs and var.',
    ],
    [
      'a group that is no matrix',
      'group.h5ad',
      (file) => {
        tables(file);
        group(file, 'X', { 'encoding-type': 'dataframe' });
      },
      'group.h5ad/X: is a group of encoding "dataframe" and shape []. Expected a matrix: dense, csr_matrix or csc_matrix.',
    ],
    [
      'texts in X',
      'texts.h5ad',
      (file) => {
        tables(file);
        put(file, 'X', Array.from({ length: 12 }, String), [3, 4]);
      },
      'texts.h5ad/X: holds no numbers.',
    ],
    [
      'rows that obs does not have',
      'rows.h5ad',
      (file) => {
        tables(file);
        put(file, 'X', new Float32Array(8), [2, 4]);
      },
      'rows.h5ad/X: has 2 rows, but obs names 3. The file may be damaged.',
    ],
    [
      'falling starts',
      'falling.h5ad',
      (file) => {
        tables(file);
        compressedRows(file, 'X', { indptr: [0, 3, 2, 4] });
      },
      'falling.h5ad/X: indptr falls from 3 to 2. Expected starts that rise. The file may be damaged.',
    ],
    [
      'starts beyond the end',
      'beyond.h5ad',
      (file) => {
        tables(file);
        compressedRows(file, 'X', { indptr: [0, 2, 2, 400000] });
      },
      'beyond.h5ad/X: indptr ends at 400000. Expected 4, the number of entries. The file may be damaged.',
    ],
    [
      'a start below zero',
      'below.h5ad',
      (file) => {
        tables(file);
        compressedRows(file, 'X', { indptr: [-2, 2, 2, 4] });
      },
      'below.h5ad/X: indptr starts at -2. Expected 0. The file may be damaged.',
    ],
    [
      'too few starts',
      'few.h5ad',
      (file) => {
        tables(file);
        compressedRows(file, 'X', { indptr: [0, 4] });
      },
      'few.h5ad/X: has 2 starts in indptr. Expected 4, one more than it has rows. The file may be damaged.',
    ],
    [
      'more data than positions',
      'more.h5ad',
      (file) => {
        tables(file);
        compressedRows(file, 'X', { data: [1, 2, 3, 4, 5] });
      },
      'more.h5ad/X: has 5 and 4 entries in data and indices. Expected as many in both. The file may be damaged.',
    ],
    [
      'a column that is not there',
      'column.h5ad',
      (file) => {
        tables(file);
        compressedRows(file, 'X', { indices: [0, 2, 1, 9] });
      },
      'column.h5ad/X: an entry is at position 9. Expected 0 to 3. The file may be damaged.',
    ],
  ];
  test.each(cases)('%s', async (_title, name, fill, message) => {
    expect(await refusal(load({ source: await writeHdf5(name, fill) }))).toEqual([message, 3]);
  });

  test('a huge shape, before memory is taken', async () => {
    const path = await writeHdf5('huge.h5ad', (file) => {
      tables(file);
      compressedRows(file, 'X', { shape: [2 ** 40, 4] });
    });
    expect(await refusal(load({ source: path }))).toEqual([
      'huge.h5ad/X: holds more than 1099511627776 rows of 4 columns, above 2^31 elements. Leave out columns, or split the file.',
      6,
    ]);
  });

  test('a file that is cut short, and one that is no HDF5', async () => {
    const path = await writeHdf5('cut.h5ad', (file) => {
      tables(file);
      compressedRows(file, 'X');
    });
    truncateSync(path, 4000);
    const [message, code] = await refusal(load({ source: path }));
    expect(message).toMatch(
      /^cut\.h5ad: cannot be read as HDF5: truncated file: .*\. The file may be damaged or cut short\.$/,
    );
    expect(code).toBe(3);
    writeFileSync(path, 'cell,gene\n');
    expect(await refusal(load({ source: path }))).toEqual([
      'cut.h5ad: cannot be read as HDF5: file signature not found. The file may be damaged or cut short.',
      3,
    ]);
  });

  test('a heap of texts with an object of no size, on which HDF5 itself would never end', async () => {
    const path = await writeHdf5(
      'heap.h5ad',
      (file) => {
        tables(file);
        compressedRows(file, 'X');
      },
      (bytes) => {
        const heap = bytes.indexOf('GCOL');
        bytes.fill(0, heap + 16, heap + 32);
        return bytes;
      },
    );
    expect(await refusal(load({ source: path }))).toEqual([
      'heap.h5ad/obs: cannot be read as HDF5: bad global heap collection signature. The file may be damaged or cut short.',
      3,
    ]);
  });

  test('damaged bytes give rows or an ElboError, and the next file is read all the same', async () => {
    const fill = (file: Parameters<typeof tables>[0]): void => {
      tables(file);
      compressedRows(file, 'X');
    };
    const bytes = await hdf5Bytes(fill);
    const path = join(folder, 'fuzz.h5ad');
    const damage = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => {
        const damaged = Buffer.from(bytes);
        for (const [at, value] of changes) damaged[at] = value;
        writeFileSync(path, damaged);
        await load({ source: path, label: 'batch' }).catch((error) => expect(error).toBeInstanceOf(ElboError));
      }),
      // One seed: a file that the library never comes back from could not be stopped here.
      { numRuns: 100, seed: 7 },
    );
    writeFileSync(path, bytes);
    expect(numbersOf(await load({ source: path }))).toEqual(rows);
  });
});

import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Group } from 'h5wasm';
import { expect, test } from 'vitest';
import { addObsm } from '../../../src/data/sources/add-obsm.ts';
import { readAnnData } from '../../../src/data/sources/anndata.ts';
import { withHdf5 } from '../../../src/data/sources/hdf5.ts';
import { messageOf } from '../../message-of.ts';
import { compressedRows, folder, group, put, tables, writeHdf5 } from './write-hdf5.ts';

const Z = Float32Array.of(1, 2, 3, 4, 5, 6);
const cells = (name: string, more: (file: Group) => void = () => {}) =>
  writeHdf5(name, (file) => {
    tables(file);
    compressedRows(file, 'X');
    more(file);
  });
const all = { values: Z, columnCount: 2 };

test('a matrix joins obsm, which is made where it is missing, and the rest reads as before', async () => {
  const file = await cells('plain.h5ad');
  const before = await readAnnData(file, {}, ['tissue']);
  expect(await addObsm(file, 'plain.h5ad', 'X_elbo', all)).toBe(0);
  const after = await readAnnData(file, { obsm: 'X_elbo' }, ['tissue']);
  expect(after.dataset.values).toEqual({ kind: 'float32', data: Z });
  expect(after.texts).toEqual(before.texts);
  expect((await readAnnData(file, {}, [])).dataset).toEqual(before.dataset);
  await addObsm(file, 'plain.h5ad', 'other', all);
  const told = await withHdf5(file, (open) => [
    open.names('obsm'),
    ...['obsm', 'obsm/other'].map((at) => [
      open.attribute(at, 'encoding-type'),
      open.attribute(at, 'encoding-version'),
    ]),
  ]);
  expect(told).toEqual([
    ['X_elbo', 'other'],
    ['dict', '0.1.0'],
    ['array', '0.2.0'],
  ]);
});

test('rows that numbers are missing for are NaN', async () => {
  const file = await cells('few.h5ad');
  const some = { values: Float32Array.of(5, 6), columnCount: 2, fileRows: Int32Array.of(1) };
  expect(await addObsm(file, 'few.h5ad', 'z', some)).toBe(2);
  const values = await withHdf5(file, (open) => Array.from(open.numbers('obsm/z')));
  expect(values).toEqual([Number.NaN, Number.NaN, 5, 6, Number.NaN, Number.NaN]);
});

test('what is there already stays, to the byte', async () => {
  const file = await cells('taken.h5ad', (open) => put(group(open, 'obsm'), 'X_elbo', Z, [3, 2]));
  const copy = path.join(folder, 'taken-copy.h5ad');
  copyFileSync(file, copy);
  expect(await messageOf(() => addObsm(file, 'a.h5ad', 'X_elbo', all))).toBe(
    '--key: obsm of a.h5ad holds "X_elbo" already. Give another name.',
  );
  expect(readFileSync(file).equals(readFileSync(copy))).toBe(true);
});

test('an obsm that can hold no matrix is refused', async () => {
  const file = await cells('old.h5ad', (open) => put(open, 'obsm', Float32Array.of(1)));
  expect(await messageOf(() => addObsm(file, 'old.h5ad', 'X_elbo', all))).toBe(
    'old.h5ad: its obsm is a table of records, which no matrix can be added to. Write the file again with a newer anndata.',
  );
});

test('so are more numbers than a file should get', async () => {
  const file = await cells('many.h5ad');
  const given = { values: new Float32Array(0), columnCount: 2 ** 28 };
  expect(await messageOf(() => addObsm(file, 'many.h5ad', 'X_elbo', given))).toBe(
    'many.h5ad: 268435456 numbers for each of 3 rows take 3221225472 bytes. Expected at most 1073741824.',
  );
});

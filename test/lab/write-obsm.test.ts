import {
  chmodSync,
  existsSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseOptions } from '../../src/base/options.ts';
import { dataOptions } from '../../src/data/data-options.ts';
import { loadDataset } from '../../src/data/load.ts';
import { withHdf5 } from '../../src/data/sources/hdf5.ts';
import { requireAnnData, requireObsmKey, writeObsm } from '../../src/lab/write-obsm.ts';
import { compressedRows, tables, writeHdf5 } from '../data/sources/write-hdf5.ts';
import { messageOf } from '../message-of.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'elbo-obsm-'));
afterAll(() => rmSync(folder, { recursive: true }));
const context = { baseFolder: folder };
const at = (name: string) => path.join(folder, name);
let original: string;

beforeAll(async () => {
  original = await writeHdf5('cells.h5ad', (file) => {
    tables(file);
    compressedRows(file, 'X', { data: [1, Number.NaN, 3, 4] });
  });
});

const rowsOf = async (missing: string) => {
  const dataset = await loadDataset(parseOptions(dataOptions, { source: original, missing }, '--data'), context);
  return { dataset, rows: Int32Array.from({ length: dataset.rowCount }, (_, row) => row), notices: [] };
};

describe('the copy', () => {
  test('has latents in obsm, and NaN for rows that were left out; the original stays', async () => {
    chmodSync(original, 0o444);
    const before = readFileSync(original);
    const chosen = await rowsOf('drop-rows');
    expect(chosen.rows).toHaveLength(2);
    const values = Float32Array.of(1, 2, 3, 4);
    expect(await writeObsm(at('z.h5ad'), original, 'X_elbo', chosen, values, false)).toEqual([
      '1 rows that were left out when the file was read have NaN in obsm/X_elbo.',
    ]);
    expect(await withHdf5(at('z.h5ad'), (file) => Array.from(file.numbers('obsm/X_elbo')))).toEqual([
      Number.NaN,
      Number.NaN,
      1,
      2,
      3,
      4,
    ]);
    expect(readFileSync(original).equals(before)).toBe(true);
    expect(statSync(original).mode & 0o777).toBe(0o444);
  });

  test('takes the place of no file, unless forced to, and leaves no half of one', async () => {
    const chosen = await rowsOf('drop-columns');
    const values = Float32Array.of(1, 2, 3);
    writeFileSync(at('mine.h5ad'), 'mine');
    const write = (force: boolean) => writeObsm(at('mine.h5ad'), original, 'z', chosen, values, force);
    expect(await messageOf(() => write(false))).toBe(
      `${at('mine.h5ad')}: the file is there already. Choose another name, or replace it with --force.`,
    );
    expect(readFileSync(at('mine.h5ad'), 'utf8')).toBe('mine');
    expect(await write(true)).toEqual([]);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(existsSync(at('mine.h5ad'))).toBe(true);
  });
});

test('only an .h5ad file is copied, and never onto itself', async () => {
  expect(requireAnnData(original, at('a.h5ad'), context)).toBe(original);
  expect(requireAnnData({ h5ad: original }, at('a.h5ad'), context)).toBe(original);
  for (const source of [undefined, 'rows.csv', { simulated: { rows: 3, columns: 4 } } as never]) {
    expect(await messageOf(() => requireAnnData(source, 'z.h5ad', context))).toBe(
      'z.h5ad: latents go into a copy of an .h5ad file. Expected --data with the .h5ad file to copy.',
    );
  }
  const link = path.join(path.dirname(original), 'linked.h5ad');
  linkSync(original, link);
  for (const target of [original, link]) {
    expect(await messageOf(() => requireAnnData(original, target, context))).toBe(
      `${target}: this is the data file itself, which stays as it is. Choose another name for the copy.`,
    );
  }
});

test('a name in obsm has no slash', async () => {
  expect(requireObsmKey('X_elbo')).toBe('X_elbo');
  for (const key of ['', 'a/b', '.', 'a\nb']) {
    expect(await messageOf(() => requireObsmKey(key))).toBe(
      `--key: "${key}" does not fit. Expected a name without a slash, such as X_elbo.`,
    );
  }
});

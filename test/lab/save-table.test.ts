import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseOptions } from '../../src/base/options.ts';
import { dataOptions } from '../../src/data/data-options.ts';
import { loadDataset } from '../../src/data/load.ts';
import { saveTable } from '../../src/lab/save-table.ts';
import { messageOf } from '../message-of.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'elbo-save-'));
afterAll(() => rmSync(folder, { recursive: true }));
const table = {
  columns: ['a', '=b'],
  values: Float32Array.of(0.1, -3, 1e-20, 2, Number.NaN, 3),
  rowNames: { header: 'id', names: ['x"y', '=1+1', 'z'] },
};

test('a table as .parquet reads back with its names; a missing number is missing', async () => {
  const file = path.join(folder, 'a.parquet');
  await saveTable(file, table, false);
  const options = parseOptions(dataOptions, { source: file, idColumn: 'id', missing: 'drop-rows' }, '--data');
  const { columns, rowIds, values } = await loadDataset(options, { baseFolder: folder });
  expect({ columns, rowIds }).toEqual({ columns: ['a', '=b'], rowIds: ['x"y', '=1+1'] });
  expect(values.data).toEqual(table.values.slice(0, 4));
  expect(await messageOf(() => saveTable(file, table, false))).toBe(
    `${file}: the file is there already. Choose another name, or replace it with --force.`,
  );
  expect(readdirSync(folder)).toEqual(['a.parquet']);
});

test('any other table is as it was', async () => {
  const file = path.join(folder, 'a.csv');
  await saveTable(file, table, false);
  expect(readFileSync(file, 'utf8').split('\n')[0]).toBe("id,a,'=b");
});

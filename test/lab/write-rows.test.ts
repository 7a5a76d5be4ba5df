import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { RowTable } from '../../src/data/convert/row-table.ts';
import { rowFormat, writeRows } from '../../src/lab/write-rows.ts';
import { readNpy } from '../../src/tensor/npy.ts';
import { readNpzMember } from '../../src/tensor/npz.ts';
import { load, numbersOf } from '../data/load-text.ts';
import { messageOf } from '../message-of.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'elbo-rows-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => path.join(folder, name);

const reals: RowTable = {
  rowCount: 3,
  columns: ['a,"b"', '=c'],
  rowShape: [2],
  kind: 'float32',
  texts: [
    { name: 'id', texts: ['x', '=1+1', 'z"'] },
    { name: 'y', texts: ['yes', '', 'no'] },
  ],
  notices: [],
  *blocks() {
    yield Float32Array.of(0.1, -3, Number.NaN, 2);
    yield Float32Array.of(1e-20, 16777216);
  },
};
const bytes: RowTable = {
  ...reals,
  rowShape: [1, 2],
  kind: 'bytes',
  texts: [],
  *blocks() {
    yield Uint8Array.of(0, 1, 255, 3);
    yield Uint8Array.of(4, 5);
  },
};

test('.npy holds the numbers with their axes, and says what it leaves out', async () => {
  expect(await writeRows(at('r.npy'), reals, false)).toEqual([
    'A .npy file holds numbers alone: "id" and "y" and the names of columns were left out.',
  ]);
  expect(readNpy(readFileSync(at('r.npy')), 'r')).toMatchObject({
    dtype: 'f4',
    shape: [3, 2],
    data: Float32Array.of(0.1, -3, Number.NaN, 2, 1e-20, 16777216),
  });
  expect(await writeRows(at('b.npy'), bytes, false)).toEqual([]);
  expect(readNpy(readFileSync(at('b.npy')), 'b')).toMatchObject({
    dtype: 'u1',
    shape: [3, 1, 2],
    data: Uint8Array.of(0, 1, 255, 3, 4, 5),
  });
});

test('.npz holds names and texts as members', async () => {
  await writeRows(at('r.npz'), reals, false);
  expect((await readNpzMember(at('r.npz'), 'columns')).data).toEqual(reals.columns);
  expect((await readNpzMember(at('r.npz'), 'id')).data).toEqual(['x', '=1+1', 'z"']);
  const dataset = await load({ source: { npz: at('r.npz'), labels: 'y' }, missing: 'drop-rows' });
  expect([dataset.rowCount, dataset.labels!.classes]).toEqual([2, ['no', 'yes']]);
  expect(dataset.columns).toEqual(reals.columns);
});

test('fault 41: .csv quotes as RFC 4180 asks, and puts an apostrophe before what a spreadsheet would run', async () => {
  await writeRows(at('r.csv'), reals, false);
  expect(readFileSync(at('r.csv'), 'utf8')).toBe(
    `id,y,"a,""b""",'=c\nx,yes,0.1,-3\n'=1+1,,,2\n"z""",no,1e-20,16777216\n`,
  );
  await writeRows(at('b.csv'), bytes, false);
  expect(readFileSync(at('b.csv'), 'utf8')).toBe(`"a,""b""",'=c\n0,1\n255,3\n4,5\n`);
});

test('.parquet reads back as the same numbers and texts, missing ones included', async () => {
  await writeRows(at('r.parquet'), reals, false);
  const given = { source: at('r.parquet'), idColumn: 'id', label: 'y', missing: 'drop-columns' };
  const dataset = await load(given);
  expect(dataset).toMatchObject({ columns: ['=c'], rowIds: ['x', '=1+1', 'z"'] });
  expect(dataset.notices).toEqual(['1 of 2 columns have missing values and were left out.']);
  expect([...dataset.labels!.values]).toEqual([1, -1, 0]);
  expect(numbersOf(dataset)).toEqual([-3, 2, 16777216]);
  await writeRows(at('b.parquet'), bytes, false);
  expect(numbersOf(await load({ source: at('b.parquet') }))).toEqual([0, 1, 255, 3, 4, 5]);
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('a file that is there is replaced only where that is said', async () => {
  for (const ending of ['.npy', '.npz', '.csv', '.parquet']) {
    const file = at(`taken${ending}`);
    writeFileSync(file, 'mine');
    expect(await messageOf(() => writeRows(file, reals, false))).toBe(
      `${file}: the file is there already. Choose another name, or replace it with --force.`,
    );
    expect(readFileSync(file, 'utf8')).toBe('mine');
    await writeRows(file, reals, true);
    expect(readFileSync(file, 'utf8')).not.toBe('mine');
  }
  expect(() => rowFormat('x.xlsx')).toThrow(
    'x.xlsx: the ending says no format that is known. Expected one of: .npy, .npz, .csv, .parquet.',
  );
});

test('a table that fails on the way leaves no file', async () => {
  const failing: RowTable = {
    ...reals,
    *blocks() {
      yield Float32Array.of(1, 2);
      throw new Error('the source broke');
    },
  };
  for (const ending of ['.npy', '.npz', '.csv', '.parquet']) {
    expect(await messageOf(() => writeRows(at(`half${ending}`), failing, false))).toBe('the source broke');
    expect(existsSync(at(`half${ending}`))).toBe(false);
  }
  expect(readdirSync(folder).filter((name) => name.includes('half'))).toEqual([]);
});

test('a .npz too large for one is refused before memory is taken', async () => {
  expect(await messageOf(() => writeRows(at('large.npz'), { ...reals, rowCount: 2 ** 30 }, false))).toBe(
    `${at('large.npz')}: the numbers would take 8589934592 bytes. Expected at most 2 GiB in a .npz. Write .npy or .parquet.`,
  );
});

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { numberCell, textCell, writeTable } from '../../src/lab/write-table.ts';
import { readNpy } from '../../src/tensor/npy.ts';
import { messageOf } from '../message-of.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'elbo-table-'));
const table = {
  columns: ['a,b', '=c'],
  values: Float32Array.of(0.1, -3, 1e-20, 2),
  rowNames: { header: 'id', names: ['x"y', '-7'] },
};

describe('a cell', () => {
  test('of text that a spreadsheet would run has an apostrophe in front; a number stays as it is', () => {
    for (const text of ['=1+1', '+A1', '-A1', '@SUM(A1)', '\tx']) expect(textCell(text)).toBe(`'${text}`);
    expect(textCell('\rx')).toBe(`"'\rx"`);
    for (const text of ['-3', '+2.5', '-1e-7', 'TP53', ' =x', '']) expect(textCell(text)).toBe(text);
  });

  test('with a comma, a quote or the end of a line is quoted', () => {
    expect(textCell('a,b')).toBe('"a,b"');
    expect(textCell('a"b')).toBe('"a""b"');
    expect(textCell('=a\nb')).toBe(`"'=a\nb"`);
  });

  test('of a number reads back as the same 32-bit number, and is short', () => {
    expect([0.1, 1 / 3, -3, 1e-20, 16777216].map((value) => numberCell(Math.fround(value)))).toEqual([
      '0.1',
      '0.33333334',
      '-3',
      '1e-20',
      '16777216',
    ]);
    fc.assert(
      fc.property(fc.float({ noNaN: true }), (value) => {
        expect(Math.fround(Number(numberCell(value)))).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});

describe('a table', () => {
  test('as .csv has the names of its columns and rows', () => {
    const file = path.join(folder, 'a.csv');
    writeTable(file, table, false);
    expect(readFileSync(file, 'utf8')).toBe(`id,"a,b",'=c\n"x""y",0.1,-3\n-7,1e-20,2\n`);
  });

  test('as .npy has the numbers alone', () => {
    const file = path.join(folder, 'a.npy');
    writeTable(file, table, false);
    expect(readNpy(readFileSync(file), file)).toEqual({
      kind: 'numbers',
      dtype: 'f4',
      shape: [2, 2],
      data: table.values,
    });
  });

  test('takes the place of no file, unless forced to', async () => {
    const file = path.join(folder, 'there.csv');
    writeFileSync(file, 'mine');
    expect(await messageOf(() => writeTable(file, table, false))).toBe(
      `${file}: the file is there already. Choose another name, or replace it with --force.`,
    );
    expect(readFileSync(file, 'utf8')).toBe('mine');
    writeTable(file, table, true);
    expect(readFileSync(file, 'utf8')).toMatch(/^id,/);
  });

  test('has an ending that is known', async () => {
    expect(await messageOf(() => writeTable('a.xlsx', table, false))).toBe(
      'a.xlsx: the ending says no format that is known. Expected one of: .npy, .csv, .parquet.',
    );
  });
});

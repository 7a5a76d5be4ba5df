import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readCsvTexts } from '../../../src/data/sources/csv-texts.ts';
import { messageOf } from '../../message-of.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'elbo-texts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(content: string | Uint8Array): string {
  const target = path.join(folder, 'table.csv');
  writeFileSync(target, content);
  return target;
}

test('cells stay as they are written, with the line they stand on', async () => {
  const table = await readCsvTexts(file('run,accuracy\n\n"a, b",0.7100\nc,\n'));
  expect(table).toEqual({
    columns: ['run', 'accuracy'],
    rows: [
      { line: 3, cells: ['a, b', '0.7100'] },
      { line: 4, cells: ['c', ''] },
    ],
  });
});

test('of a table only the columns that are asked for become text, in the order of the file', async () => {
  const table = await readCsvTexts(file('c,b,a\n1,2,"x, y"\n'), (column) => ['a', 'c', 'd'].includes(column));
  expect(table).toEqual({ columns: ['c', 'b', 'a'], rows: [{ line: 2, cells: ['1', 'x, y'] }] });
});

test('tabs and semicolons separate too', async () => {
  expect((await readCsvTexts(file('run\taccuracy\na\t0.5\n'))).rows[0]!.cells).toEqual(['a', '0.5']);
  expect((await readCsvTexts(file('run;accuracy\na;0.5\n'))).rows[0]!.cells).toEqual(['a', '0.5']);
});

test.each([
  ['', 'table.csv: is empty. Expected a table of numbers.'],
  ['run,accuracy\n', 'table.csv: holds a header of 2 columns and no rows.'],
  [
    'run,accuracy\na,0.5,0.6\n',
    'table.csv line 2: expected 2 values, found 3. The header names 2 columns; leave a cell empty where there is no value.',
  ],
  [
    'run,run\na,0.5\n',
    'table.csv line 1: two columns are called "run": 0 and 1, counted from 0. Give every column its own name.',
  ],
  [
    Uint8Array.from([114, 44, 98, 10, 0xff, 44, 49, 10]),
    'table.csv line 2, field 1: holds bytes that are not UTF-8. If the file is Latin-1, set encoding: latin-1.',
  ],
])('%j is refused', async (content, message) => {
  expect(await messageOf(() => readCsvTexts(file(content)))).toBe(message);
});

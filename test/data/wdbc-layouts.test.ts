import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import { sharedData } from '../shared-data.ts';
import { load, loadText, numbersOf } from './load-text.ts';

const path = sharedData('wdbc/wdbc.data');

const PARTS = ['mean', 'se', 'worst'];
const TRAITS = [
  'radius',
  'texture',
  'perimeter',
  'area',
  'smoothness',
  'compactness',
  'concavity',
  'concave points',
  'symmetry',
  'fractal_dimension',
];
const names = PARTS.flatMap((part) => TRAITS.map((trait) => `${trait}_${part}`));

/** One table in all the forms it goes round in: same numbers, same diagnoses, names where the file has them. */
describe.skipIf(path === undefined)('breast cancer in every layout', () => {
  const cells = (path === undefined ? '' : readFileSync(path, 'utf8'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(','));
  const header = ['id', 'diagnosis', ...names];
  const lines = (rows: readonly (readonly string[])[], end = '\n') => rows.map((row) => row.join(',') + end).join('');
  const malignant = { column: 'diagnosis', positive: 'M' };

  const expectSame = async (loading: Promise<Dataset>, columns: readonly string[], classes: readonly string[]) => {
    const [found, wanted] = [await loading, await load({ source: path, idColumn: 0, label: 1 })];
    expect(numbersOf(found)).toEqual(numbersOf(wanted));
    expect(found.columns).toEqual(columns);
    expect(found.labels!.classes).toEqual(classes);
    expect(found.labels!.positive).toBe(classes[1]);
    expect(found.labels!.values).toEqual(wanted.labels!.values);
    return found;
  };

  test('as it came: no header, id, M and B', async () => {
    const label = { column: 1, positive: 'M' };
    const unnamed = Array.from({ length: 30 }, (_, j) => `column${j + 2}`);
    await expectSame(load({ source: path, idColumn: 0, label }), unnamed, ['B', 'M']);
  });

  test('with a header, and line ends of CR or CRLF', async () => {
    for (const end of ['\n', '\r', '\r\n']) {
      const text = lines([header, ...cells], end);
      const found = await expectSame(loadText(text, { idColumn: 'id', label: malignant }), names, ['B', 'M']);
      expect(found.notices).toEqual([]);
    }
  });

  const cut = 'The header ends with a delimiter; the column without name and values after it was left out.';

  test('as Kaggle has it: quoted names, a header of one delimiter too many, whether rows have it or not', async () => {
    const quoted = header.map((name) => `"${name}"`);
    for (const extra of [[], ['']]) {
      const text = lines([[...quoted, ''], ...cells.map((row) => [...row, ...extra])]);
      const found = await expectSame(loadText(text, { idColumn: 'id', label: malignant }), names, ['B', 'M']);
      expect(found.notices).toEqual([cut]);
    }
  });

  test('as pandas saved that: a named column without values, left out by name', async () => {
    const text = lines([[...header, 'Unnamed: 32'], ...cells.map((row) => [...row, ''])]);
    const columns = { exclude: ['Unnamed: 32'] };
    await expectSame(loadText(text, { idColumn: 'id', label: malignant, columns }), names, ['B', 'M']);
  });

  test("as scikit-learn has it: 0 is malignant, and the file's first line says so", async () => {
    const rows = cells.map((row) => [...row.slice(2), row[1] === 'M' ? '0' : '1']);
    const text = lines([['569', '30', 'malignant', 'benign'], ...rows]);
    const label = { column: -1, names: { 0: 'malignant', 1: 'benign' }, positive: 'malignant' };
    const unnamed = Array.from({ length: 30 }, (_, j) => `column${j}`);
    const found = await expectSame(loadText(text, { label }), unnamed, ['benign', 'malignant']);
    expect(found.notices).toEqual([
      'The first line counts 569 rows of 30 features and names classes, as scikit-learn writes it; for these names set data.label: {column: -1, names: {"0": malignant, "1": benign}}.',
    ]);
    // Without names, 0 and 1 stay what they are: nobody says which is which.
    expect((await loadText(text, { label: -1 })).labels).toMatchObject({ classes: ['0', '1'] });
  });

  test('lines that do not fit are left out and counted where that is asked for', async () => {
    const text = lines([header, ...cells.slice(0, 100), ['1', 'M', '2'], ...cells.slice(100), ['oh', 'dear']]);
    const asked = { idColumn: 'id', label: malignant, badLines: 'skip' };
    const found = await expectSame(loadText(text, asked), names, ['B', 'M']);
    expect(found.notices).toEqual([
      '2 lines were skipped; the first: genes.csv line 102: expected 32 values, found 3. The header names 32 columns; the row may end early.',
    ]);
  });
});

const digits = sharedData('digits/optdigits.tes');

test.skipIf(digits === undefined)('digits as scikit-learn has them: decimals, gzipped', async () => {
  const rows = readFileSync(digits!, 'utf8').trim().split('\n');
  const text = rows.map((line) => line.split(',').map((cell) => Number(cell).toExponential(18))).join('\n');
  const found = await loadText(gzipSync(text), { label: -1 }, 'digits.csv.gz');
  const wanted = await load({ source: digits, label: -1 });
  expect(numbersOf(found)).toEqual(numbersOf(wanted));
  expect(found.labels!.values).toEqual(wanted.labels!.values);
});

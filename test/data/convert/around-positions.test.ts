import { expect, test } from 'vitest';
import { chooseMarks, marksAround, windowsAround } from '../../../src/data/convert/around-positions.ts';
import { readChromHmm } from '../../../src/data/convert/chromhmm.ts';
import { numbersOf as cellsOf, readTextTable } from '../../../src/data/convert/text-columns.ts';
import { messageOf } from '../../message-of.ts';
import { numbersOf, written } from './written.ts';

/** Ten bins of two marks: bin number odd, and bin number at least 5. */
const TEXT = `c\tchr1\nodd\thigh\n${Array.from({ length: 10 }, (_, bin) => `${bin % 2}\t${Number(bin >= 5)}`).join('\n')}\n`;
const tracks = await readChromHmm([written('a.txt', TEXT)], 100);
const NAMES = ['chrom', 'tss', 'strand', 'x'];
const table = (text: string) => readTextTable(written('p.csv', text), NAMES);
const windows = async (text: string, bins: number) => windowsAround(await table(text), tracks, bins);

test('the bin of the position comes after half of the others, in the direction of the strand', async () => {
  const found = await windows('chrom,tss,strand\nchr1,450,+\nchr1,450,-\nchr1,499,.\n', 4);
  expect(found.windows.map(({ firstBin, isReversed }) => [firstBin, isReversed])).toEqual([
    [2, false],
    [3, true],
    [2, false],
  ]);
  const flat = marksAround(tracks, found, 4, [0, 1], false);
  expect([flat.columns.slice(0, 5), flat.rowShape]).toEqual([['odd_00', 'odd_01', 'odd_02', 'odd_03', 'high_00'], [8]]);
  expect(numbersOf(flat).slice(0, 16)).toEqual([0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0, 1, 1, 1, 0, 0]);
  const array = marksAround(tracks, found, 4, [1, 0], true);
  expect([array.columns.slice(0, 3), array.rowShape]).toEqual([
    ['high_00', 'odd_00', 'high_01'],
    [4, 2],
  ]);
  expect(numbersOf(array).slice(0, 8)).toEqual([0, 0, 0, 1, 0, 0, 1, 1]);
});

test('positions whose bins are not all there are left out and counted', async () => {
  const found = await windows('chrom,tss\nchr1,50\nchr1,450\nchr2,450\nchr1,999\n', 4);
  expect([found.rows, found.notices]).toEqual([[1], ['3 of 4 positions were left out: their bins are not all there.']]);
  expect(await messageOf(() => windows('chrom,tss\nchr2,450\n', 4))).toBe(
    'p.csv: no position has all its bins in the marks. Expected positions on chr1.',
  );
});

test('a table of positions is refused with what is wrong', async () => {
  expect(await messageOf(() => windows('chrom,where\nchr1,5\n', 4))).toBe(
    '--around: p.csv has no column tss or position or pos or start. Expected chrom, tss and, where direction matters, strand.',
  );
  expect(await messageOf(() => windows('chrom,tss,strand\nchr1,450,+\nchr1,450,x\n', 4))).toBe(
    'p.csv row 2: "x" is no strand. Expected one of: +, -, ..',
  );
  expect(await messageOf(() => windows('chrom,tss\nchr1,4e2\n', 4))).toBe(
    'p.csv row 1: "4e2" is no position. Expected a whole number.',
  );
  expect(await messageOf(() => windows('chrom,tss\nchr1,4,5\n', 4))).toBe(
    'p.csv line 2: expected 2 values, found 3. The header names 2 columns; leave a cell empty where there is no value.',
  );
});

test('marks are chosen by name', async () => {
  expect([chooseMarks(tracks, undefined), chooseMarks(tracks, ['high', 'odd'])]).toEqual([
    [0, 1],
    [1, 0],
  ]);
  expect(await messageOf(() => chooseMarks(tracks, ['hihg']))).toBe(
    '--marks: "hihg" is not a mark of the data. Expected one of: odd, high. Did you mean "high"?',
  );
});

test('a column of numbers may be cut at a threshold', async () => {
  const cells = await table('chrom,x\na,0\na,0.5\na,2e1\n');
  expect([...cellsOf(cells, 'x', undefined)]).toEqual([0, 0.5, 20]);
  expect([...cellsOf(cells, 'x', 0)]).toEqual([0, 1, 1]);
  expect(await messageOf(() => cellsOf(cells, 'chrom', 0))).toBe('p.csv row 1, column "chrom": "a" is not a number.');
  expect(await messageOf(() => cellsOf(cells, 'y', 0))).toBe(
    '--column: "y" is not a column of p.csv. Expected one of: chrom, x.',
  );
  expect(await messageOf(async () => cellsOf(await table('chrom,x\na,NA\n'), 'x', 0))).toBe(
    'p.csv row 1, column "x": "NA" is not a number.',
  );
});

import { expect, test } from 'vitest';
import { type CopySource, fitCopiedColumns, samePositions } from '../../../src/diagnose/baselines/copied-columns.ts';
import { madeBits, matrix, rowsOf } from './made-bits.ts';

const source = (name: string, ...columns: number[]): CopySource => ({ name, columns: Int32Array.from(columns) });

test('a hidden column has the shares of ones where the seen bit is 1 and where it is 0, one row smoother', async () => {
  // Seen:   1 1 1 0 0 0 0 0; hidden: 1 1 0 1 0 0 0 0, so a rate of 3 / 8.
  const train = {
    seen: matrix(8, 1, (i) => Number(i < 3)),
    hidden: matrix(8, 1, (i) => Number([0, 1, 3].includes(i))),
  };
  const fit = await fitCopiedColumns(train, rowsOf(train, 0, 0), [source('a', 0)]);
  const found = await fit.probabilities(matrix(2, 1, (i) => i));
  expect(Array.from(found)).toEqual([(1 + 3 / 8) / 6, (2 + 3 / 8) / 4]);
});

test('the source is the one with the lowest loss on validation', async () => {
  const data = madeBits(300, 6, 3, 3);
  const sources = [source('far', 3, 4, 5), source('own', 0, 1, 2)];
  const fit = await fitCopiedColumns(rowsOf(data, 0, 200), rowsOf(data, 200, 300), sources);
  expect(fit.source).toBe('own');
  expect((await fitCopiedColumns(rowsOf(data, 0, 200), rowsOf(data, 0, 0), sources)).source).toBe('far');
});

test('a hidden column without one to copy from keeps its rate', async () => {
  const train = { seen: matrix(4, 1, (i) => i % 2), hidden: matrix(4, 1, (i) => Number(i === 0)) };
  const fit = await fitCopiedColumns(train, train, [source('none', -1)]);
  expect(Array.from(await fit.probabilities(matrix(2, 1, (i) => i)))).toEqual([0.25, 0.25]);
});

test('positions are found by what names end with, else by their order', () => {
  const names = (mark: string, ...positions: string[]): string[] => positions.map((at) => `${mark}_${at}`);
  expect(Array.from(samePositions(names('H3K27ac', '00', '01', '02'), names('H3K4me3', '01', '02', '03')))).toEqual([
    -1, 0, 1,
  ]);
  // All positions begin with a 1 here, and it belongs to them.
  expect(Array.from(samePositions(['k9_10', 'k9_11'], ['dnam_11', 'dnam_10', 'dnam_9']))).toEqual([1, 0]);
  expect(Array.from(samePositions(['k9_-200', 'k9_-100'], ['k27_-100', 'k27_100']))).toEqual([-1, 0]);
  expect(Array.from(samePositions(['a', 'b'], ['c', 'd']))).toEqual([0, 1]);
  expect(Array.from(samePositions(['a', 'b'], ['c', 'd', 'e']))).toEqual([-1, -1]);
  expect(Array.from(samePositions(['expression'], ['dnam_0', 'dnam_1']))).toEqual([-1]);
  expect(Array.from(samePositions(['expression'], ['sex']))).toEqual([0]);
});

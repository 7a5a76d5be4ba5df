import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { cutFold, withGaps } from '../../src/data/folds.ts';
import { makeSplit, splitOptions } from '../../src/data/split.ts';
import { messageOf } from '../message-of.ts';
import { table } from './tables.ts';

const rows = (count: number): number[][] => Array.from({ length: count }, (_, i) => [i]);
const fold = (dataset: Dataset, options: object, seed = 42) =>
  makeSplit(dataset, splitOptions.parse(options), new RandomStreams(seed));

describe('folds', () => {
  test('test every row once, and share no row within one', () => {
    const kinds = fc.constantFrom('random', 'stratified', 'position');
    const count = fc.integer({ min: 12, max: 120 });
    fc.assert(
      fc.property(kinds, count, fc.integer({ min: 2, max: 6 }), fc.nat(), (by, rowCount, of, seed) => {
        const labels = Array.from({ length: rowCount }, (_, i) => ['a', 'b', 'NA'][(i * i) % 3]!);
        const dataset = table(rows(rowCount), labels);
        const splits = Array.from({ length: of }, (_, i) => fold(dataset, { by, fold: { number: i + 1, of } }, seed));
        const tested = splits.flatMap(({ test: one }) => [...one]).sort((a, b) => a - b);
        expect(tested).toEqual(rows(rowCount).flat());
        for (const { train, validation, test: one } of splits) {
          expect([...train, ...validation, ...one].sort((a, b) => a - b)).toEqual(rows(rowCount).flat());
          expect(validation.length).toBeGreaterThanOrEqual(Math.floor(rowCount * 0.1) - 3);
          expect([...train]).toEqual([...train].sort((a, b) => a - b));
        }
        expect(fold(dataset, { by, fold: { number: 1, of } }, seed)).toEqual(splits[0]);
      }),
    );
  });

  test('stratified keep the share of each label', () => {
    const labels = Array.from({ length: 100 }, (_, i) => (i % 5 === 0 ? '1' : '0'));
    for (const number of [1, 2, 3, 4, 5]) {
      const { test: tested } = fold(table(rows(100), labels), { by: 'stratified', fold: { number, of: 5 } });
      expect([tested.length, [...tested].filter((row) => labels[row] === '1').length]).toEqual([20, 4]);
    }
  });

  test('by position are neighbours; validation lies before the fold, and train goes on behind it', () => {
    const of = 4;
    const { train, validation, test: tested } = fold(table(rows(20)), { by: 'position', fold: { number: 2, of } });
    expect([[...train], [...validation], [...tested]]).toEqual([
      [0, 1, 2, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
      [3, 4],
      [5, 6, 7, 8, 9],
    ]);
    const first = fold(table(rows(20)), { by: 'position', train: 0.5, gap: 1, fold: { number: 1, of } });
    expect([[...first.train], [...first.validation], [...first.test]]).toEqual([
      [6, 7, 8, 9, 10, 11, 12, 13, 14],
      [18, 19],
      [0, 1, 2, 3, 4],
    ]);
  });

  test('another seed deals other rows', () => {
    const dealt = (seed: number) => fold(table(rows(30)), { fold: { number: 1, of: 3 } }, seed).test;
    expect(dealt(1)).not.toEqual(dealt(2));
  });
});

test('a stratum is cut in the same shares as the others', () => {
  const split = cutFold(
    [
      [0, 1, 2, 3],
      [10, 11],
    ],
    { which: 1, of: 2, validation: 0.25, train: 1 },
  );
  expect([[...split.train], [...split.validation], [...split.test]]).toEqual([[2, 11], [3], [0, 1, 10]]);
});

test('a gap parts train and validation from test, and train from validation', () => {
  const of = (...numbers: number[]) => Int32Array.from(numbers);
  const split = { train: of(5, 6, 7, 8, 9), validation: of(3, 4), test: of(0, 1, 2) };
  expect(withGaps(split, 1, 10)).toEqual({ train: of(6, 7, 8, 9), validation: of(4), test: of(0, 1, 2) });
});

describe('folds are refused', () => {
  const refused = (options: object, dataset = table(rows(4))) => messageOf(() => fold(dataset, options));

  test('where the source says which rows are which, and where there are no labels', async () => {
    const two = { number: 1, of: 2 };
    expect(await refused({ by: 'given', fold: two })).toBe(
      'config.data.split.by: "given" says which rows are which, so there are no folds. Expected one of: random, stratified, position.',
    );
    expect(await refused({ by: 'stratified', fold: two })).toBe(
      'config.data.split.by: "stratified" needs labels and the data has none. Set data.label, or split by random.',
    );
  });

  test('where there is no such fold, or no row for it', async () => {
    expect(await refused({ fold: { number: 3, of: 2 } })).toBe(
      'config.data.split.fold.number: there is no fold 3 of 2. Expected a whole number from 1 to 2.',
    );
    expect(await refused({ fold: { number: 1, of: 9 } })).toBe(
      'genes.csv: fold 1 of 9 has no row: there are 4 rows. Ask for fewer folds.',
    );
  });
});

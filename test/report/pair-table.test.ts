import { expect, test } from 'vitest';
import { type PairComparison, pairMatrix, pairSplits, pairTable } from '../../src/report/pair-table.ts';

const interval = (mean: number) => ({ mean, count: 1 });
const pair = (primary: string, dummy: string, skill: number, split = 'test'): PairComparison => ({
  primary,
  dummy,
  split,
  rowCount: 40,
  reconstruction: interval(4),
  constant: interval(6),
  perColumn: interval(5),
  skill: interval(skill),
  kl: interval(0.5),
});

test('rows and columns of the matrix come in one order, that of the data', () => {
  const all = [
    pair('dnam', 'k9', 0.1),
    pair('dnam', 'k27', 0.2),
    pair('k9', 'dnam', 0.3),
    pair('k9', 'k27', 0.4),
    pair('k27', 'dnam', 0.5),
    pair('k27', 'k9', 0.6),
    pair('k27', 'k9', 0.9, 'validation'),
  ];
  expect(pairMatrix(all, 'test')).toEqual({
    header: ['hidden, test', 'with dnam', 'with k9', 'with k27'],
    rows: [
      ['dnam', undefined, interval(0.1), interval(0.2)],
      ['k9', interval(0.3), undefined, interval(0.4)],
      ['k27', interval(0.5), interval(0.6), undefined],
    ],
  });
});

test('a single primary has a column for each of its dummies', () => {
  const { header } = pairMatrix([pair('k9', 'dnam', 0.1), pair('k9', 'k27', 0.2)], 'test');
  expect(header).toEqual(['hidden, test', 'with dnam', 'with k27']);
});

test('held-out rows are shown, and train rows where there are no others', () => {
  expect(pairSplits([pair('a', 'b', 0, 'train'), pair('a', 'b', 0, 'validation')])).toEqual(['validation']);
  expect(pairSplits([pair('a', 'b', 0, 'train')])).toEqual(['train']);
});

test('every pair has a row of its numbers', () => {
  expect(pairTable([pair('k9', 'dnam', 0.3)]).rows).toEqual([
    ['k9', 'with dnam', 'test', 40, interval(4), interval(6), interval(5), interval(0.3), interval(0.5)],
  ]);
});

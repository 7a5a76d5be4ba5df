import { expect, test } from 'vitest';
import type { Balance } from '../../src/data/balance.ts';
import { diagnoseComparability } from '../../src/diagnose/comparability.ts';

const find = (balance?: Balance) =>
  diagnoseComparability({
    data: {
      splitRowCounts: { train: 16, validation: 4, test: 0 },
      constantColumns: [],
      featureCount: 3,
      seenInTrain: { validation: 0, test: 0 },
      ...(balance === undefined ? {} : { balance }),
    },
  });
const counts = {
  train: { before: { 0: 32, 1: 8 }, after: { 0: 8, 1: 8 } },
  validation: { before: { 0: 7, 1: 3 }, after: { 0: 3, 1: 3 } },
};

test('held-out rows that were balanced compare with no other run', () => {
  expect(find({ by: 'expression', method: 'under', splits: 'all', counts })).toEqual({
    id: 'comparability',
    verdict: 'warning',
    title:
      'Held-out rows were balanced by expression too, so no number here compares with a run on the data as they are: validation had 70 % of class 0 and 30 % of class 1, and has 50 % of class 0 and 50 % of class 1.',
    evidence: { balancedBy: 'expression', validationRowsBefore: 10, validationRowsAfter: 6 },
    advice: ['Set data.balance.splits: train, and read the label with its prior corrected.'],
  });
});

test('nothing is said where train alone was balanced, or nothing was', () => {
  expect(find({ by: 'expression', method: 'over', splits: 'train', counts })).toBeUndefined();
  expect(find()).toBeUndefined();
  expect(diagnoseComparability({})).toBeUndefined();
});

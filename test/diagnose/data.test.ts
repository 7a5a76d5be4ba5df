import { expect, test } from 'vitest';
import { type DataFacts, diagnoseData } from '../../src/diagnose/data.ts';

const fine: DataFacts = {
  splitRowCounts: { train: 1369, validation: 152, test: 381 },
  featureCount: 800,
  constantColumns: [],
  seenInTrain: { validation: 0, test: 0 },
};
const find = (change: Partial<DataFacts>) => diagnoseData({ data: { ...fine, ...change } })!;

test('data without oddities are good and their size is said', () => {
  expect(find({ standardizedOn: 'train' })).toEqual({
    id: 'data',
    verdict: 'good',
    title: 'Nothing odd in the data: 1,369 train, 152 validation and 381 test rows of 800 columns.',
    evidence: { trainRows: 1369, validationRows: 152, testRows: 381, columns: 800 },
    advice: [],
  });
});

test('scaling fitted on all rows is a leak', () => {
  const finding = find({ standardizedOn: 'all' });
  expect(finding.verdict).toBe('warning');
  expect(finding.title).toBe('The scaling was fitted on all rows, so held-out rows leak into training.');
  expect(finding.advice).toEqual(['Set data.standardize.fitOn: train.']);
});

test('held-out rows that occur in train are a note, above a tenth of them a warning', () => {
  const finding = find({ seenInTrain: { validation: 3, test: 60 } });
  expect(finding.verdict).toBe('warning');
  expect(finding.title).toBe(
    '60 of 381 test rows also occur in train (15.7 %); 3 of 152 validation rows also occur in train (1.97 %).',
  );
  expect(finding.evidence).toMatchObject({ testRowsSeenInTrain: 60, validationRowsSeenInTrain: 3 });
  expect(finding.advice).toEqual([
    'Where equal rows are copies of one sample, keep them in one part of the split: held-out losses flatter the model otherwise.',
  ]);
  expect(find({ seenInTrain: { validation: 3, test: 0 } }).verdict).toBe('note');
});

test('a small held-out part and none at all are warnings', () => {
  const small = find({ splitRowCounts: { train: 75, validation: 0, test: 12 } });
  expect(small.verdict).toBe('warning');
  expect(small.title).toBe('Test has only 12 rows, so one row is 8.33 % of every number there.');
  expect(small.advice).toEqual(['Enlarge the test part, or repeat over folds.']);
  const none = find({ splitRowCounts: { train: 75, validation: 0, test: 0 } });
  expect(none.verdict).toBe('warning');
  expect(none.title).toBe('No rows are held out, so nothing here speaks of new data.');
  expect(none.advice).toEqual(['Set data.split so that some rows are held out.']);
});

test('a class of more than nine tenths is a note', () => {
  const finding = find({ label: { name: 'expression', classCounts: { '0': 950, '1': 50 } } });
  expect(finding.verdict).toBe('note');
  expect(finding.title).toBe(
    '95 % of the rows are of class "0" of expression, so always answering it is that accurate.',
  );
  expect(finding.evidence).toMatchObject({ largestClass: '0', largestClassShare: 0.95 });
  expect(finding.advice).toEqual(['Read MCC and balanced accuracy in place of accuracy, or set data.balance.']);
  expect(find({ label: { name: 'diagnosis', classCounts: { B: 357, M: 212 } } }).verdict).toBe('good');
});

test('constant columns are a note that names the first three', () => {
  const finding = find({ constantColumns: ['pixel0', 'pixel32', 'pixel39', 'pixel63'], featureCount: 64 });
  expect(finding.verdict).toBe('note');
  expect(finding.title).toBe('4 of 64 columns are constant on train (pixel0, pixel32, pixel39, ...).');
  expect(find({ constantColumns: ['age'] }).title).toBe('1 of 800 columns is constant on train (age).');
});

test('several oddities share a finding, the worst first', () => {
  const finding = find({ constantColumns: ['age'], standardizedOn: 'all' });
  expect(finding.verdict).toBe('warning');
  expect(finding.title).toBe(
    'The scaling was fitted on all rows, so held-out rows leak into training; 1 of 800 columns is constant on train (age).',
  );
});

test('nothing is said where nothing is known', () => {
  expect(diagnoseData({})).toBeUndefined();
});

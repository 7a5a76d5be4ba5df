import { expect, test } from 'vitest';
import type { Split } from '../../src/data/dataset.ts';
import { labelTwins, requireClasses, requireFolds } from '../../src/data/require-classes.ts';
import { table } from './tables.ts';

const split = (train: number[], validation: number[], test: number[]): Split => ({
  train: Int32Array.from(train),
  validation: Int32Array.from(validation),
  test: Int32Array.from(test),
});

const labels = ['M', 'B', 'M', 'B', 'M', 'B', 'M', 'B'];
const data = table(
  labels.map((_, i) => [i, i % 3]),
  labels,
);

test('labels of two classes in every part are taken', () => {
  expect(requireClasses(data, split([0, 1, 2, 3], [4, 5], [6, 7]))).toBe(data.labels);
  expect(requireClasses(data, split([0, 1, 2, 3], [], []))).toBe(data.labels);
});

const refused = (dataset: typeof data, parts: Split): unknown => {
  try {
    return requireClasses(dataset, parts);
  } catch (error) {
    return (error as Error).message;
  }
};

test('a part of one class, or of none, is refused', () => {
  expect(refused(data, split([0, 1], [2, 4], []))).toBe(
    'genes.csv: the 2 validation rows are all of the class "M" of class. Expected rows of two classes at least. Set data.split.by: stratified, or give the part a larger share.',
  );
  const unknown = table([[1], [2]], ['NA', '']);
  expect(refused(unknown, split([0, 1], [], []))).toBe(
    'genes.csv: the 2 train rows have no label of class. Expected rows of two classes at least. Set data.split.by: stratified, or give the part a larger share.',
  );
});

test('no labels, and values that are no classes, are refused', () => {
  expect(refused(table([[1]]), split([0], [], []))).toBe(
    'config.data.label: is missing, and a classifier learns from labels.',
  );
  const measured = table(
    labels.map((_, i) => [i]),
    labels.map((_, i) => String(i / 7)),
  );
  expect(refused(measured, split([0, 1], [], []))).toBe(
    'config.data.label: class has 8 values in 8 rows. Expected a column of classes, not of measurements or ids. To tell numbers, set architecture.task: regression.',
  );
});

test('a feature that is the label over again is refused, unless it is asked for', () => {
  const leaky = table(
    labels.map((label, i) => [i, label === 'M' ? 4 : 2, 1]),
    labels,
  );
  const parts = split([0, 1, 2, 3], [4, 5], [6, 7]);
  expect(refused(leaky, parts)).toBe(
    'genes.csv: the feature "b" has one value for each class of class: it is the label. Add it to data.columns.exclude.',
  );
  expect(labelTwins(leaky, leaky.labels!, parts.train)).toEqual(['b']);
  expect(requireClasses(leaky, parts, ['b'])).toBe(leaky.labels);
});

test('a class smaller than the number of folds is refused', () => {
  const rare = table(
    labels.map((_, i) => [i]),
    ['M', ...new Array(7).fill('B')],
  );
  expect(() => requireFolds(rare, rare.labels!, 5)).toThrow(
    'genes.csv: the class "M" of class has 1 row, fewer than the 5 folds. Leave the class out with data.classes.',
  );
  requireFolds(data, data.labels!, 4);
  expect(() => requireFolds(data, data.labels!, 5)).toThrow(
    'genes.csv: the class "B" of class has 4 rows, fewer than the 5 folds. Take at most 4 folds, or leave the class out with data.classes.',
  );
});

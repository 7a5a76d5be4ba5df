import { expect, test } from 'vitest';
import { requireLabel, requireMonitor } from '../../src/lab/require-label.ts';
import type { TrainingOptions } from '../../src/train/training-options.ts';
import type { ModelLabel } from '../../src/vae/label.ts';
import { smallDataset, smallSplit } from '../small-dataset.ts';
import { smallModel } from '../small-model.ts';

const dataset = smallDataset('bits');
const model = smallModel(dataset, { architecture: { kind: 'classifier-head' } });
const labels = (change: (row: number, value: number) => number) => ({
  ...dataset,
  labels: { ...dataset.labels!, values: dataset.labels!.values.map((value, row) => change(row, value)) },
});

test('rows that are used without a label are refused, other rows are not', () => {
  expect(() =>
    requireLabel(
      model,
      labels((row, value) => (row === 3 || row === 4 ? -1 : value)),
      smallSplit,
    ),
  ).toThrow(
    'small bits: 2 of the 30 train rows have no program. Expected a label in every row that a head is trained or judged on. Set data.missingLabels: drop.',
  );
  expect(() => requireLabel(model, dataset, smallSplit)).not.toThrow();
});

test('a split of one class is refused', () => {
  expect(() =>
    requireLabel(
      model,
      labels((row, value) => (row >= 35 ? 1 : value)),
      smallSplit,
    ),
  ).toThrow(
    'small bits: the 5 test rows are all of the class "b" of program. Expected rows of two classes at least. Set data.split.by: stratified, or give the part a larger share.',
  );
});

test('a model without a head asks nothing of labels', () => {
  expect(() =>
    requireLabel(
      smallModel(dataset),
      labels(() => -1),
      smallSplit,
    ),
  ).not.toThrow();
});

test('early stopping watches scores of a head of classes, and of nothing else', () => {
  const watching = (monitor: 'f1' | 'loss') =>
    ({ earlyStopping: { monitor, patience: 5, minDelta: 0, restoreBest: true } }) as TrainingOptions;
  const message =
    'config.training.earlyStopping.monitor: f1 is of a head that tells classes, and the model has none. Expected loss, negativeElbo or reconstruction.';
  expect(() => requireMonitor({}, watching('f1'))).toThrow(message);
  expect(() => requireMonitor({ label: { task: 'regression' } as ModelLabel }, watching('f1'))).toThrow(message);
  expect(() => requireMonitor({ label: { task: 'binary' } as ModelLabel }, watching('f1'))).not.toThrow();
  expect(() => requireMonitor({}, watching('loss'))).not.toThrow();
});

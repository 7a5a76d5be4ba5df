import { expect, test } from 'vitest';
import { classificationMetrics } from '../../../src/diagnose/classification/classification-metrics.ts';
import { threeClasses, twoClasses } from './predictions.ts';

// scikit-learn 1.9.1: roc_auc_score(multi_class='ovr'), average_precision_score of one-hot targets; numpy for calibration
test('of three classes, F1 and areas are means over classes', () => {
  const metrics = classificationMetrics(threeClasses)!;
  expect(metrics.f1).toBe(metrics.macroF1);
  expect(metrics.auroc).toBeCloseTo(0.8875420875420876, 14);
  expect(metrics.averagePrecision).toBeCloseTo(0.8096825396825397, 14);
  expect(metrics.calibration.error).toBeCloseTo(0.11000551141217758, 14);
  expect(metrics.calibration.largestError).toBeCloseTo(0.2638752756874061, 14);
  expect(metrics.curves).toHaveLength(3);
  expect(metrics.rowCount).toBe(15);
});

test('of two classes, they are those of the second', () => {
  const metrics = classificationMetrics(twoClasses)!;
  expect(metrics.f1).toBe(8 / 11);
  expect(metrics.auroc).toBeCloseTo(0.8055555555555556, 14);
  expect(metrics.calibration.error).toBeCloseTo(0.25, 14);
  expect(metrics.curves).toHaveLength(1);
  expect(metrics.confusion).toEqual([
    [5, 1],
    [2, 4],
  ]);
});

test('a cut moves answers and leaves what needs none', () => {
  const cut = classificationMetrics(twoClasses, 0.275)!;
  expect(cut.f1).toBe(0.8);
  expect(cut.auroc).toBe(classificationMetrics(twoClasses)!.auroc);
});

test('rows without a class count nowhere', () => {
  const targets = Int32Array.of(...twoClasses.targets, -1);
  const probabilities = Float64Array.of(...twoClasses.probabilities, 0, 1);
  expect(classificationMetrics({ ...twoClasses, targets, probabilities })).toEqual(classificationMetrics(twoClasses));
  expect(classificationMetrics({ ...twoClasses, targets: new Int32Array(12).fill(-1) })).toBeUndefined();
});

test('where all rows are of one class, no ranking is defined', () => {
  const metrics = classificationMetrics({ ...twoClasses, targets: new Int32Array(12) })!;
  expect(metrics).not.toHaveProperty('auroc');
  expect(metrics).not.toHaveProperty('averagePrecision');
  expect(metrics).not.toHaveProperty('mcc');
  expect(metrics.curves).toEqual([undefined]);
});

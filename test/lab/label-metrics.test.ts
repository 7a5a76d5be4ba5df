import { expect, test } from 'vitest';
import { classificationMetrics } from '../../src/diagnose/classification/classification-metrics.ts';
import type { LabelEvaluation } from '../../src/diagnose/label-evaluation.ts';
import { labelMetrics } from '../../src/lab/label-metrics.ts';

const classification = classificationMetrics({
  classes: ['a', 'b'],
  targets: Int32Array.of(0, 0, 1, 1),
  probabilities: Float64Array.of(0.9, 0.1, 0.4, 0.6, 0.2, 0.8, 0.7, 0.3),
})!;

test('answers with sampling off come first, and below them sampling on and simple classifiers', () => {
  const baselines = { majority: classification } as unknown as NonNullable<LabelEvaluation['baselines']>;
  const label: LabelEvaluation = {
    name: 'kind',
    task: 'binary',
    mean: { classification },
    sampled: { classification },
    baselines,
  };
  const { classification: found, regression } = labelMetrics(label);
  expect(regression).toBeUndefined();
  expect(found).toMatchObject({
    label: 'kind',
    rows: 4,
    classes: ['a', 'b'],
    accuracy: 0.5,
    f1: 0.5,
    auroc: 0.75,
    confusion: [
      [1, 1],
      [1, 1],
    ],
    sampled: { accuracy: 0.5 },
    baselines: { majority: { accuracy: 0.5 } },
  });
  // Curves and bins are no numbers to compare.
  expect(Object.keys(found!)).not.toContain('curves');
  expect(found!.calibrationError).toBeCloseTo(classification.calibration.error, 12);
});

test('of a number there are errors, and of no head nothing', () => {
  const regression = { rowCount: 3, meanSquaredError: 4, meanAbsoluteError: 1.5 };
  expect(labelMetrics({ name: 'age', task: 'regression', mean: { regression } })).toEqual({ regression });
  expect(labelMetrics(undefined)).toEqual({});
});

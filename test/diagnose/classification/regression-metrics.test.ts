import { expect, test } from 'vitest';
import { regressionMetrics } from '../../../src/diagnose/classification/regression-metrics.ts';

const targets = Float64Array.of(1, 2.5, -1, 4, 0);
const predicted = Float64Array.of(1.2, 2, -0.5, 3, 0.1);

// scikit-learn 1.9.1: mean_squared_error, mean_absolute_error, r2_score
test('errors are those of scikit-learn', () =>
  expect(regressionMetrics(targets, predicted)).toEqual({
    rowCount: 5,
    meanSquaredError: expect.closeTo(0.31, 14),
    meanAbsoluteError: expect.closeTo(0.46, 14),
    r2: expect.closeTo(0.9018987341772152, 14),
  }));

test('rows without a target count nowhere', () => {
  const more = Float64Array.of(...targets, Number.NaN);
  expect(regressionMetrics(more, Float64Array.of(...predicted, 7))).toEqual(regressionMetrics(targets, predicted));
  expect(regressionMetrics(Float64Array.of(Number.NaN), Float64Array.of(1))).toBeUndefined();
});

test('targets all alike have no spread to explain', () =>
  expect(regressionMetrics(Float64Array.of(2, 2), Float64Array.of(1, 2))).toEqual({
    rowCount: 2,
    meanSquaredError: 0.5,
    meanAbsoluteError: 0.5,
  }));

import { expect, test } from 'vitest';
import { calibration } from '../../../src/diagnose/classification/calibration.ts';
import { isOne, scores } from './predictions.ts';

// numpy 2.4.6: ten bins by floor(10 p), |mean outcome - mean probability| weighed by rows
test('the errors are those of numpy', () => {
  const { error, largestError, bins } = calibration(scores, isOne);
  expect(error).toBeCloseTo(0.25, 14);
  expect(largestError).toBeCloseTo(0.7, 14);
  expect(bins.map(({ entryCount }) => entryCount)).toEqual([1, 1, 1, 1, 3, 1, 1, 1, 1, 1]);
  expect(bins[4]).toEqual({ entryCount: 3, predicted: expect.closeTo(0.4, 14), observed: 1 / 3 });
});

test('sure answers are in the outer bins, and bins without rows are left out', () =>
  expect(calibration(Float64Array.of(0, 1), [false, true])).toEqual({
    error: 0,
    largestError: 0,
    bins: [
      { entryCount: 1, predicted: 0, observed: 0 },
      { entryCount: 1, predicted: 1, observed: 1 },
    ],
  }));

test('what a sum of probabilities rounds away is no error', () => {
  const share = 147 / 398;
  const { error, largestError } = calibration(
    new Float64Array(398).fill(share),
    Array.from({ length: 398 }, (_, row) => row < 147),
  );
  expect([error, largestError]).toEqual([0, 0]);
});

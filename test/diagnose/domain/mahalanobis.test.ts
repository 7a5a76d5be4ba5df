import { expect, test } from 'vitest';
import { covarianceRoot, squaredMahalanobis } from '../../../src/diagnose/domain/mahalanobis.ts';

test('the root times its transpose is the covariance', () => {
  const covariance = Float64Array.of(4, 2, 0.6, 2, 5, 1, 0.6, 1, 3);
  const root = covarianceRoot(covariance, [0, 1, 2]);
  if ('notFitted' in root) throw new Error(root.notFitted);
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      let sum = 0;
      for (let k = 0; k < 3; k++) sum += root.data[3 * i + k]! * root.data[3 * j + k]!;
      expect(sum).toBeCloseTo(covariance[3 * i + j]!, 14);
    }
  }
});

test('with one unit it is a squared deviation over the variance', () => {
  const root = covarianceRoot(Float64Array.of(4), [0]);
  if ('notFitted' in root) throw new Error(root.notFitted);
  expect(squaredMahalanobis(root, Float64Array.of(3))).toBeCloseTo(9 / 4, 14);
});

test('a singular covariance names the unit', () => {
  expect(covarianceRoot(Float64Array.of(1, 2, 2, 4), [3, 7])).toEqual({
    notFitted: 'the covariance is singular: unit 8 does not vary, or follows from unit 4',
  });
  expect(covarianceRoot(Float64Array.of(2, 0, 1, 0, 2, 1, 1, 1, 1), [0, 1, 5])).toEqual({
    notFitted: 'the covariance is singular: unit 6 does not vary, or follows from units 1, 2',
  });
  expect(covarianceRoot(Float64Array.of(0), [4])).toEqual({
    notFitted: 'the covariance is singular: unit 5 does not vary',
  });
});

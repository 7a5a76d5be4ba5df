import { expect, test } from 'vitest';
import { fitFullGaussian } from '../../../src/diagnose/domain/full-gaussian.ts';
import { close, fitted, fresh, pointsOf, train, withFlatUnit } from './points.ts';

// numpy 2.4.6, scipy 1.17.1: S = cov(X.T), q = (Z - mean) S^-1 (Z - mean)', chi2.sf(q, 2)
test('distances and shares are those of scipy', () => {
  const { distance, confidence } = fitted(fitFullGaussian(train)).score(fresh);
  expect(distance).toSatisfy((found: Float64Array) =>
    close(found, [1.0380620612442593, 0.2709808142864093, 7.021032499714697, 1.0567656069096376]),
  );
  expect(confidence).toSatisfy((found: Float64Array) =>
    close(found, [0.5834558924270616, 0.9639505321786235, 1.9758275868679063e-11, 0.5721370182038776]),
  );
});

test('a unit that does not vary is named and changes nothing', () => {
  const measure = fitted(fitFullGaussian(withFlatUnit(train)));
  expect(measure.flatUnits).toEqual([1]);
  expect(measure.score(withFlatUnit(fresh))).toEqual(fitted(fitFullGaussian(train)).score(fresh));
});

test('units that follow from each other are named', () => {
  const doubled = pointsOf(Array.from({ length: 12 }, (_, i) => [train.data[2 * i]!, 2 * train.data[2 * i]!]));
  expect(fitFullGaussian(doubled)).toEqual({
    notFitted: 'the covariance is singular: unit 2 does not vary, or follows from unit 1',
  });
});

import { expect, test } from 'vitest';
import { fitKernelDensity } from '../../../src/diagnose/domain/kernel-density.ts';
import { close, fitted, fresh, pointsOf, train, withFlatUnit } from './points.ts';

// scipy 1.17.1: gaussian_kde(X.T).logpdf(Z.T); for train each point by the same kernel over the other eleven
test('densities are those of gaussian_kde', () => {
  const measure = fitted(fitKernelDensity(train));
  const { distance, confidence, share } = measure.score(fresh);
  expect(distance).toSatisfy((found: Float64Array) =>
    close(found, [2.1379285116803683, 2.2370470703016334, 37.58111906541066, 2.2687622309759146]),
  );
  expect(confidence[0]).toBe(1);
  expect(confidence[2]! / 5.599942104512512e-16).toBeCloseTo(1, 10);
  expect(Array.from(share)).toEqual([1, 1, 1 / 13, 1]);
  expect(measure.rowsUsed).toBe(12);
});

// scipy 1.17.1, as above: six of the twelve train points lie where it is at most as dense
test('a point less dense than the densest of train has a share of both', () => {
  const { distance, confidence, share } = fitted(fitKernelDensity(train)).score(pointsOf([[0.8, 0.9]]));
  expect(distance[0]).toBeCloseTo(2.9136818859775366, 12);
  expect(confidence[0]).toBeCloseTo(0.6368838053298568, 12);
  expect(share[0]).toBe(7 / 13);
});

test('a unit that does not vary is named and changes nothing', () => {
  const measure = fitted(fitKernelDensity(withFlatUnit(train)));
  expect(measure.flatUnits).toEqual([1]);
  expect(measure.score(withFlatUnit(fresh))).toEqual(fitted(fitKernelDensity(train)).score(fresh));
});

import { expect, test } from 'vitest';
import { fitClassDistances } from '../../../src/diagnose/domain/class-distances.ts';
import { classes, close, fitted, fresh, pointsOf, train, withFlatUnit } from './points.ts';

// numpy 2.4.6, scipy 1.17.1: cov of each class, or the two pooled over n - 2; chi2.sf(min, 2); less the full Gaussian's
const golden = {
  own: {
    squared: [
      0.8328737996234306, 19.228436085114645, 4.236900805301776, 7.670954565869173, 42.793579941477745,
      92.64960610805629, 25.38985846361735, 0.20691465472245474,
    ],
    relative: [-0.24469904337124948, 4.1634702035904505, -6.5013174205722635, -0.9098388932246402],
    confidence: [0.6593921192496157, 0.12021777339236629, 5.099084221534095e-10, 0.9017145004580308],
  },
  tied: {
    squared: [
      0.9197931071232134, 18.228149683751436, 4.578639369386656, 7.184708383140394, 45.10057305245729,
      82.29937284290119, 27.15711297087769, 0.18574014342842762,
    ],
    relative: [-0.15777973587146665, 4.505208767675331, -4.194324309592716, -0.9310134045186673],
    confidence: [0.6313489529295215, 0.10133537841777368, 1.6089220228333854e-10, 0.9113118977970791],
  },
};

test.each(['own', 'tied'] as const)('with %s covariance, distances are those of numpy', (covariance) => {
  const scores = fitted(fitClassDistances(train, classes, covariance)).score(fresh);
  const { squared, relative, confidence } = golden[covariance];
  expect(scores.squaredDistances).toSatisfy((found: Float64Array) => close(found, squared));
  expect(scores.relative).toSatisfy((found: Float64Array) => close(found, relative));
  expect(scores.confidence).toSatisfy((found: Float64Array) => close(found, confidence));
  expect(Array.from(scores.nearestClass)).toEqual([0, 0, 0, 1]);
  scores.distance.forEach((distance, row) => {
    expect(distance ** 2).toBeCloseTo(Math.min(squared[2 * row]!, squared[2 * row + 1]!), 9);
  });
});

const three = pointsOf([...rowsOf(train), [9, 9]]);
const threeClasses = Int32Array.from([...classes, 2]);

test('a class of one row has no covariance of its own, but a place where all share one', () => {
  const own = fitted(fitClassDistances(three, threeClasses, 'own'));
  expect(own.leftOut).toEqual([{ classIndex: 2, reason: 'its 1 row cannot span 2 units' }]);
  const far = pointsOf([[9, 9]]);
  expect(own.score(far).squaredDistances[2]).toBe(Number.POSITIVE_INFINITY);
  expect(own.score(far).nearestClass[0]).not.toBe(2);
  const tied = fitted(fitClassDistances(three, threeClasses, 'tied'));
  expect(tied.leftOut).toEqual([]);
  expect(tied.score(far).nearestClass[0]).toBe(2);
  expect(tied.score(far).distance[0]).toBe(0);
});

test('a class without rows and one that does not vary are left out by name', () => {
  const flat = pointsOf([...rowsOf(train), [1, 1], [1, 1], [1, 1]]);
  const fitted2 = fitted(fitClassDistances(flat, Int32Array.from([...classes, 3, 3, 3]), 'own'));
  expect(fitted2.leftOut).toEqual([
    { classIndex: 2, reason: 'it has no row' },
    { classIndex: 3, reason: 'the covariance is singular: unit 1 does not vary' },
  ]);
});

test('rows without a class are passed over', () => {
  const unlabelled = fitted(fitClassDistances(three, Int32Array.from([...classes, -1]), 'own'));
  expect(unlabelled.score(fresh).squaredDistances).toEqual(
    fitted(fitClassDistances(train, classes, 'own')).score(fresh).squaredDistances,
  );
});

test('without any class there is nothing to fit', () => {
  expect(fitClassDistances(train, new Int32Array(12).fill(-1), 'own')).toEqual({ notFitted: 'no row has a class' });
  expect(fitClassDistances(train, Int32Array.from(classes.keys()), 'own')).toEqual({
    notFitted: 'no class has a Gaussian; of the first, its 1 row cannot span 2 units',
  });
  expect(fitClassDistances(train, Int32Array.from(classes.keys()), 'tied')).toEqual({
    notFitted: 'no class has a Gaussian; of the first, no class has two rows',
  });
});

test('a unit that does not vary is named and changes nothing', () => {
  const measure = fitted(fitClassDistances(withFlatUnit(train), classes, 'tied'));
  expect(measure.flatUnits).toEqual([1]);
  expect(measure.score(withFlatUnit(fresh))).toEqual(fitted(fitClassDistances(train, classes, 'tied')).score(fresh));
});

function rowsOf({ data, rowCount, unitCount }: typeof train): number[][] {
  return Array.from({ length: rowCount }, (_, i) => Array.from(data.subarray(i * unitCount, (i + 1) * unitCount)));
}

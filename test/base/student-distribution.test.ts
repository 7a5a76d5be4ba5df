import fc from 'fast-check';
import { expect, test } from 'vitest';
import { studentQuantile } from '../../src/base/statistics.ts';
import { studentTwoSided } from '../../src/base/student-distribution.ts';

// scipy 1.17.1: 2 * stats.t.sf(abs(t), freedom)
test.each([
  [0, 3, 1],
  [1e-9, 5, 0.9999999992407866],
  [0.3, 1, 0.8144528418445154],
  [-2.5, 1, 0.24223788318168682],
  [2, 2, 0.18350341907227397],
  [1.96, 397, 0.05069491868730034],
  [3.3, 397, 0.001054224457759056],
  [-12, 397, 1.610631656109864e-28],
  [40, 397, 2.4266124562110343e-141],
  [5, 9, 0.0007389679098032426],
  [1.96, 60000, 0.05000041180469149],
  [0.001, 60000, 0.9992021188966916],
  [8, 60000, 1.266263328238733e-15],
  [1e6, 4, 5.99999999996e-24],
])('as far from 0 as %d with %d degrees of freedom lies a share of %d', (t, freedom, share) =>
  expect(Math.abs(studentTwoSided(t, freedom) - share)).toBeLessThanOrEqual(1e-10 * share),
);

test('no value is infinitely far from 0', () => expect(studentTwoSided(Number.POSITIVE_INFINITY, 5)).toBe(0));

test('the quantile undoes the distribution', () =>
  fc.assert(
    fc.property(
      fc.double({ min: 0.5, max: 0.999, noNaN: true }),
      fc.integer({ min: 1, max: 200 }),
      (share, freedom) => {
        expect(studentTwoSided(studentQuantile(share, freedom), freedom)).toBeCloseTo(2 * (1 - share), 10);
      },
    ),
  ));

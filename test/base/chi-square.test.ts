import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chiSquareCumulative, chiSquareQuantile, chiSquareUpperTail } from '../../src/base/chi-square.ts';

/** Equal to nearly all digits, however small. */
const expectDigits = (found: number, wanted: number, digits = 1e-12): void =>
  expect(Math.abs(found - wanted)).toBeLessThanOrEqual(digits * Math.abs(wanted));

// scipy 1.17.1: stats.chi2.sf
test.each([
  [1e-6, 1, 0.9992021155721779],
  [0.5, 1, 0.47950012218695337],
  [3.84, 1, 0.05004352124870519],
  [2.2789, 2, 0.3199949706597994],
  [9, 2, 0.011108996538242308],
  [40, 2, 2.0611536224385566e-9],
  [1000, 2, 7.124576406741474e-218],
  [3.5, 8, 0.8991896500938398],
  [30, 8, 0.00021137850346676174],
  [700, 784, 0.9855632208150585],
  [900, 784, 0.002454711774535526],
])('above %d with %d degrees of freedom lies a share of %d', (x, freedom, above) =>
  expectDigits(chiSquareUpperTail(x, freedom), above),
);

// The logarithm of a large gamma function leaves fewer digits.
test.each([
  [12001, 12001, 0.4982832957077592],
  [13000, 12001, 1.6732262298790385e-10],
])('above %d with %d degrees of freedom lies a share of %d, to ten digits', (x, freedom, above) =>
  expectDigits(chiSquareUpperTail(x, freedom), above, 1e-10),
);

// scipy 1.17.1: stats.chi2.ppf
test.each([
  [0.001, 1, 1.5707971492624921e-6],
  [0.6826894921370859, 1, 0.9999999999999993],
  [0.6826894921370859, 2, 2.295748928898636],
  [0.95, 2, 5.991464547107979],
  [0.9973002039367398, 8, 23.574591022671044],
  [0.5, 784, 783.3334342082679],
  [0.999999, 3, 30.66484970615427],
])('a share of %d with %d degrees of freedom lies below %d', (share, freedom, x) =>
  expectDigits(chiSquareQuantile(share, freedom), x, 1e-10),
);

test('nothing lies below 0, nothing above infinity', () => {
  expect(chiSquareUpperTail(0, 3)).toBe(1);
  expect(chiSquareUpperTail(Number.POSITIVE_INFINITY, 3)).toBe(0);
  expect(chiSquareQuantile(0, 3)).toBe(0);
});

test('the quantile undoes the distribution', () =>
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      fc.integer({ min: 1, max: 60 }),
      (share, freedom) => {
        expect(chiSquareCumulative(chiSquareQuantile(share, freedom), freedom)).toBeCloseTo(share, 10);
      },
    ),
  ));

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalCumulative, normalQuantile, normalUpperTail } from '../../src/base/normal-distribution.ts';

/** Equal to nearly all digits, however small. */
const expectDigits = (found: number, wanted: number, digits = 1e-12): void =>
  expect(Math.abs(found - wanted)).toBeLessThanOrEqual(digits * Math.abs(wanted));

// scipy 1.17.1: stats.norm.cdf and stats.norm.sf
test.each([
  [-10, 7.61985302416047e-24, 1],
  [-3.2, 0.0006871379379158471, 0.9993128620620841],
  [-1, 0.15865525393145707, 0.8413447460685429],
  [-0.001, 0.49960105778608893, 0.500398942213911],
  [0, 0.5, 0.5],
  [0.5, 0.6914624612740131, 0.3085375387259869],
  [2.99, 0.9986051127645078, 0.0013948872354922468],
  [3.01, 0.9986937615512306, 0.0013062384487694675],
  [6, 0.9999999990134123, 9.865876450376946e-10],
  [12, 1, 1.776482112077653e-33],
])('below %d lies a share of %d, above it %d', (z, below, above) => {
  expectDigits(normalCumulative(z), below);
  expectDigits(normalUpperTail(z), above);
});

// scipy 1.17.1: stats.norm.ppf
test.each([
  [1e-300, -37.0470962993612],
  [1e-20, -9.262340089798409],
  [1e-5, -4.264890793922825],
  [0.01, -2.3263478740408408],
  [0.3, -0.5244005127080409],
  [0.9, 1.2815515655446004],
  [0.999, 3.090232306167813],
])('a share of %d lies below %d', (share, z) => expectDigits(normalQuantile(share), z));

test('the quantile undoes the distribution', () => {
  expect(normalQuantile(0.5)).toBeCloseTo(0, 12);
  fc.assert(
    fc.property(fc.double({ min: -6, max: 6, noNaN: true }), (z) => {
      expect(normalQuantile(normalCumulative(z))).toBeCloseTo(z, 6);
    }),
  );
});

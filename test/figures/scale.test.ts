import fc from 'fast-check';
import { expect, test } from 'vitest';
import { valueScale } from '../../src/figures/scale.ts';

const kinds = ['linear', 'log'] as const;

test('every scale holds its values, has ticks within it, and pixels turn back into values', () => {
  const value = fc.double({ min: 1e-9, max: 1e12, noNaN: true });
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.array(value, { minLength: 1, maxLength: 20 }), (kind, values) => {
      const { domain, ticks, toPixel, fromPixel } = valueScale(kind, values);
      expect(domain[0]).toBeLessThan(domain[1]);
      expect(ticks.length).toBeGreaterThanOrEqual(1);
      expect(ticks.length).toBeLessThanOrEqual(14);
      for (const tick of ticks) {
        expect(tick).toBeGreaterThanOrEqual(domain[0]);
        expect(tick).toBeLessThanOrEqual(domain[1]);
      }
      for (const given of values) {
        const pixel = toPixel(given, 320);
        expect(pixel).toBeGreaterThanOrEqual(0);
        expect(pixel).toBeLessThanOrEqual(320);
        expect(Math.abs(fromPixel(pixel, 320) - given)).toBeLessThanOrEqual(1e-9 * (domain[1] - domain[0] + given));
      }
    }),
  );
});

test('values that are equal, nearly equal or next to nothing have a scale with ticks', () => {
  const values = [[1], [1, 1 + 2e-16], [0.999999, 1], [1e12, 1e12 + 0.001], [1e-300], [1e-300, 1e-299]];
  for (const kind of kinds) {
    for (const list of values) {
      const { ticks, domain } = valueScale(kind, list);
      expect(domain[0]).toBeLessThan(domain[1]);
      expect(ticks.length).toBeGreaterThan(0);
    }
  }
  expect(valueScale('linear', [0, 5e-324]).ticks).toEqual([-1, -0.5, 0, 0.5, 1]);
});

test('a logarithmic scale is positive', () => {
  expect(valueScale('log', [1e-12, 5]).domain[0]).toBeGreaterThan(0);
});

test('ticks are round numbers', () => {
  expect(valueScale('linear', [45, 400]).ticks).toEqual([50, 100, 150, 200, 250, 300, 350, 400]);
  expect(valueScale('log', [45, 400]).ticks).toEqual([60, 80, 100, 150, 200, 300, 400]);
  expect(valueScale('log', [0.5, 400]).ticks).toEqual([0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500]);
  expect(valueScale('log', [0.001, 400]).ticks).toEqual([0.001, 0.01, 0.1, 1, 10, 100]);
});

test('large and small ticks are written short', () => {
  expect(valueScale('linear', [0, 5e7]).format).toBe('~s');
  expect(valueScale('linear', [0, 5e-6]).format).toBe('~e');
  expect(valueScale('linear', [0, 5000]).format).toBe(',~r');
});

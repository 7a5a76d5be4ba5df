import fc from 'fast-check';
import { expect, test } from 'vitest';
import { intersection, overlap, published } from '../../../src/diagnose/audit/published.ts';

test('a printed number stands for all that round to it', () => {
  const { value, low, high, significantDigits } = published('0.5360')!;
  expect([value, significantDigits]).toEqual([0.536, 4]);
  expect(low).toBeCloseTo(0.53595, 12);
  expect(high).toBeCloseTo(0.53605, 12);
});

test.each([
  ['.7117', 0.7117, 0.00005, 4],
  ['363132.0504', 363132.0504, 0.00005, 10],
  ['5.1e-4', 0.00051, 0.000005, 2],
  ['71.2 %', 0.712, 0.0005, 3],
  ['71%', 0.71, 0.005, 2],
  ['-0.05', -0.05, 0.005, 1],
])('%s is %d, give or take %d, with %d digits', (text, value, half, digits) => {
  const number = published(text)!;
  expect(number.value).toBeCloseTo(value, 12);
  expect((number.high - number.low) / 2 / half).toBeCloseTo(1, 5);
  expect(number.significantDigits).toBe(digits);
});

test('a column in percent counts as hundredths once, however its cells are written', () => {
  expect(published('71.2', true)!.value).toBeCloseTo(0.712, 12);
  expect(published('71.2 %', true)!.value).toBeCloseTo(0.712, 12);
});

test('what is no number is none', () => {
  for (const text of ['', 'high', '0.5 (best)', '1,000', '.', 'NaN', '0.5 ± 0.1'])
    expect(published(text)).toBeUndefined();
});

test('every number lies in the interval of how it is printed', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 8 }), (x, digits) => {
      const { low, high } = published(x.toFixed(digits))!;
      expect(x).toBeGreaterThanOrEqual(low - 1e-15);
      expect(x).toBeLessThanOrEqual(high + 1e-15);
    }),
  );
});

test('intervals that touch overlap', () => {
  expect(overlap({ low: 0, high: 1 }, { low: 1, high: 2 })).toBe(true);
  expect(overlap({ low: 0, high: 1 }, { low: 1.1, high: 2 })).toBe(false);
  expect(intersection({ low: 0, high: 1 }, { low: 0.5, high: 2 })).toEqual({ low: 0.5, high: 1 });
});

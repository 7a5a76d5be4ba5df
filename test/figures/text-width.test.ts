import { expect, test } from 'vitest';
import { textWidth } from '../../src/figures/text-width.ts';

test('wide letters are wider than narrow ones, and a text grows with its font', () => {
  expect(textWidth({}, 'mmm')).toBeGreaterThan(2 * textWidth({}, 'iii'));
  expect(textWidth({ fontSize: 22 }, 'loss')).toBeCloseTo(2 * textWidth({ fontSize: 11 }, 'loss'), 10);
});

test('a text is never wider than the limit it is cut at', () => {
  expect(textWidth({ fontSize: 11, limit: 100 }, 'x'.repeat(1000))).toBe(100);
  expect(textWidth({}, undefined)).toBe(0);
});

import { expect, test } from 'vitest';
import { classScale, NO_CLASS } from '../../src/figures/class-colors.ts';

test('ten classes have ten colours, an eleventh that of the first, and no class is grey', () => {
  const { range } = classScale([...'abcdefghijk', NO_CLASS]);
  expect(new Set(range.slice(0, 10)).size).toBe(10);
  expect(range[10]).toBe(range[0]);
  expect(range.filter((color) => color === range[11])).toHaveLength(1);
});

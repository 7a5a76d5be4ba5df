import { expect, test } from 'vitest';
import { colorGroups } from '../../src/report/color-groups.ts';

const classes = (count: number) => Array.from({ length: count }, (_, k) => `class ${k}`);

test('few classes have a colour each, and rows without one have none', () => {
  const { names, of } = colorGroups(['a', 'b'], [0, 1, -1]);
  expect(names).toEqual(['a', 'b']);
  expect([0, 1, -1].map(of)).toEqual([0, 1, -1]);
});

test('of more classes than colours the last ones share one', () => {
  const { names, of } = colorGroups(classes(30), []);
  expect(names).toEqual([...classes(9), 'other']);
  expect([0, 8, 9, 29].map(of)).toEqual([0, 8, 9, 9]);
});

test('many numbers are grouped by the quarters of the rows that have one', () => {
  const numbers = Array.from({ length: 40 }, (_, k) => String(k));
  const { names, of } = colorGroups(
    numbers,
    numbers.map((_, k) => k),
  );
  expect(names).toEqual(['to 9.75', 'to 19.5', 'to 29.3', 'above 29.3']);
  expect([0, 9, 10, 39, -1].map(of)).toEqual([0, 0, 1, 3, -1]);
  expect(colorGroups(numbers, [-1]).of(-1)).toBe(-1);
});

test('without labels all rows are one group', () => {
  const { names, of } = colorGroups([], [-1, -1]);
  expect(names).toEqual(['rows']);
  expect(of(-1)).toBe(0);
});

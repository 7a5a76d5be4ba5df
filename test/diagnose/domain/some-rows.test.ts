import { expect, test } from 'vitest';
import { shareAtLeast, someRows } from '../../../src/diagnose/domain/some-rows.ts';
import { train } from './points.ts';

test('as many rows as are allowed are all taken, as they are', () => expect(someRows(train, 12)).toBe(train));

test('of more, a part is taken, the same every time', () => {
  const part = someRows(train, 5);
  expect(part.rowCount).toBe(5);
  expect(part.data).toHaveLength(10);
  expect(part).toEqual(someRows(train, 5));
  for (let i = 0; i < 5; i++) expect(Array.from(train.data)).toContain(part.data[2 * i]);
});

test('a value is counted among those it is compared with', () => {
  const ascending = Float64Array.of(1, 2, 2, 5);
  expect([0, 1, 2, 3, 5, 6].map((value) => 5 * shareAtLeast(ascending, value))).toEqual([5, 5, 4, 2, 2, 1]);
});

import { expect, test } from 'vitest';
import type { Matrix } from '../../../src/diagnose/baselines/matrix-product.ts';
import { fitNearestNeighbours } from '../../../src/diagnose/baselines/nearest-neighbours.ts';

const line = (values: readonly number[]): Matrix => ({
  rows: values.length,
  columns: 1,
  data: Float32Array.from(values),
});

test('shares of neighbours, with the shares of classes as one more', async () => {
  const fit = await fitNearestNeighbours(line([0, 1, 2, 10, 11, 12]), Int32Array.of(0, 0, 0, 1, 1, 1), 2, {
    rows: line([0.5]),
    targets: Int32Array.of(0),
  });
  expect(fit.neighbourCount).toBe(1);
  expect(Array.from(await fit.probabilities(line([1.4, 10.2])))).toEqual([0.75, 0.25, 0.25, 0.75]);
});

/** Every third row of either cloud has the other's class, so one neighbour alone misleads. */
const values = Array.from({ length: 40 }, (_, i) => (i < 20 ? i : i + 100));
const targets = Int32Array.from(values, (value, i) => Number(value > 50) ^ Number(i % 3 === 1));

test('as many neighbours are asked as answer validation rows best', async () => {
  const validation = { rows: line([1.1, 4.1, 7.1, 121.1, 124.1]), targets: Int32Array.of(0, 0, 0, 1, 1) };
  expect((await fitNearestNeighbours(line(values), targets, 2, validation)).neighbourCount).toBe(3);
});

test('without validation rows a train row is answered by the others', async () => {
  // With itself among them, one neighbour would be right every time.
  expect((await fitNearestNeighbours(line(values), targets, 2)).neighbourCount).toBe(5);
  const none = { rows: line([]), targets: new Int32Array(0) };
  expect((await fitNearestNeighbours(line(values), targets, 2, none)).neighbourCount).toBe(5);
  const clouds = await fitNearestNeighbours(line([0, 1, 2, 10, 11, 12]), Int32Array.of(0, 0, 0, 1, 1, 1), 2);
  expect(clouds.neighbourCount).toBe(1);
});

test('one train row answers everything', async () => {
  const fit = await fitNearestNeighbours(line([3]), Int32Array.of(1), 3);
  expect(fit).toMatchObject({ neighbourCount: 1, rowsUsed: 1 });
  expect(Array.from(await fit.probabilities(line([9])))).toEqual([0, 1, 0]);
});

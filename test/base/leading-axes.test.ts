import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leadingAxes } from '../../src/base/leading-axes.ts';

test('points on a line in a plane lie along the first axis, and the second holds what is left', () => {
  // Along (0.6, 0.8) by -2 .. 2, off it by (-0.8, 0.6) times 0.1 in turn.
  const steps = [-2, -1, 0, 1, 2];
  const offs = [0.1, -0.2, 0.2, -0.2, 0.1];
  const points = steps.flatMap((step, i) => [7 + 0.6 * step - 0.8 * offs[i]!, -3 + 0.8 * step + 0.6 * offs[i]!]);
  const { coordinates, shares } = leadingAxes(points, 2, 2);
  steps.forEach((step, i) => {
    expect(coordinates[0]![i]).toBeCloseTo(step, 10);
    expect(Math.abs(coordinates[1]![i]!)).toBeCloseTo(Math.abs(offs[i]!), 10);
  });
  expect(shares[0]).toBeCloseTo(10 / 10.14, 10);
  expect(shares[0]! + shares[1]!).toBeCloseTo(1, 10);
});

test('axes of any points are centred, unlike and no wider than those before', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(...Array.from({ length: 4 }, () => fc.integer({ min: -9, max: 9 }))), {
        minLength: 2,
        maxLength: 12,
      }),
      (rows) => {
        const { coordinates, shares } = leadingAxes(rows.flat(), 4, 3);
        for (const along of coordinates) expect(Math.abs(along.reduce((sum, x) => sum + x, 0))).toBeLessThan(1e-6);
        const overlap = coordinates[0]!.reduce((sum, x, i) => sum + x * coordinates[1]![i]!, 0);
        expect(Math.abs(overlap)).toBeLessThan(1e-2 * Math.max(1, rows.length * 81));
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThan(1 + 1e-9);
        for (const share of shares) expect(share).toBeGreaterThanOrEqual(0);
      },
    ),
  );
});

test('points that are all one point have coordinates of 0 and no share', () => {
  const { coordinates, shares } = leadingAxes([5, 5, 5, 5, 5, 5], 3, 2);
  expect(coordinates.map((along) => [...along])).toEqual([
    [0, 0],
    [0, 0],
  ]);
  expect(shares).toEqual([0, 0]);
});

import { expect, test } from 'vitest';
import { unitMoments } from '../../../src/diagnose/domain/unit-moments.ts';
import { pointsOf, train, withFlatUnit } from './points.ts';

test('a unit that does not vary is named, and the others keep their numbers', () => {
  expect(unitMoments(withFlatUnit(train))).toMatchObject({ units: [0, 2], flatUnits: [1] });
});

test('what float32 makes of a constant is no variation', () => {
  const rounded = pointsOf(Array.from({ length: 20 }, (_, i) => [i, 3 + (i % 2) * 3 * 2 ** -24]));
  expect(unitMoments(rounded)).toMatchObject({ flatUnits: [1] });
});

test('a unit a million times narrower than its neighbour still varies', () => {
  expect(unitMoments(pointsOf(Array.from({ length: 20 }, (_, i) => [i, (i % 3) * 1e-5])))).toMatchObject({
    flatUnits: [],
  });
});

test('what has no spread says why', () => {
  expect(unitMoments(pointsOf([[1, 2]]))).toEqual({ notFitted: '1 row has no spread' });
  expect(unitMoments(pointsOf([]))).toEqual({ notFitted: '0 rows have no spread' });
  expect(
    unitMoments(
      pointsOf([
        [1, 2],
        [1, 2],
      ]),
    ),
  ).toEqual({ notFitted: 'no unit varies over the rows: the latent is collapsed' });
  expect(unitMoments(pointsOf([[1], [Number.NaN]]))).toEqual({ notFitted: 'a value is not finite' });
});

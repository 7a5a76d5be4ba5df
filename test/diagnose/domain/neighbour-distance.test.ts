import { expect, test } from 'vitest';
import { fitNeighbourDistance } from '../../../src/diagnose/domain/neighbour-distance.ts';
import { close, fitted, fresh, pointsOf, train } from './points.ts';

// scikit-learn 1.9.1: NearestNeighbors(3), mean distance; train without itself; (1 + count of train >= distance) / 13
test('distances are those of scikit-learn', () => {
  const measure = fitted(fitNeighbourDistance(train, 3));
  const { distance, confidence } = measure.score(fresh);
  expect(distance).toSatisfy((found: Float64Array) =>
    close(found, [0.4371273902738719, 0.8589825386491513, 2.808982029046597, 0.4973265633651333]),
  );
  expect(confidence).toSatisfy((found: Float64Array) => close(found, [1, 6 / 13, 1 / 13, 1]));
  expect(measure).toMatchObject({ neighbourCount: 3, rowsUsed: 12 });
});

test('no more neighbours are asked for than there are others', () => {
  const two = pointsOf([
    [0, 0],
    [3, 4],
  ]);
  const measure = fitted(fitNeighbourDistance(two, 5));
  expect(measure.neighbourCount).toBe(1);
  expect(Array.from(measure.score(pointsOf([[0, 1]])).distance)).toEqual([1]);
});

test('one row has no others', () =>
  expect(fitNeighbourDistance(pointsOf([[1]]))).toEqual({ notFitted: '1 row has no spread' }));

import { expect, test } from 'vitest';
import { fitUnitTest } from '../../../src/diagnose/domain/unit-t-test.ts';
import { close, fitted, fresh, pointsOf, train } from './points.ts';

// numpy 2.4.6, scipy 1.17.1: t = (Z - mean) / (s * sqrt(1 + 1/n)), 2 * t.sf(abs(t), n - 1), min(1, 2 * p.min(1))
test('t and its probabilities are those of scipy', () => {
  const { t, pValue, distance, confidence } = fitted(fitUnitTest(train)).score(fresh);
  const wanted = [
    0.5167896143400598, -0.8935814544636776, 0.05742106826000661, -0.18462426745117286, 2.430825223006948,
    1.3219097549503998, -1.0144388725934508, 0.8788115130675842,
  ];
  expect(t).toSatisfy((found: Float64Array) => close(found, wanted));
  expect(pValue).toSatisfy((found: Float64Array) =>
    close(
      found,
      [
        0.6155341875796316, 0.3906773269534145, 0.9552395755706952, 0.8568835362483374, 0.03336087110030502,
        0.21302892962859482, 0.33216722235646257, 0.39829398016099554,
      ],
    ),
  );
  expect(Array.from(distance)).toEqual([1, 3, 4, 6].map((i) => Math.abs(t[i]!)));
  expect(confidence).toSatisfy((found: Float64Array) =>
    close(found, [0.781354653906829, 1, 0.06672174220061004, 0.6643344447129251]),
  );
});

test('a unit that does not vary has no t', () => {
  const measure = fitted(
    fitUnitTest(
      pointsOf([
        [1, 5],
        [2, 5],
        [4, 5],
      ]),
    ),
  );
  expect(measure.units).toEqual([0]);
  expect(measure.flatUnits).toEqual([1]);
  expect(measure.score(pointsOf([[3, 99]])).t).toHaveLength(1);
});

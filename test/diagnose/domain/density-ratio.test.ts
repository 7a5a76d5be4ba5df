import { expect, test } from 'vitest';
import { fitClassDensityRatio, fitDensityRatio } from '../../../src/diagnose/domain/density-ratio.ts';
import { classes, close, fitted, fresh, train } from './points.ts';

// numpy 2.4.6: exp(-q / 2), q the squared Mahalanobis distance to the whole, or to the nearest class
test('the share of the density in the middle is that of numpy', () => {
  expect(fitted(fitDensityRatio(train)).score(fresh).confidence).toSatisfy((found: Float64Array) =>
    close(found, [0.583455892427062, 0.9639505321786235, 1.9758275868679043e-11, 0.5721370182038774]),
  );
  const perClass = fitted(fitClassDensityRatio(train, classes)).score(fresh);
  expect(perClass.confidence).toSatisfy((found: Float64Array) =>
    close(found, [0.6593921192496158, 0.1202177733923663, 5.099084221534104e-10, 0.9017145004580308]),
  );
  expect(Array.from(perClass.nearestClass)).toEqual([0, 0, 0, 1]);
});

test('what cannot be fitted says why', () => {
  expect(fitDensityRatio({ rowCount: 1, unitCount: 1, data: new Float64Array(1) })).toEqual({
    notFitted: '1 row has no spread',
  });
  expect(fitClassDensityRatio(train, new Int32Array(12).fill(-1))).toEqual({ notFitted: 'no row has a class' });
});

import { expect, test } from 'vitest';
import { fitDiagonalGaussian } from '../../../src/diagnose/domain/diagonal-gaussian.ts';
import { close, fitted, fresh, train, withFlatUnit } from './points.ts';

// numpy 2.4.6, scipy 1.17.1: q = (((Z - mean)**2) / X.var(0, ddof=1)).sum(1), chi2.sf(q, 2)
test('distances and shares are those of scipy', () => {
  const { distance, confidence } = fitted(fitDiagonalGaussian(train)).score(fresh);
  expect(distance).toSatisfy((found: Float64Array) =>
    close(found, [1.0744095733729448, 0.201242575381891, 2.8799976366529285, 1.396965363519395]),
  );
  expect(confidence).toSatisfy((found: Float64Array) =>
    close(found, [0.5614806505526069, 0.9799543529025879, 0.01580872630597173, 0.3769072611511904]),
  );
});

test('a unit that does not vary is named and changes nothing', () => {
  const measure = fitted(fitDiagonalGaussian(withFlatUnit(train)));
  expect(measure.flatUnits).toEqual([1]);
  expect(measure.score(withFlatUnit(fresh))).toEqual(fitted(fitDiagonalGaussian(train)).score(fresh));
});

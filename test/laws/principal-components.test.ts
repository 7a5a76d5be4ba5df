import { expect, test } from 'vitest';
import { linearData } from '../end-to-end/linear-model.ts';
import { sharedData } from '../shared-data.ts';
import { bestBound, covarianceEigenvalues, eigenvalues } from './principal-components.ts';

test('eigenvalues are those of a matrix whose eigenvalues are known', () => {
  // [[2, 1], [1, 2]] has 3 and 1; beside it stands a 7.
  const found = eigenvalues(Float64Array.of(2, 1, 0, 1, 2, 0, 0, 0, 7), 3);
  [7, 3, 1].forEach((value, i) => {
    expect(found[i]).toBeCloseTo(value, 12);
  });
});

test.skipIf(sharedData('wdbc/wdbc.data') === undefined)(
  'the best linear models of the breast cancer table have the bounds that NumPy computes',
  async () => {
    const { rows, columns } = await linearData();
    const values = covarianceEigenvalues(rows, columns);
    // numpy.linalg.eigvalsh (NumPy 2.4.6) of the z-scored 569 x 30 table, and the formula of bestBound.
    const expected = [13.28160768, 5.69135461, 2.81794898, 1.98064047, 1.64873055, 1.20735661, 0.67522011, 0.47661714];
    expected.forEach((value, i) => {
      expect(values[i]).toBeCloseTo(value, 6);
    });
    const fixed = bestBound(values, 10, 1);
    expect(fixed.elbo).toBeCloseTo(-35.620935, 5);
    expect(fixed.activeUnits).toBe(6);
    const two = bestBound(values, 2);
    expect(two.elbo).toBeCloseTo(-31.68486, 5);
    expect(two.variance).toBeCloseTo(0.393823, 6);
    const five = bestBound(values, 5);
    expect(five.elbo).toBeCloseTo(-24.625057, 5);
    expect(five.variance).toBeCloseTo(0.183189, 6);
  },
);

import { expect, test } from 'vitest';
import { fitLogisticRegression } from '../../../src/diagnose/baselines/logistic-regression.ts';
import type { Matrix } from '../../../src/diagnose/baselines/matrix-product.ts';

const matrixOf = (rows: readonly (readonly number[])[]): Matrix => ({
  rows: rows.length,
  columns: rows[0]!.length,
  data: Float32Array.from(rows.flat()),
});

const rows = matrixOf([
  [-0.8, -1.3],
  [0.8, 0.4],
  [3.1, 0.1],
  [-0.6, -0.8],
  [1.7, 1.6],
  [2.3, -1.2],
  [-1, 1.6],
  [1.2, -1.7],
  [1.9, -1.2],
  [-0.6, -0.5],
  [0.3, 0.6],
  [1.9, -0.6],
]);
const targets = Int32Array.from({ length: 12 }, (_, i) => i % 3);
const fresh = matrixOf([
  [0, 0],
  [1, 1],
  [2.5, -1],
]);

// scikit-learn 1.9.1: LogisticRegression(C=0.5, tol=1e-14).fit(rows, targets).predict_proba(fresh)
test('probabilities of three classes are those of scikit-learn', async () => {
  const fit = await fitLogisticRegression(rows, targets, 3, { penalty: 2, standardize: false });
  expect(fit.converged).toBe(true);
  const wanted = [
    0.5078879092803783, 0.38677607572257966, 0.10533601499704195, 0.19331253880717086, 0.6055649749886205,
    0.20112248620420858, 0.029099521698296008, 0.22223930305589745, 0.7486611752458064,
  ];
  (await fit.probabilities(fresh)).forEach((probability, i) => {
    expect(probability).toBeCloseTo(wanted[i]!, 6);
  });
});

test('a class without rows has no probability, and one class alone all of it', async () => {
  const gap = await fitLogisticRegression(
    rows,
    targets.map((target) => 2 * target),
    5,
  );
  const without = await fitLogisticRegression(rows, targets, 3);
  const probabilities = await gap.probabilities(fresh);
  const all = await without.probabilities(fresh);
  for (let row = 0; row < 3; row++) {
    expect(probabilities[5 * row + 1]).toBe(0);
    for (let c = 0; c < 3; c++) expect(probabilities[5 * row + 2 * c]).toBe(all[3 * row + c]);
  }
  const one = await fitLogisticRegression(rows, new Int32Array(12).fill(1), 2);
  expect(Array.from(await one.probabilities(fresh))).toEqual([0, 1, 0, 1, 0, 1]);
});

test('columns of any scale, and constant ones, change nothing where columns are standardized', async () => {
  const stretched = (matrix: Matrix): Matrix => ({
    rows: matrix.rows,
    columns: 3,
    data: Float32Array.from({ length: 3 * matrix.rows }, (_, i) => {
      const row = Math.floor(i / 3);
      return i % 3 === 0 ? 1024 * matrix.data[2 * row]! : i % 3 === 1 ? 7 : matrix.data[2 * row + 1]!;
    }),
  });
  const plain = await (await fitLogisticRegression(rows, targets, 3)).probabilities(fresh);
  const other = await (await fitLogisticRegression(stretched(rows), targets, 3)).probabilities(stretched(fresh));
  plain.forEach((probability, i) => {
    expect(other[i]).toBeCloseTo(probability, 6);
  });
});

test('many rows, whose products are float32, are fitted alike', async () => {
  // Each row 60 000 times over, with as many times the penalty, is the same problem.
  const times = 60_000;
  const many = { rows: 12 * times, columns: 2, data: new Float32Array(24 * times) };
  const manyTargets = new Int32Array(12 * times);
  for (let copy = 0; copy < times; copy++) {
    many.data.set(rows.data, 24 * copy);
    manyTargets.set(targets, 12 * copy);
  }
  const large = await fitLogisticRegression(many, manyTargets, 3, { penalty: times });
  const small = await (await fitLogisticRegression(rows, targets, 3)).probabilities(fresh);
  (await large.probabilities(fresh)).forEach((probability, i) => {
    expect(probability).toBeCloseTo(small[i]!, 2);
  });
});

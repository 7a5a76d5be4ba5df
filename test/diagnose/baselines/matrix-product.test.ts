import { expect, test } from 'vitest';
import { matrixProduct } from '../../../src/diagnose/baselines/matrix-product.ts';

const matrix = (rows: number, columns: number, ...numbers: number[]) => ({
  rows,
  columns,
  data: Float32Array.from(numbers),
});
const a = matrix(2, 3, 1, 2, 3, 4, 5, 6);

test('either side can be transposed', async () => {
  expect(await matrixProduct(a, matrix(3, 1, 1, 0, -1))).toEqual(matrix(2, 1, -2, -2));
  expect(await matrixProduct(a, a, { left: true })).toEqual(matrix(3, 3, 17, 22, 27, 22, 29, 36, 27, 36, 45));
  expect(await matrixProduct(a, a, { right: true })).toEqual(matrix(2, 2, 14, 32, 32, 77));
});

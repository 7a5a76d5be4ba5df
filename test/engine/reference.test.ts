import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/engine/reference.ts';
import type { Node } from '../../src/graph/node.ts';
import {
  absolute,
  clip,
  constantTensor,
  elu,
  erf,
  logSumExp,
  matmul,
  max,
  maximum,
  multiply,
  relu,
  sigmoid,
  softplus,
  sum,
  transpose,
} from '../../src/graph/operations/index.ts';

const apply = (f: (x: Node) => Node, ...values: number[]): number[] => [
  ...evaluate([f(constantTensor(values, [values.length]))], {})[0]!.data,
];

describe('the reference', () => {
  // math.erf of Python 3.11.7; 0.5, 1 and 2 are also in Abramowitz and Stegun, table 7.1.
  test.each([
    [0, 0],
    [1e-8, 1.1283791670955126e-8],
    [0.1, 0.1124629160182849],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [2, 0.9953222650189527],
    [2.999, 0.9999777698314002],
    [3, 0.9999779095030014],
    [3.5, 0.9999992569016276],
    [5, 0.9999999999984626],
    [6.5, 1],
    [Infinity, 1],
  ])('erf of %d is %d, and odd', (x, expected) => {
    const [found, negative] = apply(erf, x, -x) as [number, number];
    expect(Math.abs(found - expected)).toBeLessThanOrEqual(2e-15 * expected);
    expect(negative).toBe(-found);
  });

  // math.log1p(math.exp(x)) of Python 3.11.7.
  test('softplus neither overflows nor loses small values', () => {
    expect(apply(softplus, 1000, 0, -1000)).toEqual([1000, Math.log(2), 0]);
    const [small, smallest, one] = apply(softplus, -40, -700, 1) as [number, number, number];
    expect(small / 4.248354255291589e-18).toBeCloseTo(1, 14);
    expect(smallest / 9.85967654375977e-305).toBeCloseTo(1, 12);
    expect(one).toBeCloseTo(1.3132616875182228, 14);
  });

  test('sigmoid and log-sum-exp do not overflow', () => {
    expect(apply(sigmoid, 1000, 0, -1000)).toEqual([1, 0.5, 0]);
    const [total] = evaluate([logSumExp(constantTensor([1000, 1000, -1000, -1000], [2, 2]), [1])], {});
    expect(total!.data[0]).toBeCloseTo(1000 + Math.log(2), 10);
    expect(total!.data[1]).toBeCloseTo(-1000 + Math.log(2), 10);
  });

  test('not a number passes through', () => {
    for (const f of [absolute, relu, sigmoid, softplus, erf, elu, (x: Node) => clip(x, -1, 1)])
      expect(apply(f, Number.NaN)).toEqual([Number.NaN]);
    const nan = constantTensor([Number.NaN, 1], [2]);
    const zeros = constantTensor([0, 0], [2]);
    const found = evaluate([maximum(nan, zeros), max(nan), sum(nan), multiply(zeros, nan)], {});
    expect(found.map(({ data }) => data[0])).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
    const product = matmul(constantTensor([0, 1], [1, 2]), constantTensor([Number.NaN, 1], [2, 1]));
    expect([...evaluate([product], {})[0]!.data]).toEqual([Number.NaN]);
  });

  test('products read their operands transposed as if they were', () => {
    const a = constantTensor([1, 2, 3, 4, 5, 6], [2, 3]);
    const b = constantTensor([1, 0, 2, -1, 3, 1], [3, 2]);
    const expected = evaluate([matmul(a, b)], {})[0]!;
    expect([...expected.data]).toEqual([14, 1, 32, 1]);
    const same = [
      matmul(transpose(a), b, true),
      matmul(a, transpose(b), false, true),
      matmul(transpose(a), transpose(b), true, true),
    ];
    for (const value of evaluate(same, {})) expect(value).toEqual(expected);
  });
});

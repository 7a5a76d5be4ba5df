import { expect, test } from 'vitest';
import { ShapeError } from '../../../src/base/errors.ts';
import type { Node } from '../../../src/graph/node.ts';
import {
  add,
  broadcastLike,
  concatenate,
  gather,
  input,
  logSumExp,
  matmul,
  max,
  mean,
  pad,
  reshape,
  slice,
  sum,
  sumTo,
  transpose,
} from '../../../src/graph/operations/index.ts';

const x = input('x', ['batch', 4]);
const table = input('table', [4, 3]);

test.each<[string, Node, readonly (number | string)[]]>([
  ['a sum of everything', sum(x), []],
  ['a sum that keeps its axes', sum(x, [1], true), ['batch', 1]],
  ['a maximum', max(x, [0]), [4]],
  ['a log-sum-exp', logSumExp(x, [1]), ['batch']],
  ['a mean', mean(x, [0]), [4]],
  ['a sum back to a row', sumTo(x, [1, 4]), [1, 4]],
  ['a product', matmul(x, table), ['batch', 3]],
  ['a product of transposed matrices', matmul(table, x, true, true), [3, 'batch']],
  ['a transposition', transpose(input('i', [1, 2, 'batch']), [2, 0, 1]), ['batch', 1, 2]],
  ['a slice', slice(x, 1, 1, 3), ['batch', 2]],
  ['a pad', pad(x, 1, 1, 2), ['batch', 7]],
  ['a concatenation', concatenate([x, x], 1), ['batch', 8]],
  ['rows of a table', gather(table, input('rows', ['batch'], 'value', 'int')), ['batch', 3]],
])('%s has its shape', (_, node, shape) => expect(node.shape).toEqual(shape));

test.each<[string, () => unknown, string]>([
  [
    'operands that do not stretch',
    () => add(x, table),
    'add: [batch, 4] and [4, 3] differ on axis 0. Expected equal dimensions or 1, found batch and 4.',
  ],
  [
    'matrices that do not fit',
    () => matmul(x, table, false, true),
    'matmul: [batch, 4] and [4, 3] transposed do not fit. Expected two matrices whose inner dimensions are equal.',
  ],
  [
    'a reshape that loses elements',
    () => reshape(x, ['batch', 5]),
    'reshape: [batch, 4] and [batch, 5] hold different numbers of elements.',
  ],
  [
    'a reshape that loses the batch',
    () => reshape(x, [4]),
    'reshape: [batch, 4] and [4] hold different numbers of elements.',
  ],
  [
    'a slice outside the axis',
    () => slice(x, 1, 2, 5),
    'slice: positions 2 to 5 of axis 1 of [batch, 4] do not exist.',
  ],
  ['a slice of the batch', () => slice(x, 0, 0, 1), 'slice: positions 0 to 1 of axis 0 of [batch, 4] do not exist.'],
  ['a pad of the batch', () => pad(x, 0, 1, 1), 'pad: axis 0 of [batch, 4] has no fixed length.'],
  [
    'parts that differ off the axis',
    () => concatenate([x, table], 1),
    'concatenate: [batch, 4] and [4, 3] differ off axis 1. Expected equal dimensions on axis 0.',
  ],
  ['parts along the batch', () => concatenate([x, x], 0), 'concatenate: axis 0 of [batch, 4] has no fixed length.'],
  [
    'a stretch to less',
    () => broadcastLike(x, input('row', [4])),
    'broadcastLike: [batch, 4] does not stretch to [4].',
  ],
  [
    'rows of a batch',
    () => gather(x, input('rows', [2], 'value', 'int')),
    'gather: rows [2] of a table [batch, 4] cannot be taken. Expected a table with a fixed number of rows, and a vector of row numbers.',
  ],
])('%s are refused', (_, make, message) => {
  expect(make).toThrow(ShapeError);
  expect(make).toThrow(message);
});

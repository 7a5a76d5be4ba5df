import { expect, test } from 'vitest';
import { labelled } from '../../src/graph/node.ts';
import { add, constantTensor, input, matmul, sum } from '../../src/graph/operations/index.ts';
import { print } from '../../src/graph/print.ts';

test('a graph prints one node a line, inputs before users', () => {
  const x = input('x', ['batch', 2], 'rows');
  const hidden = labelled(add(matmul(x, constantTensor([1, 2, 3, 4], [2, 2])), x), 'hidden');
  expect(print([sum(hidden), hidden])).toBe(
    [
      '%0 = input() {"name":"x","role":"rows"} [batch, 2]  # x',
      '%1 = constant() {"value":"..."} [2, 2]',
      '%2 = matmul(%0, %1) {"transposeLeft":false,"transposeRight":false} [batch, 2]',
      '%3 = add(%2, %0) [batch, 2]  # hidden',
      '%4 = sum(%3) {"axes":[0,1],"keepDimensions":false} []',
      'return %4, %3',
    ].join('\n'),
  );
});

import { ShapeError } from '../../base/errors.ts';
import { showShape } from '../../tensor/shape.ts';
import { type Node, node } from '../node.ts';
import type { Operation } from '../operation.ts';

/**
 * Product of two matrices, either read transposed.
 *
 * @throws ShapeError when an operand is not a matrix or the inner dimensions differ
 */
export function matmul(left: Node, right: Node, transposeLeft = false, transposeRight = false): Node<'matmul'> {
  const [rows, inner] = transposeLeft ? [left.shape[1], left.shape[0]] : left.shape;
  const [rightInner, columns] = transposeRight ? [right.shape[1], right.shape[0]] : right.shape;
  if (left.shape.length !== 2 || right.shape.length !== 2 || inner !== rightInner) {
    const read = (shape: Node['shape'], transposed: boolean) => `${showShape(shape)}${transposed ? ' transposed' : ''}`;
    throw new ShapeError(
      'matmul',
      `${read(left.shape, transposeLeft)} and ${read(right.shape, transposeRight)} do not fit`,
      {
        expected: 'two matrices whose inner dimensions are equal',
      },
    );
  }
  return node('matmul', [left, right], { transposeLeft, transposeRight }, [rows!, columns!]);
}

export const matmulOperations: { readonly matmul: Operation<'matmul'> } = {
  matmul: {
    gradient: (y, g) => {
      const [left, right] = y.inputs as [Node, Node];
      const { transposeLeft, transposeRight } = y.attributes;
      return [
        transposeLeft ? matmul(right, g, transposeRight, true) : matmul(g, right, false, !transposeRight),
        transposeRight ? matmul(g, left, true, transposeLeft) : matmul(left, g, !transposeLeft, false),
      ];
    },
  },
};

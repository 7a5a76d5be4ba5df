/** Rows taken by number, and its transpose. */
import { ShapeError } from '../../base/errors.ts';
import { showShape } from '../../tensor/shape.ts';
import { type Node, node } from '../node.ts';
import type { Operation } from '../operation.ts';

/**
 * Rows `indices` of a table.
 *
 * @param table - `[rows, ...]`
 * @param indices - `[count]` int, each inside the table
 * @returns `[count, ...]`
 * @throws ShapeError when the table has no fixed number of rows, or the indices are not a vector
 */
export function gather(table: Node, indices: Node): Node<'gather'> {
  if (typeof table.shape[0] !== 'number' || indices.shape.length !== 1) {
    throw new ShapeError(
      'gather',
      `rows ${showShape(indices.shape)} of a table ${showShape(table.shape)} cannot be taken`,
      {
        expected: 'a table with a fixed number of rows, and a vector of row numbers',
      },
    );
  }
  return node('gather', [table, indices], {}, [...indices.shape, ...table.shape.slice(1)], table.type);
}

/**
 * Rows added into a table of zeros; rows with the same number add up.
 *
 * @param rows - `[count, ...]`
 * @param indices - `[count]` int
 * @returns `[rowCount, ...]`
 */
export const scatterAdd = (rows: Node, indices: Node, rowCount: number): Node<'scatterAdd'> =>
  node('scatterAdd', [rows, indices], { rowCount }, [rowCount, ...rows.shape.slice(1)]);

export const gatherOperations: { readonly [Op in 'gather' | 'scatterAdd']: Operation<Op> } = {
  gather: { gradient: (y, g) => [scatterAdd(g, y.inputs[1]!, y.inputs[0]!.shape[0] as number), undefined] },
  scatterAdd: { gradient: (y, g) => [gather(g, y.inputs[1]!), undefined] },
};

/** Shapes. The one dimension not known before a step runs is the number of rows in its batch. */
import { ShapeError } from '../base/errors.ts';

export type Dimension = number | 'batch';
export type Shape = readonly Dimension[];

export const showShape = (shape: Shape): string => `[${shape.join(', ')}]`;

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((dimension, axis) => dimension === b[axis]);

/** Number of elements. @throws ShapeError when a dimension is the batch */
export function elementCount(shape: Shape): number {
  return shape.reduce<number>((count, dimension) => {
    if (dimension === 'batch') throw new ShapeError('shape', `${showShape(shape)} has no fixed number of elements`);
    return count * dimension;
  }, 1);
}

/** The shape with `batch` rows in place of the symbol. */
export const resolveShape = (shape: Shape, batch: number): number[] =>
  shape.map((dimension) => (dimension === 'batch' ? batch : dimension));

/**
 * The shape two operands take together: aligned at the last axis, a dimension of 1 stretches.
 *
 * @throws ShapeError naming both shapes and the first axis that does not fit
 */
export function broadcastShapes(where: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const result: Dimension[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const left = a[axis - (rank - a.length)] ?? 1;
    const right = b[axis - (rank - b.length)] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      throw new ShapeError(where, `${showShape(a)} and ${showShape(b)} differ on axis ${axis}`, {
        expected: `equal dimensions or 1, found ${left} and ${right}`,
      });
    }
    result.push(left === 1 ? right : left);
  }
  return result;
}

/** Operations that move elements and change none. */
import { ShapeError } from '../../base/errors.ts';
import { broadcastShapes, type Dimension, type Shape, sameShape, showShape } from '../../tensor/shape.ts';
import { type Node, node } from '../node.ts';
import type { Operation } from '../operation.ts';
import { sumTo } from './reduce.ts';

const product = (shape: Shape): number => shape.reduce<number>((all, d) => all * (d === 'batch' ? 1 : d), 1);
const batches = (shape: Shape): number => shape.filter((dimension) => dimension === 'batch').length;

/** The same elements in row-major order under another shape. @throws ShapeError when the counts differ */
export function reshape(x: Node, shape: Shape): Node<'reshape'> {
  if (product(x.shape) !== product(shape) || batches(x.shape) !== batches(shape)) {
    throw new ShapeError('reshape', `${showShape(x.shape)} and ${showShape(shape)} hold different numbers of elements`);
  }
  return node('reshape', [x], { shape }, shape, x.type);
}

/** Axes in another order: axis i of the result is axis `permutation[i]` of x. */
export const transpose = (
  x: Node,
  permutation: readonly number[] = x.shape.map((_, i) => i).reverse(),
): Node<'transpose'> =>
  node(
    'transpose',
    [x],
    { permutation },
    permutation.map((axis) => x.shape[axis]!),
    x.type,
  );

const along = (shape: Shape, axis: number, length: Dimension): Shape =>
  shape.map((dimension, index) => (index === axis ? length : dimension));

/** Positions `start` to `end` (not included) of an axis. @throws ShapeError when they are not inside it */
export function slice(x: Node, axis: number, start: number, end: number): Node<'slice'> {
  const length = x.shape[axis];
  if (typeof length !== 'number' || start < 0 || end > length || start >= end) {
    throw new ShapeError('slice', `positions ${start} to ${end} of axis ${axis} of ${showShape(x.shape)} do not exist`);
  }
  return node('slice', [x], { axis, start, end }, along(x.shape, axis, end - start), x.type);
}

const fixedLength = (where: string, x: Node, axis: number): number => {
  const length = x.shape[axis];
  if (typeof length === 'number') return length;
  throw new ShapeError(where, `axis ${axis} of ${showShape(x.shape)} has no fixed length`);
};

/** Zeros before and after an axis. @throws ShapeError when the axis is the batch */
export function pad(x: Node, axis: number, before: number, after: number): Node<'pad'> {
  const length = fixedLength('pad', x, axis) + before + after;
  return node('pad', [x], { axis, before, after }, along(x.shape, axis, length), x.type);
}

/** Parts one after another along an axis. @throws ShapeError when they differ on another axis, or the axis is the batch */
export function concatenate(parts: readonly Node[], axis: number): Node<'concatenate'> {
  const first = parts[0]!;
  for (const part of parts) {
    const other = part.shape.findIndex((dimension, index) => index !== axis && dimension !== first.shape[index]);
    if (other !== -1 || part.shape.length !== first.shape.length) {
      throw new ShapeError(
        'concatenate',
        `${showShape(first.shape)} and ${showShape(part.shape)} differ off axis ${axis}`,
        {
          expected: `equal dimensions on axis ${other}`,
        },
      );
    }
  }
  const length = parts.reduce((total, part) => total + fixedLength('concatenate', part, axis), 0);
  return node('concatenate', parts, { axis }, along(first.shape, axis, length), first.type);
}

/**
 * `x` stretched to the shape of `like`; the values of `like` do not matter.
 *
 * @throws ShapeError when `x` does not stretch to that shape
 */
export function broadcastLike(x: Node, like: Node): Node {
  if (sameShape(x.shape, like.shape)) return x;
  if (!sameShape(broadcastShapes('broadcastLike', x.shape, like.shape), like.shape)) {
    throw new ShapeError('broadcastLike', `${showShape(x.shape)} does not stretch to ${showShape(like.shape)}`);
  }
  return node('broadcastLike', [x, like], {}, like.shape, x.type);
}

type Movement = 'reshape' | 'transpose' | 'slice' | 'pad' | 'concatenate' | 'broadcastLike';

export const movementOperations: { readonly [Op in Movement]: Operation<Op> } = {
  reshape: { gradient: (y, g) => [reshape(g, y.inputs[0]!.shape)] },
  transpose: {
    gradient: (y, g) => {
      const { permutation } = y.attributes;
      return [
        transpose(
          g,
          permutation.map((_, axis) => permutation.indexOf(axis)),
        ),
      ];
    },
  },
  slice: {
    gradient: (y, g) => {
      const { axis, start, end } = y.attributes;
      return [pad(g, axis, start, (y.inputs[0]!.shape[axis] as number) - end)];
    },
  },
  pad: {
    gradient: (y, g) => {
      const { axis, before } = y.attributes;
      return [slice(g, axis, before, before + (y.inputs[0]!.shape[axis] as number))];
    },
  },
  concatenate: {
    gradient: (y, g) => {
      let start = 0;
      return y.inputs.map((part) => {
        const end = start + (part.shape[y.attributes.axis] as number);
        const piece = slice(g, y.attributes.axis, start, end);
        start = end;
        return piece;
      });
    },
  },
  broadcastLike: { gradient: (y, g) => [sumTo(g, y.inputs[0]!.shape), undefined] },
};

/** Operations that take axes away. */
import { type Shape, sameShape } from '../../tensor/shape.ts';
import { type Node, node } from '../node.ts';
import type { Operation } from '../operation.ts';
import { cast, divide, equal, exp, multiply, subtract } from './elementwise.ts';
import { broadcastLike, reshape } from './movement.ts';

const every = (x: Node): number[] => x.shape.map((_, axis) => axis);
const reduced = (shape: Shape, axes: readonly number[], keep: boolean): Shape =>
  keep
    ? shape.map((dimension, axis) => (axes.includes(axis) ? 1 : dimension))
    : shape.filter((_, axis) => !axes.includes(axis));
const reduction =
  <Op extends 'sum' | 'max' | 'logSumExp'>(op: Op) =>
  (x: Node, axes: readonly number[] = every(x), keepDimensions = false): Node<Op> =>
    node(op, [x], { axes, keepDimensions } as Node<Op>['attributes'], reduced(x.shape, axes, keepDimensions));

export const sum = reduction('sum');
export const max = reduction('max');
/** log sum e^x without overflow. */
export const logSumExp = reduction('logSumExp');
/** The length of an axis as a float of shape `[]`: how averages over a batch know its size. */
export const size = (x: Node, axis: number): Node<'size'> => node('size', [x], { axis }, []);
/** Average over axes, the batch included. */
export const mean = (x: Node, axes: readonly number[] = every(x), keepDimensions = false): Node => {
  const total = sum(x, axes, keepDimensions);
  return axes.reduce<Node>((rest, axis) => divide(rest, size(x, axis)), total);
};

/** Sums away the axes that broadcasting added or stretched: the inverse of stretching `shape` to `x.shape`. */
export function sumTo(x: Node, shape: Shape): Node {
  if (sameShape(x.shape, shape)) return x;
  const added = x.shape.length - shape.length;
  const axes = every(x).filter((axis) => axis < added || (shape[axis - added] === 1 && x.shape[axis] !== 1));
  if (axes.length === 0) return reshape(x, shape);
  const kept = sum(x, axes, true);
  return sameShape(kept.shape, shape) ? kept : reshape(kept, shape);
}

const keptShape = (x: Node, axes: readonly number[]): Shape => reduced(x.shape, axes, true);
const spread = (value: Node, target: Node<'sum' | 'max' | 'logSumExp'>): Node => {
  const shape = keptShape(target.inputs[0]!, target.attributes.axes);
  return sameShape(value.shape, shape) ? value : reshape(value, shape);
};

export const reduceOperations: { readonly [Op in 'sum' | 'max' | 'logSumExp' | 'size']: Operation<Op> } = {
  sum: { gradient: (y, g) => [broadcastLike(spread(g, y), y.inputs[0]!)] },
  // Ties share the gradient equally.
  max: {
    gradient: (y, g) => {
      const x = y.inputs[0]!;
      const hit = cast(equal(x, spread(y, y)), 'float');
      return [multiply(divide(hit, sum(hit, y.attributes.axes, true)), spread(g, y))];
    },
  },
  logSumExp: { gradient: (y, g) => [multiply(exp(subtract(y.inputs[0]!, spread(y, y))), spread(g, y))] },
  size: { gradient: () => [undefined] },
};

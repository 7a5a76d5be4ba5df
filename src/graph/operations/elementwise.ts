/** Operations that act on each element by itself; two operands stretch to a common shape. */
import { broadcastShapes } from '../../tensor/shape.ts';
import { type ElementType, type Node, node } from '../node.ts';
import type { Operation } from '../operation.ts';
import { constant } from './input.ts';
import { sumTo } from './reduce.ts';

type Plain = 'negate' | 'exp' | 'log' | 'sqrt' | 'absolute' | 'sign' | 'sigmoid' | 'tanh' | 'softplus' | 'erf' | 'relu';
const unary =
  <Op extends Plain>(op: Op) =>
  (x: Node): Node<Op> =>
    node(op, [x], {}, x.shape);

export const negate = unary('negate');
export const exp = unary('exp');
/** Natural logarithm. */
export const log = unary('log');
export const sqrt = unary('sqrt');
export const absolute = unary('absolute');
/** -1, 0 or 1. */
export const sign = unary('sign');
/** 1 / (1 + e^-x) */
export const sigmoid = unary('sigmoid');
export const tanh = unary('tanh');
/** log(1 + e^x) without overflow. */
export const softplus = unary('softplus');
/** The error function. */
export const erf = unary('erf');
/** max(x, 0) */
export const relu = unary('relu');
/** x where positive, alpha (e^x - 1) elsewhere (Clevert et al., arXiv:1511.07289). */
export const elu = (x: Node, alpha = 1): Node<'elu'> => node('elu', [x], { alpha }, x.shape);
/** x where positive, slope x elsewhere. */
export const leakyRelu = (x: Node, slope: number): Node<'leakyRelu'> => node('leakyRelu', [x], { slope }, x.shape);
/** x held between two bounds; no gradient outside them. */
export const clip = (x: Node, min: number, max: number): Node<'clip'> => node('clip', [x], { min, max }, x.shape);
/** log sigmoid(x) = -softplus(-x) */
export const logSigmoid = (x: Node): Node => negate(softplus(negate(x)));
export const square = (x: Node): Node => multiply(x, x);

export const not = (x: Node): Node<'not'> => node('not', [x], {}, x.shape, 'bool');
export const cast = (x: Node, to: ElementType): Node<'cast'> => node('cast', [x], { to }, x.shape, to);

type Binary = 'add' | 'subtract' | 'multiply' | 'divide' | 'maximum' | 'minimum';
const binary =
  <Op extends Binary>(op: Op) =>
  (a: Node, b: Node): Node<Op> =>
    node(op, [a, b], {}, broadcastShapes(op, a.shape, b.shape));

export const add = binary('add');
export const subtract = binary('subtract');
export const multiply = binary('multiply');
export const divide = binary('divide');
export const maximum = binary('maximum');
export const minimum = binary('minimum');
export const scale = (x: Node, factor: number): Node => multiply(x, constant(factor));

const comparison =
  <Op extends 'greater' | 'equal' | 'and'>(op: Op) =>
  (a: Node, b: Node): Node<Op> =>
    node(op, [a, b], {}, broadcastShapes(op, a.shape, b.shape), 'bool');
export const greater = comparison('greater');
export const equal = comparison('equal');
export const and = comparison('and');
/** `a` where the condition holds, else `b`. */
export const where = (condition: Node, a: Node, b: Node): Node<'where'> =>
  node(
    'where',
    [condition, a, b],
    {},
    broadcastShapes('where', condition.shape, broadcastShapes('where', a.shape, b.shape)),
  );

const ONE = constant(1);
const ZERO = constant(0);
const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

/** The gradient of an operand that was stretched is summed back to its shape. */
const pair = (target: Node, left: Node, right: Node): Node[] => [
  sumTo(left, target.inputs[0]!.shape),
  sumTo(right, target.inputs[1]!.shape),
];
const operand = (target: Node, index = 0): Node => target.inputs[index]!;

type Elementwise =
  | Plain
  | Binary
  | 'elu'
  | 'leakyRelu'
  | 'clip'
  | 'not'
  | 'cast'
  | 'greater'
  | 'equal'
  | 'and'
  | 'where';

export const elementwiseOperations: { readonly [Op in Elementwise]: Operation<Op> } = {
  negate: { gradient: (_, g) => [negate(g)] },
  exp: { gradient: (y, g) => [multiply(g, y)] },
  log: { gradient: (y, g) => [divide(g, operand(y))] },
  sqrt: { gradient: (y, g) => [divide(scale(g, 0.5), y)] },
  absolute: { gradient: (y, g) => [multiply(g, sign(operand(y)))] },
  sign: { gradient: () => [undefined] },
  sigmoid: { gradient: (y, g) => [multiply(g, multiply(y, subtract(ONE, y)))] },
  tanh: { gradient: (y, g) => [multiply(g, subtract(ONE, square(y)))] },
  softplus: { gradient: (y, g) => [multiply(g, sigmoid(operand(y)))] },
  erf: { gradient: (y, g) => [multiply(g, scale(exp(negate(square(operand(y)))), TWO_OVER_ROOT_PI))] },
  // The output is never negative, so its sign is the step function.
  relu: { gradient: (y, g) => [multiply(g, sign(y))] },
  // Below zero the slope is alpha e^x = y + alpha; with alpha 1 one expression serves both sides.
  elu: {
    gradient: (y, g) =>
      y.attributes.alpha === 1
        ? [multiply(g, add(minimum(y, ZERO), ONE))]
        : [where(greater(operand(y), ZERO), g, multiply(g, add(y, constant(y.attributes.alpha))))],
  },
  leakyRelu: { gradient: (y, g) => [where(greater(operand(y), ZERO), g, scale(g, y.attributes.slope))] },
  clip: { gradient: (y, g) => [where(equal(y, operand(y)), g, ZERO)] },
  not: { gradient: () => [undefined] },
  cast: { gradient: (y, g) => [operand(y).type === 'float' && y.type === 'float' ? g : undefined] },
  add: { gradient: (y, g) => pair(y, g, g) },
  subtract: { gradient: (y, g) => pair(y, g, negate(g)) },
  multiply: { gradient: (y, g) => pair(y, multiply(g, operand(y, 1)), multiply(g, operand(y))) },
  divide: {
    gradient: (y, g) => pair(y, divide(g, operand(y, 1)), negate(divide(multiply(g, y), operand(y, 1)))),
  },
  maximum: {
    gradient: (y, g) =>
      pair(y, where(greater(operand(y), operand(y, 1)), g, ZERO), where(greater(operand(y), operand(y, 1)), ZERO, g)),
  },
  minimum: {
    gradient: (y, g) =>
      pair(y, where(greater(operand(y), operand(y, 1)), ZERO, g), where(greater(operand(y), operand(y, 1)), g, ZERO)),
  },
  greater: { gradient: () => [undefined, undefined] },
  equal: { gradient: () => [undefined, undefined] },
  and: { gradient: () => [undefined, undefined] },
  where: {
    gradient: (y, g) => [
      undefined,
      sumTo(where(operand(y), g, ZERO), operand(y, 1).shape),
      sumTo(where(operand(y), ZERO, g), operand(y, 2).shape),
    ],
  },
};

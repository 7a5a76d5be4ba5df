/** Random graphs of mixed operations whose values stay moderate: for laws that hold on every graph. */
import fc from 'fast-check';
import type { ReferenceValue } from '../../src/engine/reference.ts';
import { isOp, type Node } from '../../src/graph/node.ts';
import {
  absolute,
  add,
  broadcastLike,
  cast,
  clip,
  concatenate,
  constant,
  constantTensor,
  divide,
  elu,
  erf,
  exp,
  gather,
  greater,
  input,
  leakyRelu,
  log,
  logSumExp,
  matmul,
  max,
  maximum,
  mean,
  minimum,
  multiply,
  negate,
  not,
  pad,
  relu,
  reshape,
  scale,
  scatterAdd,
  sigmoid,
  sign,
  slice,
  softplus,
  sqrt,
  square,
  subtract,
  sum,
  tanh,
  transpose,
  where,
} from '../../src/graph/operations/index.ts';
import { resolveShape } from '../../src/tensor/shape.ts';
import { uniform } from './central-differences.ts';

/** The inputs every random graph may read. */
export const inputs = {
  x: input('x', ['batch', 4], 'rows'),
  noise: input('noise', ['batch', 4], 'noise'),
  mask: input('mask', ['batch', 4], 'mask', 'byte'),
  weight: input('weight', [4, 4], 'parameter'),
  bias: input('bias', [4], 'parameter'),
  average: input('average', [4], 'state'),
  rate: input('rate', [], 'scalar'),
};

const ONE = constant(1);
const TABLE_ROWS = constantTensor([3, 0, 0, 2], [4]);
const axisOf = (x: Node, choice: number): number => choice % x.shape.length;

/** What may be made of two values and a free choice; undefined where it does not apply. */
type Recipe = (a: Node, b: Node, choice: number) => Node | undefined;
const recipes: Readonly<Record<string, Recipe>> = {
  negate,
  exp: (a) => exp(tanh(a)),
  log: (a) => log(add(square(a), constant(0.5))),
  sqrt: (a) => sqrt(add(square(a), constant(0.1))),
  absolute,
  sign: (a, b) => add(sign(a), b),
  sigmoid,
  tanh,
  softplus,
  erf,
  relu,
  elu: (a, _, choice) => elu(a, choice % 2 === 0 ? 1 : 0.5),
  leakyRelu: (a) => leakyRelu(a, 0.1),
  clip: (a) => clip(a, -0.75, 1.25),
  scaled: (a, _, choice) => scale(scale(a, 0.5 + (choice % 3)), -0.25),
  zeroAdded: (a) => subtract(add(constant(0), a), constant(0)),
  add,
  subtract,
  multiply: (a, b) => multiply(tanh(a), b),
  divide: (a, b) => divide(a, add(ONE, square(b))),
  maximum,
  minimum,
  where: (a, b) => where(not(greater(a, b)), a, scale(b, 0.5)),
  condition: (a, b) => multiply(cast(greater(a, constant(0.1)), 'float'), b),
  stretched: (a, b) => multiply(broadcastLike(a, add(a, b)), b),
  sum: (a, _, choice) => (a.shape.length === 0 ? undefined : sum(scale(a, 0.3), [axisOf(a, choice)], choice % 2 === 0)),
  mean: (a) => mean(a),
  max: (a, _, choice) => (a.shape.length === 0 ? undefined : max(a, [axisOf(a, choice)], choice % 2 === 0)),
  logSumExp: (a, _, choice) => (a.shape.length === 0 ? undefined : logSumExp(a, [axisOf(a, choice)], choice % 2 === 0)),
  matmul: (a, b, choice) =>
    a.shape.length === 2 && b.shape.length === 2
      ? scale(matmul(a, b, (choice & 1) === 1, (choice & 2) === 2), 0.5)
      : undefined,
  product: (a) =>
    a.shape.at(-1) === 4 && a.shape.length === 2 ? add(matmul(a, inputs.weight), inputs.bias) : undefined,
  transpose: (a) => transpose(a),
  reshape: (a) => (a.shape.length === 2 && a.shape[1] === 4 ? reshape(a, [a.shape[0]!, 2, 2]) : undefined),
  slice: (a) => (a.shape.at(-1) === 4 ? slice(a, a.shape.length - 1, 1, 3) : undefined),
  pad: (a) => (typeof a.shape.at(-1) === 'number' ? pad(a, a.shape.length - 1, 1, 1) : undefined),
  concatenate: (a, b) => (typeof a.shape.at(-1) === 'number' ? concatenate([a, b], a.shape.length - 1) : undefined),
  gather: (a) => (a.shape[0] === 4 ? gather(a, cast(TABLE_ROWS, 'int')) : undefined),
  scatterAdd: (a) => (a.shape[0] === 4 ? scatterAdd(a, cast(TABLE_ROWS, 'int'), 4) : undefined),
};

/** Applies a recipe where the shapes allow it. */
function apply(recipe: Recipe, a: Node, b: Node, choice: number): Node {
  try {
    return recipe(a, b, choice) ?? a;
  } catch {
    return a;
  }
}

/** A graph of one output that uses some of `inputs`. */
export const randomGraph = (): fc.Arbitrary<Node> =>
  fc
    .array(fc.tuple(fc.constantFrom(...Object.keys(recipes)), fc.nat(30), fc.nat(30), fc.nat(5)), {
      minLength: 3,
      maxLength: 14,
    })
    .map((steps) => {
      const { mask, ...floats } = inputs;
      const nodes: Node[] = [...Object.values(floats), cast(mask, 'float')];
      for (const [name, a, b, choice] of steps) {
        // The newest values are the likeliest operands, so that graphs grow deep.
        const pick = (back: number) => nodes[Math.max(0, nodes.length - 1 - (back % (back < 20 ? 4 : nodes.length)))]!;
        nodes.push(apply(recipes[name]!, pick(a), pick(b), choice));
      }
      return nodes.at(-1)!;
    });

/** Values of `inputs`, rounded to float32 so that both back ends read the same numbers. */
export function feedsFor(batch: number): Record<string, ReferenceValue> {
  return Object.fromEntries(
    Object.values(inputs).map((each) => {
      const shape = resolveShape(each.shape, batch);
      const count = shape.reduce((a, b) => a * b, 1);
      const bounds = { low: isOp(each, 'input') && each.attributes.role === 'scalar' ? 0.5 : -1.5, high: 1.5 };
      const data = uniform(each.attributes.name, count, bounds.low, bounds.high);
      return [
        each.attributes.name,
        { shape, data: data.map(each.type === 'byte' ? (v) => Number(v > 0) : Math.fround) },
      ];
    }),
  );
}

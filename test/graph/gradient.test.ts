import { describe, expect, test } from 'vitest';
import { ShapeError } from '../../src/base/errors.ts';
import { evaluate } from '../../src/engine/reference.ts';
import { gradients } from '../../src/graph/gradient.ts';
import type { Node, OpName } from '../../src/graph/node.ts';
import {
  absolute,
  add,
  and,
  broadcastLike,
  cast,
  clip,
  concatenate,
  constant,
  constantTensor,
  divide,
  elu,
  equal,
  erf,
  exp,
  gather,
  greater,
  input,
  leakyRelu,
  log,
  logSigmoid,
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
  scatterAdd,
  sigmoid,
  sign,
  size,
  slice,
  softplus,
  sqrt,
  square,
  subtract,
  sum,
  sumTo,
  tanh,
  transpose,
  where,
} from '../../src/graph/operations/index.ts';
import { resolveShape, type Shape } from '../../src/tensor/shape.ts';
import { BATCH, expectGradient, uniform } from './central-differences.ts';

/** Shapes of the float inputs and what is made of them. */
interface Case {
  readonly shapes: readonly Shape[];
  readonly build: (...inputs: Node[]) => Node;
  /** Where the inputs lie; kinks, and places outside the operation's domain, are left out. */
  readonly domain?: readonly (readonly [low: number, high: number])[];
}

const MATRIX: Shape = ['batch', 4];
const BOTH_SIDES = [
  [-3, -0.1],
  [0.1, 3],
] as const;
const unary = (f: (x: Node) => Node, domain: Case['domain'] = [[-3, 3]]): Case[] => [
  { shapes: [MATRIX], build: f, domain },
];
/** Equal shapes, and each way in which an operand stretches. */
const binary = (f: (a: Node, b: Node) => Node, domain?: Case['domain']): Case[] =>
  (
    [
      [MATRIX, MATRIX],
      [MATRIX, [4]],
      [[], MATRIX],
      [['batch', 1], MATRIX],
      [['batch', 1], [4]],
      [
        [2, 1, 4],
        [3, 1],
      ],
    ] as const
  ).map((shapes) => ({ shapes, build: (a, b) => f(a, b), ...(domain === undefined ? {} : { domain }) }));
const reduction = (f: (x: Node, axes?: readonly number[], keep?: boolean) => Node): Case[] => [
  { shapes: [MATRIX], build: (x) => f(x) },
  { shapes: [MATRIX], build: (x) => f(x, [1]) },
  { shapes: [MATRIX], build: (x) => f(x, [0], true) },
  { shapes: [MATRIX], build: (x) => f(x, []) },
  { shapes: [[2, 3, 4]], build: (x) => f(x, [0, 2]) },
  { shapes: [[1, 3]], build: (x) => f(x, [0]) },
];
const indices = constantTensor([2, 0, 2, 1, 2], [5]);
const positive = (x: Node): Node => greater(x, constant(0));

/** The type keeps this exhaustive: an operation without cases does not compile. */
const cases: Record<OpName, readonly Case[]> = {
  input: unary((x) => x),
  constant: unary((x) => add(multiply(x, constantTensor([1, 2, 3, 4], [4])), constant(3))),
  negate: unary(negate),
  exp: unary(exp),
  log: unary(log, [[0.1, 5]]),
  sqrt: unary(sqrt, [[0.1, 5]]),
  absolute: unary(absolute, BOTH_SIDES),
  sign: unary((x) => multiply(sign(x), x), BOTH_SIDES),
  sigmoid: unary(sigmoid, [[-30, 30]]),
  tanh: unary(tanh),
  softplus: unary(softplus, [[-30, 30]]),
  erf: unary(erf),
  relu: unary(relu, BOTH_SIDES),
  elu: [...unary((x) => elu(x), BOTH_SIDES), ...unary((x) => elu(x, 0.3), BOTH_SIDES)],
  leakyRelu: unary((x) => leakyRelu(x, 0.2), BOTH_SIDES),
  clip: unary(
    (x) => clip(x, -1, 2),
    [
      [-5, -1.1],
      [-0.9, 1.9],
      [2.1, 5],
    ],
  ),
  not: unary((x) => multiply(cast(not(positive(x)), 'float'), x), BOTH_SIDES),
  cast: [...unary((x) => multiply(cast(positive(x), 'float'), x), BOTH_SIDES), ...unary((x) => cast(x, 'float'))],
  add: binary(add),
  subtract: binary(subtract),
  multiply: binary(multiply),
  divide: binary(divide, BOTH_SIDES),
  maximum: binary(maximum),
  minimum: binary(minimum),
  greater: binary((a, b) => where(greater(a, b), square(a), b)),
  equal: binary((a, b) => where(equal(a, b), constant(1), multiply(a, b))),
  and: binary((a, b) => where(and(positive(a), positive(b)), multiply(a, b), add(a, b)), BOTH_SIDES),
  where: [
    { shapes: [MATRIX, MATRIX, MATRIX], build: (c, a, b) => where(positive(c), a, b), domain: BOTH_SIDES },
    { shapes: [MATRIX, [4], []], build: (c, a, b) => where(positive(c), a, b), domain: BOTH_SIDES },
    { shapes: [['batch', 1], [4], MATRIX], build: (c, a, b) => where(positive(c), a, b), domain: BOTH_SIDES },
  ],
  sum: reduction(sum),
  max: reduction(max),
  logSumExp: reduction(logSumExp),
  size: unary((x) => divide(x, multiply(size(x, 0), size(x, 1)))),
  matmul: [
    { shapes: [MATRIX, [4, 2]], build: (a, b) => matmul(a, b) },
    {
      shapes: [
        [4, 'batch'],
        [4, 2],
      ],
      build: (a, b) => matmul(a, b, true),
    },
    { shapes: [MATRIX, [2, 4]], build: (a, b) => matmul(a, b, false, true) },
    {
      shapes: [
        [4, 'batch'],
        [2, 4],
      ],
      build: (a, b) => matmul(a, b, true, true),
    },
    { shapes: [[4, 4]], build: (a) => matmul(a, a, true) },
  ],
  reshape: [
    { shapes: [['batch', 6]], build: (x) => square(reshape(x, ['batch', 3, 2])) },
    { shapes: [[1]], build: (x) => square(reshape(x, [])) },
  ],
  transpose: [
    { shapes: [MATRIX], build: (x) => square(transpose(x)) },
    { shapes: [[2, 3, 4]], build: (x) => square(transpose(x, [1, 2, 0])) },
  ],
  slice: [
    { shapes: [['batch', 6]], build: (x) => square(slice(x, 1, 2, 5)) },
    { shapes: [['batch', 6]], build: (x) => multiply(slice(x, 1, 0, 3), slice(x, 1, 2, 5)) },
    { shapes: [[5, 2]], build: (x) => slice(x, 0, 4, 5) },
  ],
  pad: [
    { shapes: [MATRIX], build: (x) => square(pad(x, 1, 2, 1)) },
    { shapes: [[2, 3]], build: (x) => pad(x, 0, 1, 0) },
  ],
  concatenate: [
    { shapes: [MATRIX, ['batch', 2]], build: (a, b) => square(concatenate([a, b, a], 1)) },
    { shapes: [[2], [3]], build: (a, b) => concatenate([a, b], 0) },
  ],
  broadcastLike: [
    { shapes: [[], MATRIX], build: (x, like) => square(broadcastLike(x, like)) },
    { shapes: [['batch', 1], MATRIX], build: (x, like) => multiply(broadcastLike(x, like), like) },
    { shapes: [[4], [2, 3, 4]], build: (x, like) => square(broadcastLike(x, like)) },
  ],
  gather: [
    { shapes: [[3, 4]], build: (table) => square(gather(table, indices)) },
    { shapes: [[3]], build: (table) => square(gather(table, indices)) },
  ],
  scatterAdd: [{ shapes: [[5, 2]], build: (rows) => square(scatterAdd(rows, indices, 3)) }],
};

const composites: Record<string, readonly Case[]> = {
  logSigmoid: unary(logSigmoid, [[-30, 30]]),
  square: unary(square),
  mean: reduction(mean),
  sumTo: [
    { shapes: [MATRIX], build: (x) => square(sumTo(x, [4])) },
    { shapes: [MATRIX], build: (x) => square(sumTo(x, ['batch', 1])) },
    { shapes: [MATRIX], build: (x) => square(sumTo(x, [])) },
    { shapes: [[2, 3, 4]], build: (x) => square(sumTo(x, [1, 4])) },
  ],
};

function check({ shapes, build, domain = [[-3, 3]] }: Case): void {
  const inputs = shapes.map((shape, index) => {
    const name = `x${index}`;
    const count = resolveShape(shape, BATCH).reduce((a, b) => a * b, 1);
    const choices = domain.map(([low, high], part) => uniform(`${name} ${part}`, count, low, high));
    // Neighbours and operands fall into different parts of the domain.
    const data = Float64Array.from({ length: count }, (_, i) => choices[(i + (i >> 2) * index) % choices.length]![i]!);
    return { node: input(name, shape), data };
  });
  expectGradient(build(...inputs.map(({ node }) => node)), inputs);
}

describe('the gradient of an operation is that of central differences', () => {
  for (const [name, list] of Object.entries({ ...cases, ...composites }))
    test(name, () => {
      for (const each of list) check(each);
    });
});

describe('gradients', () => {
  const numbersOf = (outputs: Node[], feeds: Record<string, number>): number[] =>
    evaluate(
      outputs,
      Object.fromEntries(Object.entries(feeds).map(([name, x]) => [name, { shape: [], data: Float64Array.of(x) }])),
    ).map(({ data }) => data[0]!);

  test('a node that is used many times collects every part once', () => {
    const x = input('x', []);
    // x^8 by repeated squaring: 2^3 paths through three shared nodes.
    const loss = square(square(square(x)));
    expect(numbersOf(gradients(loss, [x]), { x: 1.5 })[0]).toBeCloseTo(8 * 1.5 ** 7, 10);
  });

  test('a shared node costs one rule, not one for each path', () => {
    const x = input('x', []);
    let y: Node = x;
    for (let depth = 0; depth < 64; depth++) y = add(y, y);
    expect(numbersOf(gradients(y, [x]), { x: 1 })[0]).toBe(2 ** 64);
  });

  test('nodes on the way to each other may both be wanted', () => {
    const x = input('x', []);
    const y = square(x);
    const loss = square(y);
    expect(numbersOf(gradients(loss, [x, y, loss]), { x: 2 })).toEqual([32, 8, 1]);
  });

  test('what the loss does not depend on has a gradient of zeros in its own shape', () => {
    const x = input('x', []);
    const other = input('other', ['batch', 2]);
    const [gradient] = gradients(square(x), [other]);
    expect(gradient!.shape).toEqual(['batch', 2]);
    const [value] = evaluate([gradient!], { other: { shape: [3, 2], data: new Float64Array(6).fill(5) } }, 3);
    expect([...value!.data]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('equal maxima share the gradient equally', () => {
    const x = input('x', [4]);
    const [gradient] = gradients(max(x), [x]);
    const [value] = evaluate([gradient!], { x: { shape: [4], data: Float64Array.of(3, 1, 3, 2) } });
    expect([...value!.data]).toEqual([0.5, 0, 0.5, 0]);
  });

  test('a loss that is not a scalar is refused', () => {
    const x = input('x', ['batch', 2]);
    expect(() => gradients(x, [x])).toThrow(ShapeError);
    expect(() => gradients(x, [x])).toThrow(/^gradients: the loss has shape \[batch, 2\]\. Expected \[\]\.$/);
  });
});

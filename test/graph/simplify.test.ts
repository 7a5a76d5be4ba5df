import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/engine/reference.ts';
import { gradients } from '../../src/graph/gradient.ts';
import { type Node, topologicalOrder } from '../../src/graph/node.ts';
import {
  add,
  broadcastLike,
  cast,
  clip,
  concatenate,
  constant,
  constantTensor,
  divide,
  exp,
  input,
  mean,
  multiply,
  negate,
  reshape,
  scale,
  slice,
  square,
  subtract,
  sum,
} from '../../src/graph/operations/index.ts';
import { print } from '../../src/graph/print.ts';
import { simplify } from '../../src/graph/simplify.ts';
import { feedsFor, inputs, randomGraph } from './random-graph.ts';

test('values, shapes and types are kept, and nodes do not become more', () => {
  const feeds = feedsFor(5);
  fc.assert(
    fc.property(randomGraph(), (graph) => {
      const outputs = [graph, ...gradients(mean(square(graph)), [inputs.weight, inputs.x])];
      const simple = simplify(outputs);
      expect(topologicalOrder(simple).length).toBeLessThanOrEqual(topologicalOrder(outputs).length);
      const expected = evaluate(outputs, feeds, 5);
      evaluate(simple, feeds, 5).forEach(({ shape, data }, index) => {
        expect(shape).toEqual(expected[index]!.shape);
        expect(simple[index]!.type).toBe(outputs[index]!.type);
        const size = Math.max(1e-3, ...expected[index]!.data.map(Math.abs));
        data.forEach((value, i) => {
          expect(Math.abs(value - expected[index]!.data[i]!)).toBeLessThan(1e-12 * size);
        });
      });
    }),
    { numRuns: 200, seed: 4 },
  );
});

test('what is simple stays as it is', () => {
  fc.assert(
    fc.property(randomGraph(), (graph) => {
      const once = simplify([graph]);
      expect(print(simplify(once))).toBe(print(once));
    }),
    { numRuns: 100, seed: 5 },
  );
});

describe('a rewrite', () => {
  const x = input('x', ['batch', 4]);
  const y = input('y', ['batch', 4]);
  const row = input('row', [4]);
  const zero = constant(0);
  const one = constant(1);
  const rewrites: Readonly<Record<string, readonly [Node, Node]>> = {
    'folds constants': [add(constant(2), multiply(constant(3), constant(4))), constant(14)],
    'drops zero added': [add(add(zero, x), zero), x],
    'drops zero subtracted': [subtract(x, zero), x],
    'drops factors of one': [multiply(one, divide(multiply(x, one), one)), x],
    'makes a factor of -1 a negation': [scale(x, -1), negate(x)],
    'drops a double negation': [negate(negate(x)), x],
    'adds a negation by subtracting': [add(negate(x), y), subtract(y, x)],
    'subtracts from zero by negating': [subtract(zero, x), negate(x)],
    'merges factors': [scale(scale(x, 2), 3), multiply(constant(6), x)],
    'drops a reshape to the same shape': [reshape(x, ['batch', 4]), x],
    'keeps the last of two reshapes': [
      reshape(reshape(x, ['batch', 2, 2]), ['batch', 4, 1]),
      reshape(x, ['batch', 4, 1]),
    ],
    'drops a slice of everything': [slice(x, 1, 0, 4), x],
    'drops a concatenation of one part': [concatenate([x], 1), x],
    'drops a cast to the same type': [cast(x, 'float'), x],
    'leaves a stretched operand small': [multiply(broadcastLike(row, x), x), multiply(row, x)],
    'divides before it stretches': [
      divide(broadcastLike(constant(3), x), input('n', [])),
      broadcastLike(divide(constant(3), input('n', [])), x),
    ],
    'stretches once': [broadcastLike(broadcastLike(constant(2), row), x), broadcastLike(constant(2), x)],
  };
  for (const [name, [given, expected]] of Object.entries(rewrites))
    test(name, () => expect(print(simplify([given]))).toBe(print([expected])));

  test('makes equal nodes one, by operation, inputs and attributes', () => {
    const [a, b, c] = simplify([exp(add(x, y)), exp(add(x, y)), exp(add(y, x))]);
    expect(a).toBe(b);
    expect(a).not.toBe(c);
  });

  test('keeps numbers apart that are not finite, and the sign of zero', () => {
    const different = [Infinity, -Infinity, Number.NaN, 0, -0].map((value) => exp(constant(value)));
    expect(new Set(simplify(different)).size).toBe(5);
    const tensors = [0, -0].map((value) => exp(constantTensor([value], [1])));
    expect(new Set(simplify(tensors)).size).toBe(2);
    expect(new Set(simplify([clip(x, -Infinity, 1), clip(x, Number.NaN, 1)])).size).toBe(2);
  });

  test('does not drop what stretches the other operand', () => {
    expect(simplify([add(input('s', []), broadcastLike(zero, x))])[0]!.shape).toEqual(['batch', 4]);
    expect(simplify([sum(multiply(broadcastLike(row, x), broadcastLike(row, y)))])[0]!.shape).toEqual([]);
  });
});

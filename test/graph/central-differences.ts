/** Gradients by central differences in float64: the truth that gradient rules are compared with. */
import { expect } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { evaluate, type ReferenceValue } from '../../src/engine/reference.ts';
import { gradients } from '../../src/graph/gradient.ts';
import type { Node } from '../../src/graph/node.ts';
import { input, multiply, sum } from '../../src/graph/operations/index.ts';
import { resolveShape } from '../../src/tensor/shape.ts';

export const BATCH = 3;
const STEP = 1e-5;

const elements = (target: Node): number => resolveShape(target.shape, BATCH).reduce((a, b) => a * b, 1);

/** Numbers of `low` to `high`, the same for the same name. */
export function uniform(name: string, count: number, low: number, high: number): Float64Array {
  const stream = new RandomStreams(7).of(name);
  return Float64Array.from({ length: count }, () => low + (high - low) * stream.uniform());
}

/** Expects the rules' gradient of a weighted sum of `output` by each input to be the one of central differences. */
export function expectGradient(
  output: Node,
  inputs: readonly { readonly node: Node<'input'>; readonly data: Float64Array }[],
): void {
  const weights = input('weights', output.shape);
  const loss = sum(multiply(output, weights));
  const feedsWith = (changed?: string, data?: Float64Array): Record<string, ReferenceValue> =>
    Object.fromEntries(
      [...inputs, { node: weights, data: uniform('weights', elements(output), 0.5, 1.5) }].map(
        ({ node, data: own }) => {
          const { name } = node.attributes;
          return [name, { shape: resolveShape(node.shape, BATCH), data: name === changed ? data! : own }];
        },
      ),
    );
  const lossOf = (feeds: Record<string, ReferenceValue>): number => evaluate([loss], feeds, BATCH)[0]!.data[0]!;

  const found = evaluate(
    gradients(
      loss,
      inputs.map(({ node }) => node),
    ),
    feedsWith(),
    BATCH,
  );
  inputs.forEach(({ node, data }, index) => {
    expect(found[index]!.data.length).toBe(data.length);
    for (let i = 0; i < data.length; i++) {
      const h = STEP * Math.max(1, Math.abs(data[i]!));
      const nudged = (by: number) => lossOf(feedsWith(node.attributes.name, data.with(i, data[i]! + by)));
      const expected = (nudged(h) - nudged(-h)) / (2 * h);
      const error = Math.abs(found[index]!.data[i]! - expected);
      expect(
        error,
        `${output.op} by ${node.attributes.name}[${i}]: ${found[index]!.data[i]} not ${expected}`,
      ).toBeLessThan(1e-8 + 1e-6 * Math.abs(expected));
    }
  });
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ForwardProgram } from '../../src/engine/forward-program.ts';
import type { NamedTensors, RowSources } from '../../src/engine/program.ts';
import { evaluate, type ReferenceValue } from '../../src/engine/reference.ts';
import { gradients } from '../../src/graph/gradient.ts';
import type { Node } from '../../src/graph/node.ts';
import { mean, square } from '../../src/graph/operations/index.ts';
import { print } from '../../src/graph/print.ts';
import { feedsFor, inputs, randomGraph } from '../graph/random-graph.ts';

const BATCH = 5;
const feeds = feedsFor(BATCH);
const floats = ({ data, shape }: ReferenceValue) => ({ shape, data: Float32Array.from(data) });

async function compiled(outputs: Record<string, Node>): Promise<NamedTensors> {
  // The batch is read backwards from the source, as any order of rows must do.
  const backwards = Float32Array.from(feeds.x!.data);
  for (let row = 0; row < BATCH; row++)
    backwards.set(Float32Array.from(feeds.x!.data).subarray(row * 4, row * 4 + 4), (BATCH - 1 - row) * 4);
  const sources: RowSources = { x: { kind: 'float32', data: backwards, columns: 4 } };
  const program = await ForwardProgram.compile(outputs, sources, { threads: 1 });
  const results = await program.run({
    parameters: { weight: floats(feeds.weight!), bias: floats(feeds.bias!), average: floats(feeds.average!) },
    rows: Int32Array.from({ length: BATCH }, (_, i) => BATCH - 1 - i),
    rowInputs: { noise: Float32Array.from(feeds.noise!.data), mask: Uint8Array.from(feeds.mask!.data) },
    values: { rate: floats(feeds.rate!) },
  });
  await program.release();
  return results;
}

/** Largest difference, measured in the tensor's own size. */
function relativeError(found: ArrayLike<number>, expected: Float64Array): number {
  const size = Math.max(1e-3, ...expected.map(Math.abs));
  return Math.max(0, ...expected.map((value, i) => Math.abs(found[i]! - value) / size));
}

test('a compiled graph and its gradients are those of the float64 reference', async () => {
  await fc.assert(
    fc.asyncProperty(randomGraph(), async (graph) => {
      const loss = mean(square(graph));
      const wanted = gradients(loss, [inputs.weight, inputs.bias, inputs.x]);
      const outputs = [graph, loss, ...wanted];
      const expected = evaluate(outputs, feeds, BATCH);
      const found = await compiled(Object.fromEntries(outputs.map((node, index) => [String(index), node])));
      expected.forEach(({ shape, data }, index) => {
        const result = found[String(index)]!;
        expect(result.shape).toEqual(shape);
        expect(relativeError(result.data, data), print([outputs[index]!])).toBeLessThan(index < 2 ? 2e-5 : 1e-3);
      });
    }),
    { numRuns: 200, seed: 20 },
  );
});

import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { ForwardProgram } from '../../src/engine/forward-program.ts';
import { evaluate, type ReferenceValue } from '../../src/engine/reference.ts';
import { gradients } from '../../src/graph/gradient.ts';
import type { Node } from '../../src/graph/node.ts';
import { buildGraph, type ModelGraph } from '../../src/vae/model-graph.ts';
import { rowSources } from '../../src/vae/row-source.ts';
import { expectClose } from '../float64.ts';
import { feedsOf, modelCases, trainingGraph } from './model-cases.ts';

const ROWS = [3, 0, 11, 8, 21];

const termsOf = ({ terms: { reconstruction, prediction, kl } }: ModelGraph): Node[] => [
  ...Object.values(reconstruction),
  ...(prediction === undefined ? [] : [prediction.nats, prediction.trained]),
  kl,
];

describe.each(modelCases.map((each) => [each.name, each] as const))('%s', (_, modelCase) => {
  const { model, dataset } = modelCase;
  const { graph, loss } = trainingGraph(model);
  const feeds = feedsOf(modelCase, graph, ROWS);
  const perRow = termsOf(graph);

  test('has the shapes that everything else builds on', () => {
    const { featureCount, latentCount } = model.sizes;
    expect(loss.shape).toEqual([]);
    expect(perRow.map(({ shape }) => shape)).toEqual(perRow.map(() => ['batch']));
    const decodes = model.architecture.decode !== undefined;
    expect(Object.keys(graph.terms.reconstruction)).toEqual(decodes ? dataset.modalities.map(({ name }) => name) : []);
    expect(graph.outputs.shape).toEqual(['batch', decodes ? featureCount : 0]);
    expect(graph.labelOutputs?.shape).toEqual(model.label && ['batch', model.label.modality.count]);
    for (const node of [graph.posterior.mean, graph.posterior.logVariance, graph.latent, graph.klPerUnit])
      expect(node.shape).toEqual(['batch', latentCount]);
    expect([...graph.scope.parameters.keys()].every((name) => /^(encoder|decoder|head)\./.test(name))).toBe(true);
    expect(model.description.parameterCount).toBe(
      [...graph.scope.parameters.values()].reduce((total, { shape }) => total + shape.reduce((a, b) => a * b, 1), 0),
    );
  });

  test('has the gradient of its whole loss: central differences along random directions', () => {
    const parameters = [...graph.scope.parameters].map(([name, { node }]) => ({ name, node }));
    const found = evaluate(
      gradients(
        loss,
        parameters.map(({ node }) => node),
      ),
      feeds,
      ROWS.length,
    );
    const random = new RandomStreams(4);
    // Each parameter by itself, and all at once.
    for (const chosen of [...parameters.map(({ name }) => [name]), parameters.map(({ name }) => name)]) {
      const directions = new Map(
        chosen.map((name) => {
          const direction = new Float64Array(feeds[name]!.data.length);
          random.of(`${chosen.length} ${name}`).fillStandardNormal(direction);
          return [name, direction];
        }),
      );
      const along = (step: number): number => {
        const moved: Record<string, ReferenceValue> = { ...feeds };
        for (const [name, direction] of directions) {
          const { shape, data } = feeds[name]!;
          moved[name] = { shape, data: data.map((value, i) => value + step * direction[i]!) };
        }
        return evaluate([loss], moved, ROWS.length)[0]!.data[0]!;
      };
      const step = 1e-6 / Math.sqrt(chosen.length);
      const expected = (along(step) - along(-step)) / (2 * step);
      const slope = parameters.reduce((total, { name }, index) => {
        const direction = directions.get(name);
        if (direction === undefined) return total;
        return found[index]!.data.reduce((sum, value, i) => sum + value * direction[i]!, total);
      }, 0);
      expect(Math.abs(slope - expected), `${chosen}: ${slope}, not ${expected}`).toBeLessThan(
        1e-6 + 2e-5 * Math.abs(expected),
      );
    }
  });

  test('gives a row the same terms wherever it stands in a batch', () => {
    const order = [4, 2, 0, 3, 1];
    const shuffled = feedsOf(
      modelCase,
      graph,
      order.map((at) => ROWS[at]!),
    );
    const [before, after] = [feeds, shuffled].map((given) => evaluate([loss, ...perRow], given, ROWS.length));
    expectClose(after![0]!.data, before![0]!.data, 1e-10);
    perRow.forEach((_term, index) => {
      const expected = order.map((at) => before![index + 1]!.data[at]!);
      expectClose(after![index + 1]!.data, expected, 1e-10);
    });
  });

  test('in use gives a row the same terms whoever else is in the batch', () => {
    const inUse = buildGraph(model, model.objective.latent);
    const terms = termsOf(inUse);
    const whole = evaluate(terms, feedsOf(modelCase, inUse, ROWS), ROWS.length);
    ROWS.forEach((row, at) => {
      const alone = evaluate(terms, feedsOf(modelCase, inUse, [row]), 1);
      alone.forEach(({ data }, index) => {
        expectClose(data, [whole[index]!.data[at]!], 1e-12);
      });
    });
  });

  test('is finite on rows of zeros, ones and 10000, and at parameters of 100, and so is its gradient', () => {
    const parameters = [...graph.scope.parameters.values()].map(({ node }) => node);
    const outputs: Node[] = [loss, ...perRow, ...gradients(loss, parameters)];
    const filled = (value: number): ReferenceValue => ({ ...feeds.x!, data: feeds.x!.data.map(() => value) });
    const large = Object.fromEntries(
      Object.entries(feeds).map(([name, { shape, data }]) => [
        name,
        { shape, data: graph.scope.parameters.has(name) ? data.map((value) => 100 * Math.sign(value || 1)) : data },
      ]),
    );
    for (const given of [...[0, 1, 1e4].map((value) => ({ ...feeds, x: filled(value) })), large]) {
      for (const { data } of evaluate(outputs, given, ROWS.length)) expect(data.every(Number.isFinite)).toBe(true);
    }
  });

  test('is computed by the engine as by the float64 reference, gradients too', async () => {
    const parameters = [...graph.scope.parameters].map(([name, { node }]) => ({ name, node }));
    const nodes = [
      loss,
      ...perRow,
      ...gradients(
        loss,
        parameters.map(({ node }) => node),
      ),
    ];
    const expected = evaluate(nodes, feeds, ROWS.length);
    const outputs = Object.fromEntries(nodes.map((node, index) => [String(index), node]));
    const program = await ForwardProgram.compile(outputs, rowSources(model, dataset), { threads: 1 });
    const narrow = (names: Iterable<string>) =>
      Object.fromEntries(
        [...names].map((name) => [name, { shape: feeds[name]!.shape, data: Float32Array.from(feeds[name]!.data) }]),
      );
    const found = await program.run({
      parameters: narrow([...graph.scope.parameters.keys(), ...graph.scope.states.keys()]),
      rows: Int32Array.from(ROWS),
      rowInputs: Object.fromEntries(
        [...graph.scope.rowInputs].map(([name, { kind }]) => [
          name,
          kind === 'noise' ? Float32Array.from(feeds[name]!.data) : Uint8Array.from(feeds[name]!.data),
        ]),
      ),
    });
    await program.release();
    expected.forEach(({ data }, index) => {
      const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expectClose(found[String(index)]!.data, data, 1e-3, 1e-5 * Math.max(1, largest));
    });
  });
});

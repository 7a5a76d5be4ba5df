import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { readRows } from '../../src/data/dataset.ts';
import { evaluate } from '../../src/engine/reference.ts';
import { initialState } from '../../src/vae/initial-state.ts';
import { buildGraph, LATENT_NOISE } from '../../src/vae/model-graph.ts';
import { evaluationBatch, objectiveOf, spreadRows, TermEvaluator, weightedKl } from '../../src/vae/term-evaluator.ts';
import { expectClose } from '../float64.ts';
import { smallDataset, smallSplit } from '../small-dataset.ts';
import { SMALL_DENSE, smallModel } from '../small-model.ts';

const dataset = smallDataset('bits');
const random = new RandomStreams(1);
const state = { klWeight: 0.5, batchSize: 8 };
const objective = { kind: 'beta', beta: 0.5, modalityWeights: { expression: 2 } };
const model = smallModel(dataset, { architecture: { ...SMALL_DENSE, batchNorm: true, dropout: 0.5 }, objective });
const parameters = initialState(model, random);

test('averages over whole splits are those of the float64 reference, with dropout off', async () => {
  const evaluator = await TermEvaluator.compile(model, dataset, 'sampled', random, { threads: 1 });
  const rows = smallSplit.train;
  const found = await evaluator.evaluate(parameters, rows, 'train', state, 1);
  expect(await evaluator.evaluate(parameters, rows, 'train', state, 1)).toEqual(found);
  await evaluator.release();

  const graph = buildGraph(model, 'sampled');
  const noise = new Float32Array(rows.length * 2);
  random.of('evaluation noise of train', 0).fillStandardNormal(noise);
  const feeds = {
    ...Object.fromEntries(
      Object.entries(parameters).map(([name, { shape, data }]) => [name, { shape, data: Float64Array.from(data) }]),
    ),
    x: { shape: [rows.length, 7], data: Float64Array.from(readRows(dataset, rows)) },
    [LATENT_NOISE]: { shape: [rows.length, 2], data: Float64Array.from(noise) },
  };
  const { marks, expression } = graph.terms.reconstruction;
  const means = evaluate([marks!, expression!, graph.terms.kl], feeds, rows.length).map(
    ({ data }) => data.reduce((a, b) => a + b) / rows.length,
  );
  const [a, b, kl] = means as [number, number, number];
  expectClose([found.perModality.marks!, found.perModality.expression!, found.kl], [a, b, kl], 1e-5);
  expectClose(
    [found.reconstruction, found.negativeElbo, found.weightedKl, found.loss],
    [a + b, a + b + kl, 0.5 * kl, a + 2 * b + 0.5 * kl],
    1e-5,
  );
  expectClose([found.klPerUnit!.reduce((sum, value) => sum + value)], [kl], 1e-5);
});

test('terms of several draws are the mean of their terms; KL is one', async () => {
  const rows = smallSplit.train;
  const evaluated = async (samples: number, latent: 'sampled' | 'mean' = 'sampled') => {
    const evaluator = await TermEvaluator.compile(model, dataset, latent, random, { threads: 1 }, samples);
    const found = await evaluator.evaluate(parameters, rows, 'train', state, 1);
    await evaluator.release();
    return found;
  };
  const found = await evaluated(3);
  expect(found.klPerUnit).toEqual((await evaluated(1)).klPerUnit);

  const graph = buildGraph(model, 'sampled');
  const wide = Object.entries(parameters).map(([name, { shape, data }]) => [
    name,
    { shape, data: Float64Array.from(data) },
  ]);
  const ofDraw = (draw: number): number => {
    const noise = new Float32Array(rows.length * 2);
    random.of('evaluation noise of train', 0, draw).fillStandardNormal(noise);
    const feeds = {
      ...Object.fromEntries(wide),
      x: { shape: [rows.length, 7], data: Float64Array.from(readRows(dataset, rows)) },
      [LATENT_NOISE]: { shape: [rows.length, 2], data: Float64Array.from(noise) },
    };
    return evaluate([graph.terms.reconstruction.marks!], feeds, rows.length)[0]!.data.reduce((a, b) => a + b);
  };
  expectClose([found.perModality.marks!], [(ofDraw(0) + ofDraw(1) + ofDraw(2)) / (3 * rows.length)], 1e-5);
  expect(await evaluated(3, 'mean')).toEqual(await evaluated(1, 'mean'));
});

test('a loss that trains in place of the likelihood makes the loss; reconstruction and bound stay in nats', async () => {
  const evaluate = async (likelihood: unknown) => {
    const judged = smallModel(dataset, { likelihood, objective });
    const evaluator = await TermEvaluator.compile(judged, dataset, 'sampled', random, { threads: 1 });
    const found = await evaluator.evaluate(initialState(judged, random), smallSplit.train, 'train', state, 1);
    await evaluator.release();
    return found;
  };
  const { loss, trainedPerModality, ...nats } = await evaluate('focal-bernoulli');
  const { loss: plain, ...same } = await evaluate('bernoulli');
  expect(nats).toEqual(same);
  const { marks, expression } = trainedPerModality as { marks: number; expression: number };
  expect(marks).toBeLessThan(same.perModality.marks!);
  expectClose([loss], [marks + 2 * expression + same.weightedKl], 1e-10);
  expect(loss).toBeLessThan(plain);
});

describe('the objective of averages', () => {
  const reduction = { reconstruction: 'mean', kl: 'mean-over-units', reconstructionBatch: 'sum', klBatch: 'sum' };
  const reduced = smallModel(dataset, { objective: { kind: 'elbo', reduction } });

  test('follows its reductions: sums over a batch count its rows', () => {
    expectClose([weightedKl(reduced, 3, state)], [(0.5 * 3 * 8) / 2]);
    expectClose([objectiveOf(reduced, { marks: 14, expression: 7 }, 3, state)], [(21 / 7) * 8 + 6]);
  });

  test('with a capacity count the distance of KL from it', () => {
    const held = smallModel(dataset, { objective: { kind: 'capacity', capacity: 5 } });
    expect([2, 5, 9].map((kl) => weightedKl(held, kl, { ...state, capacity: 5 }))).toEqual([1.5, 0, 2]);
    expect(objectiveOf(held, { marks: 4, expression: 1 }, 2, { ...state, capacity: 5 })).toBe(6.5);
  });

  test('in nats is reconstruction and weighted KL', () => {
    expectClose([objectiveOf(smallModel(dataset), { marks: 4, expression: 1 }, 2, state)], [6]);
  });
});

test('wide rows are evaluated few at a time, and never fewer than 16', () => {
  expect([10, 4000, 12_001, 10_000_000].map(evaluationBatch)).toEqual([2048, 1000, 333, 16]);
});

test('train rows looked at are spread over all of them, and all are taken where they are few', () => {
  const rows = Int32Array.from({ length: 10 }, (_, i) => 100 + i);
  expect([...spreadRows(rows, 4)]).toEqual([100, 103, 105, 109]);
  expect(spreadRows(rows, 10)).toBe(rows);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 500 }), (count, most) => {
      const chosen = spreadRows(
        Int32Array.from({ length: count }, (_, i) => i),
        most,
      );
      expect(chosen.length).toBe(Math.min(count, most));
      chosen.forEach((row, k) => {
        expect(row).toBeGreaterThan(chosen[k - 1] ?? -1);
        expect(Math.abs(row - (k * count) / chosen.length)).toBeLessThanOrEqual(count / chosen.length + 1);
      });
      expect(chosen.at(-1)).toBeLessThan(count);
    }),
  );
});

test.each([2, 3, 6, 10])('of kinds of rows that take turns by %i, as many of each are looked at', (period) => {
  const counts = new Array<number>(period).fill(0);
  for (const row of spreadRows(
    Int32Array.from({ length: 60_000 }, (_, i) => i),
    10_000,
  ))
    counts[row % period]!++;
  for (const count of counts) expect(Math.abs(count - 10_000 / period)).toBeLessThan(10);
});

import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { readRows } from '../../src/data/dataset.ts';
import type { NamedTensor } from '../../src/engine/program.ts';
import { evaluate } from '../../src/engine/reference.ts';
import { initialState } from '../../src/vae/initial-state.ts';
import { buildDecoder, buildGraph } from '../../src/vae/model-graph.ts';
import { reconstructionTerms } from '../../src/vae/model-terms.ts';
import { smallDataset, smallSplit } from '../small-dataset.ts';
import { smallModel } from '../small-model.ts';
import {
  linearGap,
  linearModel,
  linearNegativeLogLikelihood,
  linearParameters,
  testEvaluation,
} from './linear-gaussian.ts';

const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The bound of the linear model. */
async function linearBound(seed: number, importanceSamples: number, shift = 0, wider = 1) {
  const parameters = linearParameters(shift, wider);
  const { test: split } = await testEvaluation(linearModel, parameters, { data: 'float32', seed, importanceSamples });
  return split.importanceWeighted!;
}

describe('on a linear model whose likelihood is known', () => {
  const exact = linearNegativeLogLikelihood();

  test('the exact posterior gives the likelihood with any number of draws, all of one weight', async () => {
    for (const samples of [1, 3]) {
      const found = await linearBound(7, samples);
      expect(found.samples).toBe(samples);
      expect(found.negativeLogLikelihood).toBeCloseTo(exact, 4);
      expect(found.effectiveSamples).toBeCloseTo(samples, 4);
    }
  });

  test('a wrong posterior gives the ELBO with one draw, and ever less down to the likelihood with more', async () => {
    const [shift, wider] = [0.3, 1.6];
    const seeds = Array.from({ length: 24 }, (_, seed) => seed);
    const means: number[] = [];
    for (const samples of [1, 5, 50]) {
      const bounds: number[] = [];
      for (const seed of seeds) bounds.push((await linearBound(seed, samples, shift, wider)).negativeLogLikelihood);
      means.push(average(bounds));
    }
    const [one, five, fifty] = means as [number, number, number];
    const gap = linearGap(shift, wider);
    expect(gap).toBeGreaterThan(0.3);
    // 120 draws of a bound that varies by about a nat.
    expect(Math.abs(one - exact - gap)).toBeLessThan(0.3);
    expect(five).toBeLessThan(one);
    expect(fifty).toBeLessThan(five);
    expect(five).toBeLessThan(exact + gap);
    expect(Math.abs(fifty - exact)).toBeLessThan(0.03);
  });

  test('thousands of draws, more than a batch holds, come close by themselves', async () => {
    const found = await linearBound(3, 5000, 0.3, 1.6);
    expect(Math.abs(found.negativeLogLikelihood - exact)).toBeLessThan(0.02);
    expect(found.effectiveSamples).toBeGreaterThan(1000);
    expect(found.effectiveSamples).toBeLessThan(5000);
  });
});

describe('on a small network of bits', () => {
  const architecture = { kind: 'dense', encoder: [5], latent: 1, decoder: [4], activation: 'tanh' };
  const model = smallModel(smallDataset('bits'), { architecture });
  const parameters = Object.fromEntries(
    // A decoder to which the latent tells something, and a posterior as wide as the prior, so that no weight is extreme.
    Object.entries(initialState(model, new RandomStreams(9))).map(([name, { shape, data }]): [string, NamedTensor] => [
      name,
      { shape, data: data.map((value) => (name.startsWith('decoder') ? 2 : 0.2) * value) },
    ]),
  );
  const { test: rows } = smallSplit;
  const wide = Object.fromEntries(
    Object.entries(parameters).map(([name, { shape, data }]) => [name, { shape, data: Float64Array.from(data) }]),
  );

  /** log p(x | z) + log p(z) of each row, with a latent for each. */
  function joint(latents: ArrayLike<number>, x: Float64Array): number[] {
    const { x: source } = buildGraph(model, 'mean');
    const { scope, outputs } = buildDecoder(model);
    const feeds = {
      ...wide,
      x: { shape: [latents.length, 7], data: x },
      latent: { shape: [latents.length, 1], data: Float64Array.from(latents) },
    };
    const terms = evaluate(Object.values(reconstructionTerms(model, scope, outputs, source)), feeds, latents.length);
    return Array.from(
      latents,
      (z, k) => -terms.reduce((sum, { data }) => sum + data[k]!, 0) - 0.5 * (z * z + Math.log(2 * Math.PI)),
    );
  }

  test('many draws give what adding up the whole latent axis gives', async () => {
    const count = 4001;
    const step = 16 / (count - 1);
    const grid = Float64Array.from({ length: count }, (_, k) => -8 + k * step);
    const likelihoods = Array.from(rows, (row) => {
      const x = readRows(smallDataset('bits'), Int32Array.of(row));
      const repeated = Float64Array.from({ length: 7 * count }, (_, i) => x[i % 7]!);
      return Math.log(joint(grid, repeated).reduce((sum, value) => sum + Math.exp(value) * step, 0));
    });
    const choices = { data: 'bits', importanceSamples: 40_000 } as const;
    const { test: split } = await testEvaluation(model, parameters, choices);
    expect(Math.abs(split.importanceWeighted!.negativeLogLikelihood + average(likelihoods))).toBeLessThan(0.01);
    expect(split.importanceWeighted!.negativeLogLikelihood).toBeLessThan(split.negativeElbo);
  });

  test('one draw gives log q(z | x) - log p(z) - log p(x | z) of that very draw', async () => {
    const seed = 5;
    const { test: split } = await testEvaluation(model, parameters, { data: 'bits', seed, importanceSamples: 1 });
    const { posterior } = buildGraph(model, 'mean');
    const x = Float64Array.from(readRows(smallDataset('bits'), rows));
    const feeds = { ...wide, x: { shape: [rows.length, 7], data: x } };
    const [mean, logVariance] = evaluate([posterior.mean, posterior.logVariance], feeds, rows.length);
    const noise = Array.from(rows, (_, row) => {
      const draw = new Float64Array(1);
      new RandomStreams(seed).of('importance noise of test', row).fillStandardNormal(draw);
      return draw[0]!;
    });
    const latents = noise.map((e, row) => mean!.data[row]! + Math.exp(logVariance!.data[row]! / 2) * e);
    const density = noise.map((e, row) => -0.5 * (e * e + logVariance!.data[row]! + Math.log(2 * Math.PI)));
    const expected = average(joint(latents, x).map((value, row) => density[row]! - value));
    expect(split.importanceWeighted!.negativeLogLikelihood).toBeCloseTo(expected, 5);
    expect(split.importanceWeighted!.effectiveSamples).toBeCloseTo(1, 12);
  });

  test('a latent that is not sampled has no posterior to draw from, and this is said', async () => {
    const choices = { data: 'bits', importanceSamples: 5, latent: 'mean' } as const;
    const { test: split, notComputed } = await testEvaluation(model, parameters, choices);
    expect(split).not.toHaveProperty('importanceWeighted');
    expect(notComputed).toMatchObject({
      importanceWeighted: 'the latent is not sampled: there is no posterior to draw from',
    });
  });
});

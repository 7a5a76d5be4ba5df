import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { inputsOf } from '../../src/graph/node.ts';
import { buildDecoder, buildGraph, initialState, requireFittingData } from '../../src/vae/model.ts';
import { messageOf } from '../message-of.ts';
import { smallDataset } from '../small-dataset.ts';
import { SMALL_DENSE, smallModel } from '../small-model.ts';

const bits = smallDataset('bits');
const noisy = { ...SMALL_DENSE, batchNorm: true, dropout: 0.5 };
const inputNames = (...args: Parameters<typeof inputsOf>) => inputsOf(...args).map(({ attributes }) => attributes.name);

describe('the graph of a model', () => {
  test('has one term a row for each modality and for KL', () => {
    const { terms, klPerUnit, outputs, latent } = buildGraph(smallModel(bits), 'sampled');
    expect(Object.entries(terms.reconstruction).map(([name, { shape, label }]) => [name, shape, label])).toEqual([
      ['marks', ['batch'], 'reconstruction of marks'],
      ['expression', ['batch'], 'reconstruction of expression'],
    ]);
    expect(terms.kl.shape).toEqual(['batch']);
    expect([klPerUnit, outputs, latent].map(({ shape }) => shape[1])).toEqual([2, 7, 2]);
  });

  test('reads noise when it samples and none when it decodes the mean', () => {
    const model = smallModel(bits);
    expect(inputNames([buildGraph(model, 'sampled').outputs])).toContain('latent noise');
    expect(inputNames([buildGraph(model, 'mean').outputs])).not.toContain('latent noise');
  });

  test('for use has no masks, and moves no running statistic', () => {
    const { scope } = buildGraph(smallModel(bits, { architecture: noisy }), 'mean');
    expect(scope.rowInputs.size).toBe(0);
    expect([...scope.states.values()].every(({ node, next }) => node === next)).toBe(true);
  });

  test('of a decoder alone is that of the whole, fed with a latent', () => {
    const model = smallModel(bits, { architecture: noisy });
    const whole = [...buildGraph(model, 'mean').scope.parameters.keys()];
    const { scope, outputs } = buildDecoder(model);
    expect([...scope.parameters.keys()]).toEqual(whole.filter((name) => name.startsWith('decoder.')));
    expect(outputs.shape).toEqual(['batch', 7]);
  });
});

describe('the first numbers of a model', () => {
  const model = smallModel(bits, { architecture: noisy });
  const start = initialState(model, new RandomStreams(1));

  test('are those of every parameter and running statistic', () => {
    const { scope } = buildGraph(model, 'sampled');
    expect(Object.keys(start)).toEqual([...scope.parameters.keys(), ...scope.states.keys()]);
    expect(start['encoder.hidden.0.batchNorm.runningVariance']!.data).toEqual(new Float32Array(5).fill(1));
  });

  test('follow from the seed, each from a stream of its own: another layer shifts no other', () => {
    expect(initialState(model, new RandomStreams(1))).toEqual(start);
    const other = smallModel(bits, { architecture: { ...noisy, encoder: [5, 3] } });
    const found = initialState(other, new RandomStreams(1));
    expect(found['decoder.output.weight']).toEqual(start['decoder.output.weight']);
    expect(initialState(model, new RandomStreams(2))['decoder.output.weight']).not.toEqual(
      start['decoder.output.weight'],
    );
  });
});

test('a learned variance counts among the parameters of the description', () => {
  const reals = smallDataset('float32');
  const count = (likelihood: unknown) => smallModel(reals, { likelihood }).description.parameterCount;
  expect(count({ kind: 'gaussian', variance: 'learned' })).toBe(count('gaussian') + reals.modalities.length);
});

test('numbers outside a likelihood are refused with row, column and value', async () => {
  const reals = smallDataset('float32');
  const bad = { ...reals, values: { kind: 'float32' as const, data: new Float32Array(280).fill(0.5) } };
  bad.values.data[9] = 2;
  expect(await messageOf(() => requireFittingData(smallModel(bad), bad))).toBe(
    'small float32 row 2, column "m2": 2 is outside [0, 1]. Expected values from 0 to 1 for the bernoulli likelihood of the modality "marks". Choose another likelihood, or set standardize: min-max or binarize.',
  );
  expect(() => requireFittingData(smallModel(reals, { likelihood: 'gaussian' }), reals)).not.toThrow();
});

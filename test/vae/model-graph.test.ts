import { describe, expect, test } from 'vitest';
import { inputsOf } from '../../src/graph/node.ts';
import { buildDecoder, buildGraph } from '../../src/vae/model-graph.ts';
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

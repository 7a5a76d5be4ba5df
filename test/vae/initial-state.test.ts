import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { initialState } from '../../src/vae/initial-state.ts';
import { buildGraph } from '../../src/vae/model-graph.ts';
import { smallDataset } from '../small-dataset.ts';
import { SMALL_DENSE, smallModel } from '../small-model.ts';

const bits = smallDataset('bits');
const noisy = { ...SMALL_DENSE, batchNorm: true, dropout: 0.5 };

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

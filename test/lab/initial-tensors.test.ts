import { describe, expect, test } from 'vitest';
import { evaluateParameters } from '../../src/lab/examine.ts';
import { prepareExperiment } from '../../src/lab/experiment.ts';
import { resolveConfig } from '../../src/lab/experiment-config.ts';
import { initialTensors } from '../../src/lab/initial-tensors.ts';

const MARKS = { source: { simulated: { rows: 300, columns: 50 } } };
const NUMBERS = { source: { simulatedTable: { rows: 300, columns: 6 } } };
const DENSE = { kind: 'dense', encoder: [4], latent: 2, decoder: [4] };

const prepared = (config: object) =>
  prepareExperiment(resolveConfig({ architecture: DENSE, threads: 1, ...config }), { baseFolder: '.' });
const begun = (outputBias: string) => ({ training: { outputBias } });

describe('outputs that begin at the means of train rows', () => {
  test.each([
    ['bernoulli', MARKS, 'bernoulli'],
    ['focal-bernoulli', MARKS, { kind: 'focal-bernoulli', gamma: 2 }],
    [
      'factor-bernoulli',
      MARKS,
      { dnam: 'factor-bernoulli', k9: 'factor-bernoulli', k27: 'factor-bernoulli', expression: 'bernoulli' },
    ],
    ['gaussian', NUMBERS, 'gaussian'],
  ])('score as the column means do, where a %s decoder says nothing else', async (_, data, likelihood) => {
    const experiment = await prepared({ data, likelihood, ...begun('train-means') });
    const silent = Object.fromEntries(
      Object.entries(initialTensors(experiment)).map(([name, tensor]) =>
        name.startsWith('decoder.') && name.endsWith('.weight')
          ? [name, { ...tensor, data: new Float32Array(tensor.data.length) }]
          : [name, tensor],
      ),
    );
    const { evaluation } = await evaluateParameters(experiment, silent);
    for (const [name, { reconstruction, baselines }] of Object.entries(evaluation.splits.test!.perModality))
      expect(reconstruction / baselines.perColumn, name).toBeCloseTo(1, 5);
  });

  test('leave every other number as it is drawn', async () => {
    const [zeros, means] = await Promise.all(
      ['zeros', 'train-means'].map(async (bias) => initialTensors(await prepared({ data: MARKS, ...begun(bias) }))),
    );
    const differing = Object.keys(zeros!).filter((name) => `${zeros![name]!.data}` !== `${means![name]!.data}`);
    expect(differing).toEqual(['decoder.output.bias']);
    expect(zeros!['decoder.output.bias']!.data.every((bias) => bias === 0)).toBe(true);
  });

  test('are refused of a model without a decoder', async () => {
    const headOnly = prepared({
      data: NUMBERS,
      architecture: { kind: 'classifier-head', encoder: [4], latent: 2, decoder: 'none' },
      likelihood: 'gaussian',
      strategy: 'variational-classifier',
      ...begun('train-means'),
    });
    await expect(headOnly).rejects.toThrow(
      'config.training.outputBias: the model has no decoder whose outputs could begin at means. Expected zeros.',
    );
  });
});

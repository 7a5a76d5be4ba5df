import { expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { readRows } from '../../src/data/dataset.ts';
import type { EvaluationJob } from '../../src/diagnose/evaluation-job.ts';
import { gradientNorms } from '../../src/diagnose/gradient-norms.ts';
import { initialState } from '../../src/vae/initial-state.ts';
import { spreadRows } from '../../src/vae/term-evaluator.ts';
import { expectClose } from '../float64.ts';
import { smallDataset, smallSplit } from '../small-dataset.ts';
import { smallModel } from '../small-model.ts';
import { linearModel, linearParameters } from './linear-gaussian.ts';

const job = (changes: Partial<EvaluationJob> = {}): EvaluationJob => ({
  model: linearModel,
  dataset: smallDataset('float32'),
  split: smallSplit,
  parameters: { ...initialState(linearModel, new RandomStreams(1)), ...linearParameters(0.3, 1.6) },
  latent: 'sampled',
  objective: { klWeight: 0.5, batchSize: 8 },
  effectiveBeta: {
    klWeight: 0.5,
    klReduction: 'sum',
    reconstructionReduction: 'sum',
    featureCount: 7,
    latentCount: 1,
    batchSize: 8,
  },
  trainRows: 100,
  samples: 1,
  importanceSamples: 0,
  random: new RandomStreams(4),
  engine: { threads: 1 },
  ...changes,
});

test('norms on a linear model are those of its gradients by hand, weight of KL included', async () => {
  const found = await gradientNorms(job());
  const numbers = linearParameters(0.3, 1.6);
  const of = (name: string) => Array.from(numbers[name]!.data);
  const [encoder, decoder] = [of('encoder.mean.weight'), of('decoder.output.weight')];
  const sigma = Math.exp(of('encoder.logVariance.bias')[0]! / 2);
  const rows = spreadRows(
    Int32Array.from({ length: 30 }, (_, row) => row),
    8,
  );
  const block = readRows(smallDataset('float32'), rows);
  const noise = new Float32Array(8);
  new RandomStreams(4).of('gradient noise').fillStandardNormal(noise);
  let [reconstruction, kl] = [0, 0];
  for (let k = 0; k < 8; k++) {
    const x = Array.from(block.subarray(7 * k, 7 * k + 7));
    const mean = x.reduce((sum, value, j) => sum + value * encoder[j]!, 0.3);
    const z = mean + sigma * noise[k]!;
    // d/dz |x - w z|^2 / (2 * 0.8); z moves with the mean, and with the log-variance by sigma * noise / 2.
    const byLatent = x.reduce((sum, value, j) => sum - (decoder[j]! * (value - decoder[j]! * z)) / 0.8, 0);
    reconstruction += byLatent ** 2 + (byLatent * 0.5 * sigma * noise[k]!) ** 2;
    kl += (0.5 * mean) ** 2 + (0.5 * 0.5 * (sigma ** 2 - 1)) ** 2;
  }
  expectClose([found!.reconstruction, found!.kl], [Math.sqrt(reconstruction) / 8, Math.sqrt(kl) / 8], 1e-5);
});

test('a loss that trains in place of the likelihood pulls in its place', async () => {
  const norms = async (likelihood: unknown) => {
    const model = smallModel(smallDataset('bits'), { likelihood });
    const parameters = initialState(model, new RandomStreams(1));
    return (await gradientNorms(job({ model, parameters, dataset: smallDataset('bits') })))!;
  };
  const plain = await norms('bernoulli');
  // Ones and zeros at half their weight, none less for being well predicted.
  const halved = await norms({ kind: 'focal-bernoulli', gamma: 0, alpha: 0.5, classBalancing: true });
  expectClose([halved.reconstruction, halved.kl], [plain.reconstruction / 2, plain.kl], 1e-6);
  const focal = await norms('focal-bernoulli');
  expect(Math.abs(focal.reconstruction / plain.reconstruction - 1)).toBeGreaterThan(0.01);
});

test('a model that hides entries is asked as it trains, some hidden', async () => {
  const model = smallModel(smallDataset('bits'), { masking: 'random-modality' });
  const parameters = initialState(model, new RandomStreams(1));
  const found = await gradientNorms(job({ model, parameters, dataset: smallDataset('bits') }));
  expect(found!.reconstruction).toBeGreaterThan(0);
});

test('where KL takes no part there is nothing to compare', async () => {
  expect(await gradientNorms(job({ objective: { klWeight: 0, batchSize: 8 } }))).toBeUndefined();
  expect(await gradientNorms(job({ latent: 'mean' }))).toBeUndefined();
});

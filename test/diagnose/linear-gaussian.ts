/** A linear model of one latent unit whose likelihood is known: x = w z + noise, z from the standard normal. */
import { RandomStreams } from '../../src/base/random.ts';
import { readRows } from '../../src/data/dataset.ts';
import { evaluateModel } from '../../src/diagnose/evaluate.ts';
import type { SplitEvaluation } from '../../src/diagnose/evaluation.ts';
import type { NamedTensor } from '../../src/engine/program.ts';
import { initialState } from '../../src/vae/initial-state.ts';
import type { Model } from '../../src/vae/model.ts';
import { smallDataset, smallSplit } from '../small-dataset.ts';
import { smallModel } from '../small-model.ts';

const WEIGHTS = [0.9, -0.4, 0.3, 0.7, -0.8, 0.2, 0.5];
/** Of the noise. */
const VARIANCE = 0.8;
const squares = WEIGHTS.reduce((sum, w) => sum + w * w, 0);
const precision = 1 + squares / VARIANCE;

export const linearModel: Model = smallModel(smallDataset('float32'), {
  architecture: { kind: 'dense', encoder: [], latent: 1, decoder: [] },
  likelihood: { kind: 'gaussian', variance: 'fixed', value: VARIANCE },
});

/** Parameters whose posterior is the exact one, moved by `shift` and `wider` times as wide. */
export function linearParameters(shift = 0, wider = 1): Record<string, NamedTensor> {
  const numbers = (values: readonly number[], shape: readonly number[]): NamedTensor => ({
    shape,
    data: Float32Array.from(values),
  });
  const slope = WEIGHTS.map((w) => w / VARIANCE / precision);
  return {
    'encoder.mean.weight': numbers(slope, [7, 1]),
    'encoder.mean.bias': numbers([shift], [1]),
    'encoder.logVariance.weight': numbers(new Array(7).fill(0), [7, 1]),
    'encoder.logVariance.bias': numbers([Math.log(wider ** 2 / precision)], [1]),
    'decoder.output.weight': numbers(WEIGHTS, [1, 7]),
    'decoder.output.bias': numbers(new Array(7).fill(0), [7]),
  };
}

/** -log N(x; 0, w w' + variance), by the matrix determinant lemma and Woodbury's identity; nats, mean over test rows. */
export function linearNegativeLogLikelihood(): number {
  const rows = readRows(smallDataset('float32'), smallSplit.test);
  let total = 0;
  for (let row = 0; row < rows.length; row += 7) {
    const x = Array.from(rows.subarray(row, row + 7));
    const along = x.reduce((sum, value, j) => sum + value * WEIGHTS[j]!, 0);
    const length = x.reduce((sum, value) => sum + value * value, 0);
    const distance = (length - along ** 2 / VARIANCE / precision) / VARIANCE;
    total += 0.5 * (7 * Math.log(2 * Math.PI * VARIANCE) + Math.log(precision) + distance);
  }
  return total / smallSplit.test.length;
}

/**
 * KL from the posterior to the exact one: what the ELBO loses.
 *
 *   KL = 1/2 ( wider^2 + shift^2 precision - 1 - log wider^2 )
 */
export const linearGap = (shift: number, wider: number): number =>
  0.5 * (wider ** 2 + shift ** 2 * precision - 1 - Math.log(wider ** 2));

/** What a model does on the test rows of a small dataset. */
export async function testEvaluation(
  model: Model,
  parameters: Readonly<Record<string, NamedTensor>>,
  choices: {
    readonly data: 'bits' | 'float32';
    readonly seed?: number;
    readonly samples?: number;
    readonly importanceSamples?: number;
    readonly latent?: 'sampled' | 'mean';
  },
): Promise<{ test: SplitEvaluation; notComputed: Readonly<Record<string, string>> }> {
  const { data, seed = 1, samples = 1, importanceSamples = 0, latent = 'sampled' } = choices;
  const random = new RandomStreams(seed);
  const { evaluation } = await evaluateModel({
    model,
    dataset: smallDataset(data),
    split: smallSplit,
    parameters: { ...initialState(model, random), ...parameters },
    latent,
    objective: { klWeight: 1, batchSize: 8 },
    effectiveBeta: {
      klWeight: 1,
      klReduction: 'sum',
      reconstructionReduction: 'sum',
      featureCount: 7,
      latentCount: model.sizes.latentCount,
      batchSize: 8,
      value: 1,
    },
    trainRows: 100,
    samples,
    importanceSamples,
    random,
    engine: { threads: 1 },
    splits: ['test'],
  });
  return { test: evaluation.splits.test!, notComputed: evaluation.notComputed };
}

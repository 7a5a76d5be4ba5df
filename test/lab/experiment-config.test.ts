import { describe, expect, test } from 'vitest';
import { likelihoodPerModality, requireModalities, resolveConfig } from '../../src/lab/experiment-config.ts';
import { messageOf } from '../message-of.ts';

const data = { source: 'genes.csv' };
const refused = (changes: object) => messageOf(() => resolveConfig({ data, ...changes }));

describe('a config', () => {
  test('has a default for every key but its data', () => {
    expect(resolveConfig({ data })).toMatchObject({
      name: 'experiment',
      seed: 42,
      seeds: 1,
      folds: 1,
      splitModelsBy: 'none',
      initializeFrom: 'none',
      architecture: {
        kind: 'dense',
        encoder: [512, 256],
        latent: 20,
        decoder: [256, 512],
        activation: 'relu',
        batchNorm: false,
        dropout: 0,
      },
      likelihood: { kind: 'bernoulli' },
      objective: { kind: 'beta', beta: 1, reduction: 'nats', modalityWeights: {} },
      masking: { kind: 'none' },
      strategy: 'joint',
      prior: { kind: 'standard-normal' },
      training: {
        optimizer: { kind: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999 },
        clipGradient: 'none',
        batchSize: 128,
        lastBatch: 'keep',
        epochs: 100,
        schedule: 'none',
        earlyStopping: 'none',
        conventions: 'keras',
        checkpoint: { everySeconds: 60, everySteps: 0 },
        logSteps: false,
      },
      evaluation: { everyEpochs: 1, trainRows: 10_000, samples: 1, importanceSamples: 0 },
      device: 'cpu',
      threads: 'auto',
    });
  });

  test('resolved again is itself: what a run keeps is a config', () => {
    const once = resolveConfig({
      data,
      likelihood: { a: 'gaussian', b: 'bernoulli' },
      objective: 'elbo',
      training: { earlyStopping: {}, schedule: { kind: 'reduce-on-plateau' } },
    });
    expect(resolveConfig(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  test('takes a map without a kind for the options of the default', () => {
    const config = resolveConfig({
      data,
      architecture: { latent: 3 },
      objective: { beta: 2 },
      training: { optimizer: { learningRate: 0.1 } },
    });
    expect(config.architecture).toMatchObject({ kind: 'dense', latent: 3 });
    expect(config.objective).toMatchObject({ kind: 'beta', beta: 2 });
    expect(config.training.optimizer).toMatchObject({ kind: 'adam', learningRate: 0.1 });
  });

  test.each<[object, string]>([
    [
      { sed: 1 },
      'config.sed: "sed" is not a key here. Expected one of: name, seed, seeds, folds, splitModelsBy, data, initializeFrom, architecture, likelihood, objective, masking, strategy, prior, training, evaluation, device, threads, published. Did you mean "seed"?',
    ],
    [{ seed: -1 }, 'config.seed: -1 does not fit. Expected a number of at least 0.'],
    [{ seeds: 1.5 }, 'config.seeds: 1.5 does not fit. Expected a whole number.'],
    [{ training: { epochs: '10' } }, 'config.training.epochs: "10" does not fit. Expected a number.'],
    [
      { training: { epoch: 10 } },
      'config.training.epoch: "epoch" is not a key here. Expected one of: optimizer, clipGradient, batchSize, lastBatch, epochs, schedule, earlyStopping, conventions, outputBias, checkpoint, logSteps. Did you mean "epochs"?',
    ],
    [{ architecture: { latent: 0 } }, 'config.architecture.latent: 0 does not fit. Expected a number of at least 1.'],
    [{ architecture: { dropout: 1 } }, 'config.architecture.dropout: 1 does not fit. Expected a number below 1.'],
    [{ architecture: 'conv' }, 'config.architecture: "conv" is not known. Expected one of: dense, classifier-head.'],
    [
      { architecture: { activation: 'rleu' } },
      'config.architecture.activation: "rleu" is not known. Expected one of: linear, relu, elu, leaky-relu, tanh, sigmoid, softplus, gelu, silu. Did you mean "relu"?',
    ],
    [
      { objective: { kind: 'elbo', beta: 2 } },
      'config.objective.beta: "beta" is not a key here. Expected one of: reduction, modalityWeights.',
    ],
    [{ objective: { beta: -1 } }, 'config.objective.beta: -1 does not fit. Expected a number of at least 0.'],
    [
      { likelihood: { a: 'gausian' } },
      'config.likelihood.a: "gausian" is not known. Expected one of: bernoulli, factor-bernoulli, focal-bernoulli, gaussian. Did you mean "gaussian"?',
    ],
    [
      { likelihood: { kind: 'gaussian', value: 0 } },
      'config.likelihood.value: 0 does not fit. Expected a number above 0.',
    ],
    [
      { training: { optimizer: { kind: 'adm' } } },
      'config.training.optimizer: "adm" is not known. Expected one of: adam, adamw, rmsprop, sgd. Did you mean "adam"?',
    ],
    [
      { training: { clipGradient: { norm: 0 } } },
      'config.training.clipGradient.norm: 0 does not fit. Expected a number above 0.',
    ],
    [
      { training: { optimizer: { learningRate: { kind: 'linear-warm-up', epochs: -1 } } } },
      'config.training.optimizer.learningRate.epochs: -1 does not fit. Expected a number above 0.',
    ],
    [
      { objective: { beta: { kind: 'cyclic' } } },
      'config.objective.beta: "cyclic" is not known. Expected one of: constant, linear-warm-up, cyclical, cosine, step. Did you mean "cyclical"?',
    ],
    [
      { strategy: 'decoder' },
      'config.strategy: "decoder" is not known. Expected one of: joint, encoder-decoder, classifier-head, deterministic-classifier, variational-classifier, encoder-decoder-then-head. Did you mean "encoder-decoder"?',
    ],
    [{ device: 'gpu' }, 'config.device: "gpu" is not known. Expected one of: cpu. Did you mean "cpu"?'],
    [{ training: { batchSize: 0 } }, 'config.training.batchSize: 0 does not fit. Expected a number of at least 1.'],
    [
      { objective: { modalityWeights: { a: -1 } } },
      'config.objective.modalityWeights.a: -1 does not fit. Expected a number of at least 0.',
    ],
  ])('%j is refused', async (changes, message) => {
    expect(await refused(changes)).toBe(message);
  });
});

describe('a likelihood', () => {
  const of = (likelihood: unknown, names = ['marks', 'expression']) =>
    likelihoodPerModality(resolveConfig({ data, likelihood }), names);

  test('is one for all, or one for each modality', () => {
    const gaussian = { kind: 'gaussian', variance: 'fixed', value: 1 };
    expect(of('gaussian')).toEqual({ marks: gaussian, expression: gaussian });
    expect(of({ marks: 'gaussian', expression: 'bernoulli' })).toEqual({
      marks: gaussian,
      expression: { kind: 'bernoulli' },
    });
  });

  test('of an unknown modality, or missing for one, is refused', async () => {
    expect(await messageOf(() => of({ marks: 'gaussian', expresion: 'bernoulli' }))).toBe(
      'config.likelihood.expresion: "expresion" is not a modality of this dataset. Expected one of: marks, expression. Did you mean "expression"?',
    );
    expect(await messageOf(() => of({ marks: 'gaussian' }))).toBe(
      'config.likelihood: the modality "expression" has no likelihood. Expected one for each of: marks, expression.',
    );
  });
});

test('names that are not modalities are refused', async () => {
  expect(
    await messageOf(() =>
      requireModalities(['marks', 'genes'], ['marks', 'tracks'], 'config.objective.modalityWeights'),
    ),
  ).toBe(
    'config.objective.modalityWeights.genes: "genes" is not a modality of this dataset. Expected one of: marks, tracks.',
  );
  expect(() => requireModalities([], ['a'], 'config')).not.toThrow();
});

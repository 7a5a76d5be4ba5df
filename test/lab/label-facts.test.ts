import { describe, expect, test } from 'vitest';
import type { LabelPhase } from '../../src/diagnose/training-facts.ts';
import { findingsBeforehand } from '../../src/lab/examine.ts';
import { type Experiment, prepareExperiment } from '../../src/lab/experiment.ts';
import { resolveConfig } from '../../src/lab/experiment-config.ts';

const prepare = (changes: object = {}, architecture: object = {}): Promise<Experiment> =>
  prepareExperiment(
    resolveConfig({
      data: {
        source: { simulatedTable: { rows: 200, columns: 6 } },
        split: { by: 'random', validation: 0, train: 0.8, test: 0.2 },
        standardize: 'z-score',
      },
      architecture: { kind: 'classifier-head', encoder: [4], latent: 2, ...architecture },
      likelihood: 'gaussian',
      objective: { kind: 'beta', beta: 1 },
      strategy: 'variational-classifier',
      training: { batchSize: 'all', epochs: 10 },
      ...changes,
    }),
    { baseFolder: '.' },
  );
const phaseOf = async (changes: object = {}, architecture: object = {}): Promise<LabelPhase> =>
  (await prepare(changes, architecture)).trainingFacts.label!.phases[0]!;
const beta = (reduction: unknown, more: object = {}) => ({ objective: { kind: 'beta', beta: 1, reduction, ...more } });

describe('a nat of KL against a nat of the label', () => {
  test('is the weight in nats', async () => {
    expect(await phaseOf({ objective: { kind: 'beta', beta: 0.3 } })).toEqual({
      phase: 'classifier',
      tellsRows: false,
      klWeight: 0.3,
      againstLabel: 0.3,
      reductions: [],
    });
  });

  test('is divided by what KL is averaged over, and by nothing that columns are averaged over', async () => {
    expect(await phaseOf(beta({ kl: 'mean-over-units' }))).toMatchObject({
      againstLabel: 0.5,
      reductions: ['KL is averaged over 2 latent units'],
    });
    expect(await phaseOf(beta({ kl: 'mean-over-units' }), { latent: 1 })).toMatchObject({
      againstLabel: 1,
      reductions: ['KL is averaged over 1 latent unit'],
    });
    expect(await phaseOf(beta({ kl: 'mean-over-features', reconstruction: 'mean' }))).toMatchObject({
      againstLabel: expect.closeTo(1 / 6, 12),
      reductions: ['KL is divided by 6 columns'],
    });
    expect(await phaseOf(beta({ reconstruction: 'mean' }))).toMatchObject({ againstLabel: 1, reductions: [] });
  });

  test('grows and shrinks by the rows of a batch where one of them is summed over it', async () => {
    expect(await phaseOf(beta({ klBatch: 'sum' }))).toMatchObject({
      againstLabel: 160,
      reductions: ['KL is summed over the 160 rows of a batch'],
    });
    expect(await phaseOf(beta({ reconstructionBatch: 'sum' }))).toMatchObject({
      againstLabel: 1 / 160,
      reductions: ['the label is summed over the 160 rows of a batch'],
    });
    expect(await phaseOf(beta({ klBatch: 'sum', reconstructionBatch: 'sum' }))).toMatchObject({ againstLabel: 1 });
    const more = { training: { batchSize: 1280, epochs: 10 } };
    expect(await phaseOf({ ...beta({ klBatch: 'sum' }), ...more })).toMatchObject({ againstLabel: 160 });
  });

  test('is divided by the weight of the label and by the largest weight of its classes', async () => {
    const weighed = await phaseOf(beta('nats', { modalityWeights: { class: 4 } }), { classWeights: { A: 2, B: 1 } });
    expect(weighed).toMatchObject({ againstLabel: 1 / 8, reductions: ['the label weighs 8 at most'] });
  });

  test('is that of the end of a warm-up', async () => {
    const warm = { kind: 'linear-warm-up', from: 0, to: 2, epochs: 4 };
    expect(await phaseOf({ objective: { kind: 'beta', beta: warm } })).toMatchObject({ klWeight: 2, againstLabel: 2 });
  });

  test('is not there where KL takes no part, a capacity holds it, or the encoder stays as it is', async () => {
    expect(await phaseOf({ strategy: 'deterministic-classifier' })).not.toHaveProperty('againstLabel');
    expect(await phaseOf({ objective: 'autoencoder' })).not.toHaveProperty('againstLabel');
    expect(await phaseOf({ objective: { kind: 'capacity' } })).not.toHaveProperty('againstLabel');
    const head = [{ name: 'head', trains: ['head'], terms: ['prediction', 'kl'] }];
    expect(await phaseOf({ strategy: head })).not.toHaveProperty('againstLabel');
  });
});

test('the entropy of the label is that of its classes on train, as they weigh', async () => {
  const even = await prepare({}, { classWeights: 'balanced' });
  expect(even.trainingFacts.label!.entropyNats).toBeCloseTo(Math.LN2, 12);
  const plain = (await prepare()).trainingFacts.label!;
  expect(plain.name).toBe('class');
  expect(plain.entropyNats).toBeLessThan(Math.LN2);
});

describe('the effective beta of a phase that tells the label alone', () => {
  const betaIn = async (changes: object, architecture: object = {}) =>
    (await prepare(changes, architecture)).effectiveBeta.value;
  test('is not multiplied by columns that nothing reconstructs', async () => {
    expect(await betaIn(beta({ reconstruction: 'mean' }))).toBe(1);
    expect(await betaIn(beta({ reconstruction: 'mean', kl: 'mean-over-units' }))).toBe(0.5);
    expect(await betaIn(beta({ klBatch: 'sum' }))).toBe(160);
    expect(await betaIn({ ...beta({ reconstruction: 'mean' }), strategy: 'joint' }, { decoder: [4] })).toBe(6);
  });
  test('is one in nats whatever the columns train on', async () => {
    const source = { simulated: { rows: 200, columns: 50 } };
    const focal = { data: { source, columns: { exclude: ['expression'] } }, likelihood: 'focal-bernoulli' };
    expect(await betaIn(focal)).toBe(1);
    expect(await betaIn({ ...focal, strategy: 'joint' }, { decoder: [4] })).toBeUndefined();
  });
});

test('what else than KL is weighed is known beside the effective beta', async () => {
  const weighed = { strategy: 'joint', objective: { kind: 'elbo', modalityWeights: { class: 100, data: 1 } } };
  expect((await prepare(weighed, { decoder: [4] })).effectiveBeta).toMatchObject({ value: 1, weights: { class: 100 } });
  expect((await prepare({ strategy: 'joint' }, { decoder: [4] })).effectiveBeta.weights).toBeUndefined();
});

test('a head trained last has no effective beta, and the one of the phase before it is said', async () => {
  const { effectiveBeta } = await prepare({ strategy: 'encoder-decoder-then-head' }, { decoder: [4] });
  expect(effectiveBeta.undefinedBecause).toBe(
    'KL takes no part in the last phase, head; it was 1 in phase encoder-decoder',
  );
  const plain = { objective: 'autoencoder', strategy: 'encoder-decoder-then-head' };
  expect((await prepare(plain, { decoder: [4] })).effectiveBeta.undefinedBecause).toBe(
    'KL takes no part in the objective',
  );
});

test('what is told is said before training: a classifier is no autoencoder, and one with a decoder is', async () => {
  const said = async (changes: object, architecture: object = {}) =>
    findingsBeforehand(await prepare(changes, architecture)).map(({ id, verdict }) => `${id}: ${verdict}`);
  expect(await said(beta('nats'))).toEqual([
    'label-information: problem',
    'effective-beta: note',
    'target-not-input: note',
    'data: good',
  ]);
  expect(await said({ strategy: 'joint' }, { decoder: [4] })).toEqual(['effective-beta: good', 'data: good']);
});

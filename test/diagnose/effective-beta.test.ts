import { describe, expect, test } from 'vitest';
import { diagnoseEffectiveBeta, effectiveBeta, type Reductions } from '../../src/diagnose/effective-beta.ts';
import { madeEvaluation } from './made-evaluation.ts';
import { madeTrainingFacts } from './made-training-facts.ts';

const plain: Reductions = {
  klWeight: 1,
  klReduction: 'sum',
  reconstructionReduction: 'sum',
  featureCount: 12001,
  latentCount: 50,
  batchSize: 128,
};
const at = (change: Partial<Reductions>): number => effectiveBeta({ ...plain, ...change }).value!;
const mean = { reconstructionReduction: 'mean-over-features' } as const;

describe('the reductions of real notebooks', () => {
  test('nats against nats is the weight itself', () => {
    expect(at({ klWeight: 4 })).toBe(4);
  });

  test('a mean over 12001 columns beside a mean over 50 units is 240', () => {
    expect(at({ ...mean, klReduction: 'mean-over-units' })).toBeCloseTo(240.02, 6);
  });

  test('0.001 with 300 units is 0.04, 0.01 is 0.40', () => {
    expect(at({ ...mean, klReduction: 'mean-over-units', klWeight: 0.001, latentCount: 300 })).toBeCloseTo(0.04, 4);
    expect(at({ ...mean, klReduction: 'mean-over-units', klWeight: 0.01, latentCount: 300 })).toBeCloseTo(0.4, 3);
  });

  test('0.01 with a summed KL is 120', () => {
    expect(at({ ...mean, klWeight: 0.01 })).toBeCloseTo(120.01, 6);
  });

  test('a KL divided by the features undoes the mean', () => {
    expect(at({ ...mean, klReduction: 'mean-over-features' })).toBe(1);
  });

  test('a mean over the 4000 hidden columns beside a summed KL is 4000', () => {
    expect(at({ ...mean, featureCount: 4000 })).toBe(4000);
  });

  test('a squared error averaged over 30 columns with KL averaged over 2 units is 15 at variance 1/2 and 7.5 at variance 1', () => {
    // Squared error is nats at variance 1/2, and twice the nats at variance 1: there the weight counts half.
    const table = { ...mean, klReduction: 'mean-over-units', featureCount: 30, latentCount: 2 } as const;
    expect(at(table)).toBe(15);
    expect(at({ ...table, klWeight: 1 / 2 })).toBe(7.5);
  });

  test('a KL summed over the batch weighs the number of train rows in one full batch', () => {
    expect(at({ klBatch: 'sum', batchSize: 60, featureCount: 1 })).toBe(60);
    expect(at({ klBatch: 'sum', reconstructionBatch: 'sum' })).toBe(1);
    expect(at({ reconstructionBatch: 'sum' })).toBe(1 / 128);
  });
});

describe('the finding', () => {
  const find = (change: Partial<Reductions>) =>
    diagnoseEffectiveBeta({ effectiveBeta: effectiveBeta({ ...plain, ...change }) })!;

  test('a forgotten reduction is a warning that shows its arithmetic and the weight to set', () => {
    expect(find({ ...mean, klWeight: 0.01, klBatch: 'sum' })).toEqual({
      id: 'effective-beta',
      verdict: 'warning',
      title:
        'The effective beta is 15,361.3 (0.01 x 12,001 features x 128 rows of a batch): KL outweighs the data and the posterior may collapse.',
      evidence: {
        effectiveBeta: 15361.28,
        arithmetic: '0.01 x 12,001 features x 128 rows of a batch = 15,361.3',
        klWeight: 0.01,
        klReduction: 'sum, sum over the batch',
        reconstructionReduction: 'mean-over-features, mean over the batch',
      },
      advice: [
        'For the plain ELBO with these reductions set the weight to 6.51e-7, or set objective.reduction: nats and a weight of 1.',
      ],
    });
  });

  test('a tiny weight is a warning too, and no weight names the autoencoder', () => {
    const tiny = find({ klWeight: 0.001 });
    expect(tiny.verdict).toBe('warning');
    expect(tiny.title).toBe(
      'The effective beta is 0.001: KL hardly counts, so samples from the prior may mean nothing.',
    );
    expect(tiny.advice).toEqual([
      'For the plain ELBO with these reductions set the weight to 1, or set objective.reduction: nats and a weight of 1.',
    ]);
    expect(find({ klWeight: 0 }).advice).toEqual([
      'Give KL a weight of 1 for the plain ELBO, or choose objective.kind: autoencoder to say that no KL is meant.',
    ]);
  });

  test('near the ELBO all is well, whatever way it came about', () => {
    expect(find({}).title).toBe('The effective beta is 1: the plain ELBO.');
    expect(find({ weights: { label: 100 } }).title).toBe(
      'The effective beta is 1: KL weighs as in the ELBO, and label counts 100 times.',
    );
    expect(find({ klWeight: 0.1, weights: { k9: 0, expression: 5 } }).title).toBe(
      'The effective beta is 0.1: KL weighs less than in the ELBO, and k9 counts 0 times and expression counts 5 times.',
    );
    expect(find({ ...mean, klReduction: 'mean-over-features' })).toMatchObject({
      verdict: 'good',
      title: 'The effective beta is 1 (1 x 12,001 features / 12,001 features): the plain ELBO.',
    });
    expect(find({ klWeight: 4 }).title).toBe('The effective beta is 4: KL weighs more than in the ELBO.');
    expect(find({ klWeight: 0.5 }).title).toBe('The effective beta is 0.5: KL weighs less than in the ELBO.');
    expect([0.1, 10].map((klWeight) => find({ klWeight }).verdict)).toEqual(['good', 'good']);
  });

  test('where it is not defined, the reason is a note', () => {
    const beta = effectiveBeta(plain, 'a focal reconstruction is not in nats');
    expect(beta.value).toBeUndefined();
    const finding = diagnoseEffectiveBeta({ effectiveBeta: beta })!;
    expect(finding.verdict).toBe('note');
    expect(finding.title).toBe('The effective beta is not defined: a focal reconstruction is not in nats.');
  });

  test('where it is not defined, gradients say after training how the terms compare', () => {
    const split = { klPerUnit: [1], variances: [1], modalities: {} };
    const gradientNorms = { reconstruction: 0.6, kl: 0.2 };
    const evaluation = { ...madeEvaluation({ test: split }), gradientNorms };
    const beta = effectiveBeta(plain, 'a focal reconstruction is not in nats');
    const finding = diagnoseEffectiveBeta({ effectiveBeta: beta, evaluation })!;
    expect(finding.title).toBe(
      'The effective beta is not defined: a focal reconstruction is not in nats. When training ended the reconstruction pulled at the posteriors 3 times as hard as the weighted KL.',
    );
    expect(finding.evidence).toMatchObject({ reconstructionGradientNorm: 0.6, klGradientNorm: 0.2 });
  });

  test('nothing is said where nothing is known', () => {
    expect(diagnoseEffectiveBeta({})).toBeUndefined();
  });
});

test('a beta that is another one for every mask is a warning where some are far from 1', () => {
  const because =
    'the reconstruction is averaged over the 1 to 4,000 entries of a row that train, so it is 1 to 4,000, mask by mask';
  const given = { ...effectiveBeta({ ...plain, ...mean }, because) };
  expect(diagnoseEffectiveBeta({ effectiveBeta: { ...given, range: [1, 4000] } })).toEqual({
    id: 'effective-beta',
    verdict: 'warning',
    title: `The effective beta is not defined: ${because}; at 4,000 KL outweighs the data and the posterior may collapse.`,
    evidence: {
      klWeight: 1,
      klReduction: 'sum, mean over the batch',
      reconstructionReduction: 'mean-over-features, mean over the batch',
      lowest: 1,
      highest: 4000,
    },
    advice: ['Set objective.reduction: nats, so that KL has one weight whatever the mask hides.'],
  });
  expect(diagnoseEffectiveBeta({ effectiveBeta: { ...given, range: [0.5, 4] } })).toMatchObject({ verdict: 'note' });
});

test('a weight against a label alone is told, and not judged', () => {
  const phase = { phase: 'classifier', tellsRows: false, klWeight: 1, reductions: [] };
  const of = (tellsRows: boolean) =>
    diagnoseEffectiveBeta({
      effectiveBeta: effectiveBeta({ ...plain, klBatch: 'sum' }),
      training: madeTrainingFacts({ label: { name: 'smoker', phases: [{ ...phase, tellsRows }] } }),
    });
  expect(of(false)).toMatchObject({
    verdict: 'note',
    title: 'The effective beta is 128 (1 x 128 rows of a batch), against a label alone.',
    advice: [],
  });
  expect(of(true)).toMatchObject({ verdict: 'warning' });
});

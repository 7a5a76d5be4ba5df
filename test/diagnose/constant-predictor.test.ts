import { expect, test } from 'vitest';
import { diagnoseConstantPredictor } from '../../src/diagnose/constant-predictor.ts';
import { type MadeModality, madeEvaluation } from './made-evaluation.ts';

const find = (modalities: Readonly<Record<string, MadeModality>>) =>
  diagnoseConstantPredictor({ evaluation: madeEvaluation({ test: { klPerUnit: [1], variances: [1], modalities } }) });
const modality = (predictionVariance: number, more: Partial<MadeModality> = {}): MadeModality => ({
  count: 9,
  reconstruction: 80,
  shuffled: 95,
  predictionVariance,
  baselines: { perColumnMse: 0.1 },
  ...more,
});

test('predictions that are the same for every row are a problem', () => {
  expect(find({ data: modality(0.0001) })).toEqual({
    id: 'constant-predictor',
    verdict: 'problem',
    title: 'Predictions hardly differ between rows on test, with 0.1 % of the variance of the data.',
    evidence: {
      split: 'test',
      'data.predictedVarianceShare': expect.closeTo(0.001, 12),
      'data.mse': 0.05,
      'data.perColumnMse': 0.1,
    },
    advice: [
      'Read the collapse and beats-baseline findings: the decoder answers with the column means, whatever the row.',
    ],
  });
});

test('one constant modality of several is a warning that names it', () => {
  expect(find({ k9: modality(0.05), bit: modality(0.0002) })).toMatchObject({
    verdict: 'warning',
    title: 'Predictions hardly differ between rows on test, with 0.2 % (bit) of the variance of the data.',
    advice: ['Read no per-row number of bit: give it more weight (objective.modalityWeights), or a model of its own.'],
  });
});

test('predictions that follow the rows are good', () => {
  expect(find({ k9: modality(0.05), bit: modality(0.02) })).toMatchObject({
    verdict: 'good',
    title: 'Predictions follow the rows on test, with 50 % (k9) and 20 % (bit) of the variance of the data.',
    advice: [],
  });
});

test('predictions that vary, but not with their rows, are a problem', () => {
  const unheard = { k9: modality(0.05, { shuffled: 80 }), bit: modality(0.02, { shuffled: 79.9 }) };
  expect(find(unheard)).toMatchObject({
    verdict: 'problem',
    title:
      'Predictions vary on test, with 50 % (k9) and 20 % (bit) of the variance of the data, but not with their rows: from the latent of another row they are as good.',
    advice: ['Read the collapse finding first: what moves these predictions is noise, and no row can be told by them.'],
  });
  // A posterior that is the prior: what another latent costs is chance.
  const modalities = { data: modality(0.05, { shuffled: 80.5 }) };
  const collapsed = madeEvaluation({ test: { klPerUnit: [0.001], variances: [0], modalities } });
  expect(diagnoseConstantPredictor({ evaluation: collapsed })).toMatchObject({ verdict: 'problem' });
});

test('nothing is said of constant data, of an evaluation that did not measure it, and without one', () => {
  expect(find({ data: modality(0, { baselines: { perColumnMse: 0 } }) })).toBeUndefined();
  expect(find({ data: { count: 9, reconstruction: 80, baselines: {} } })).toBeUndefined();
  expect(diagnoseConstantPredictor({})).toBeUndefined();
});

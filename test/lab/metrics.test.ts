import { expect, test } from 'vitest';
import { runBaselines, runMetrics } from '../../src/lab/metrics.ts';
import { madeBinary, madeEvaluation } from '../diagnose/made-evaluation.ts';

const evaluation = madeEvaluation({
  test: {
    klPerUnit: [4, 2],
    variances: [1, 0],
    modalities: {
      marks: {
        count: 10,
        reconstruction: 14,
        mse: 0.02,
        r2: 0.8,
        baselines: { perColumn: 40, floor: 0, perColumnMse: 0.1, pcaMse: 0.04 },
      },
    },
  },
});
const reductions = {
  klWeight: 1,
  klReduction: 'sum',
  reconstructionReduction: 'sum',
  featureCount: 10,
  latentCount: 2,
  batchSize: 8,
} as const;

test('metrics stand beside their baseline and skill; what cannot be computed is absent', () => {
  const { test: metrics } = runMetrics(evaluation, { ...reductions, value: 1 });
  expect(metrics).toMatchObject({ negativeElbo: 20, reconstruction: 14, kl: 6, effectiveBeta: 1, klPerUnit: [4, 2] });
  expect(metrics!.perModality.marks).toEqual({
    reconstruction: 14,
    baseline: 40,
    skill: 0.5,
    mse: 0.02,
    skillOverPca: 0.5,
    r2: 0.8,
  });
  expect(runMetrics(evaluation, reductions).test).not.toHaveProperty('effectiveBeta');
});

test('a ratio of gradient norms stands where there is no effective beta', () => {
  const pulling = { ...evaluation, gradientNorms: { reconstruction: 3, kl: 1.5 } };
  expect(runMetrics(pulling, reductions).test).toMatchObject({ gradientNormRatio: 2 });
  expect(runMetrics(evaluation, reductions).test).not.toHaveProperty('gradientNormRatio');
});

test('an importance-weighted bound stands beside the ELBO, and only where it was computed', () => {
  const { test: split } = evaluation.splits;
  const importanceWeighted = { samples: 50, negativeLogLikelihood: 19, effectiveSamples: 7 };
  const weighted = { ...evaluation, splits: { test: { ...split!, importanceWeighted } } };
  expect(runMetrics(weighted, reductions).test).toMatchObject({ negativeElbo: 20, importanceWeighted });
  expect(runMetrics(evaluation, reductions).test).not.toHaveProperty('importanceWeighted');
});

test('answers of 0 and 1 stand beside trivial ones, flat and without reliability bins', () => {
  const binary = madeBinary([
    [0.2, 50, 10],
    [0.8, 10, 30],
  ]);
  const { test: split } = evaluation.splits;
  const perModality = { marks: { ...split!.perModality.marks!, binary } };
  const answered = { ...evaluation, splits: { test: { ...split!, perModality } } };
  const { classification } = runMetrics(answered, reductions).test!.perModality.marks!;
  const { baselines, ...own } = classification!;
  expect(Object.keys(own).sort()).toEqual([
    'accuracy',
    'answeredOne',
    'auprc',
    'auroc',
    'balancedAccuracy',
    'bestF1',
    'brier',
    'calibrationError',
    'countMse',
    'entryCount',
    'f1',
    'mcc',
    'precision',
    'prevalence',
    'recall',
  ]);
  expect(own).toMatchObject({ accuracy: 0.8, precision: 0.75, recall: 0.75, f1: 0.75, brier: 0.1 });
  expect(own.countMse).toEqual({ thresholded: 9, expected: 4 });
  expect(Object.keys(baselines)).toEqual(['zero', 'one', 'constant', 'perColumn']);
  expect(baselines.one).toMatchObject({ accuracy: 0.4, precision: 0.4, recall: 1, auroc: 0.5 });
  expect(baselines.constant).not.toHaveProperty('precision');
});

test('baselines are given whole, by split and modality', () => {
  expect(runBaselines(evaluation).test!.marks).toMatchObject({ perColumn: 40, floor: 0, pcaMse: 0.04 });
});

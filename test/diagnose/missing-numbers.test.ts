import { expect, test } from 'vitest';
import { missingNumbers } from '../../src/diagnose/missing-numbers.ts';
import { type MadeModality, madeBinary, madeEvaluation } from './made-evaluation.ts';

const of = (modality: Partial<MadeModality>, more = {}) =>
  missingNumbers(
    madeEvaluation(
      {
        test: {
          klPerUnit: [1],
          variances: [1],
          modalities: { marks: { count: 10, reconstruction: 5, r2: 0.5, baselines: { floor: 0 }, ...modality } },
        },
      },
      more,
    ),
  );

test('where every number is defined nothing is missing', () => {
  const binary = madeBinary([
    [0.1, 60, 5],
    [0.9, 5, 30],
  ]);
  expect(of({ binary })).toEqual({});
});

test('a model that answers 1 nowhere has no precision and no correlation', () => {
  expect(of({ binary: madeBinary([[0.1, 90, 10]]) })).toEqual({
    'test.perModality.marks.classification.precision': 'no entry is answered 1',
    'test.perModality.marks.classification.mcc': 'all answers are alike',
  });
});

test('hidden and seen entries have reasons of their own', () => {
  const binary = madeBinary([
    [0.1, 60, 5],
    [0.9, 5, 30],
  ]);
  const made = madeEvaluation({
    test: {
      klPerUnit: [1],
      variances: [1],
      modalities: { marks: { count: 10, reconstruction: 5, r2: 0.5, binary, baselines: { floor: 0 } } },
    },
  });
  const { marks } = made.splits.test!.perModality;
  const hidden = { ...marks!, entriesPerRow: 10, rowShare: 1, binary: madeBinary([[0.9, 10, 90]]) };
  const split = { ...made.splits.test!, perModality: { marks: { ...marks!, hidden } } };
  expect(missingNumbers({ ...made, splits: { test: split } })).toEqual({
    'test.perModality.marks.hidden.classification.mcc': 'all answers are alike',
  });
});

test('rows without ones rank nothing', () => {
  expect(of({ binary: madeBinary([[0.1, 100, 0]]) })).toEqual({
    'test.perModality.marks.classification.precision': 'no entry is answered 1',
    'test.perModality.marks.classification.recall': 'no entry is 1',
    'test.perModality.marks.classification.f1': 'no entry is 1 or answered 1',
    'test.perModality.marks.classification.mcc': 'all entries are alike',
    'test.perModality.marks.classification.balancedAccuracy': 'all entries are alike',
    'test.perModality.marks.classification.auroc': 'all entries are alike',
    'test.perModality.marks.classification.auprc': 'no entry is 1',
    'test.perModality.marks.classification.bestF1': 'no entry is 1',
  });
});

test('intensities are no answers of 0 or 1', () => {
  expect(of({})).toEqual({ 'test.perModality.marks.classification': 'not all entries are 0 or 1' });
});

test('real numbers miss what has no scale: the skill of a learned variance, errors beside none', () => {
  const likelihood = { kind: 'gaussian', variance: 1, varianceIsLearned: true } as const;
  const { r2: _, ...rest } = { r2: undefined, likelihood, baselines: { pcaMse: 0, perColumnMse: 0 } };
  const found = missingNumbers(
    madeEvaluation({
      test: { klPerUnit: [1], variances: [1], modalities: { marks: { count: 10, reconstruction: 5, ...rest } } },
    }),
  );
  expect(found).toEqual({
    'test.perModality.marks.skill': 'a learned variance has no lowest loss',
    'test.perModality.marks.r2': 'the column means are exact here',
    'test.perModality.marks.skillOverPca': 'principal components leave no error',
  });
});

test('column means that are perfect leave no way to go; a plain autoencoder has no bound', () => {
  const likelihood = { kind: 'gaussian', variance: 1 / (2 * Math.PI) } as const;
  expect(of({ likelihood, baselines: { perColumn: 0 } })).toEqual({
    'test.perModality.marks.skill': 'the rates or means of columns are perfect here',
  });
  expect(of({ likelihood }, { latentIsSampled: false })).toEqual({
    skill: 'the latent is not sampled: reconstruction + KL is no bound',
  });
});

import { expect, test } from 'vitest';
import { diagnoseThreshold } from '../../src/diagnose/threshold.ts';
import { type MadeModality, madeBinary, madeEvaluation } from './made-evaluation.ts';

const find = (modality: Partial<MadeModality>) =>
  diagnoseThreshold({
    evaluation: madeEvaluation({
      test: {
        klPerUnit: [1],
        variances: [1],
        modalities: { k9: { count: 10, reconstruction: 80, baselines: {}, ...modality } },
      },
    }),
  });
const shy = madeBinary([
  [0.01, 900, 10],
  [0.4, 50, 40],
]);

test('signal below a half is hidden by the cut', () => {
  expect(find({ binary: shy, r2: 0.34 })).toEqual({
    id: 'threshold',
    verdict: 'note',
    title:
      'A cut at 0.5 on test hides what the probabilities know: k9 answers 1 for 0 entries where 50 are, and yet explains 34 % of their variance; the squared error of its counts per row is 9 when cut and 4 when summed, and a cut of 0.3998 has the best F1.',
    evidence: {
      split: 'test',
      'k9.answeredOneShare': 0,
      'k9.prevalence': 0.05,
      'k9.r2': 0.34,
      'k9.thresholdedCountMse': 9,
      'k9.expectedCountMse': 4,
      'k9.alwaysZeroCountMse': 1.25,
      'k9.bestF1': expect.closeTo(40 / 70, 12),
      'k9.bestF1Threshold': expect.closeTo(0.3998, 4),
    },
    advice: [
      'Count by summing probabilities, and rank by them; where 0 and 1 are needed, choose the cut on validation rows.',
    ],
  });
});

test('a focal loss that pressed it there is a mistake of the experiment, not of the reader', () => {
  const likelihood = { kind: 'bernoulli', trainedOn: 'focal' } as const;
  expect(find({ binary: shy, r2: 0.34, likelihood })).toMatchObject({ verdict: 'warning' });
});

test('a model without signal has nothing to hide', () => {
  expect(find({ binary: shy, r2: 0.0007 })).toBeUndefined();
});

test('a model that answers some ones is left alone', () => {
  const binary = madeBinary([
    [0.01, 900, 10],
    [0.8, 10, 40],
  ]);
  expect(find({ binary, r2: 0.34 })).toBeUndefined();
});

test('nothing is said without 0 / 1 entries or an evaluation', () => {
  expect(find({ r2: 0.34 })).toBeUndefined();
  expect(diagnoseThreshold({})).toBeUndefined();
});

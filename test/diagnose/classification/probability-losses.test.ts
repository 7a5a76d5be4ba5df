import { expect, test } from 'vitest';
import { brierScore, logLoss, rowLogLosses } from '../../../src/diagnose/classification/probability-losses.ts';
import { threeClasses, twoClasses } from './predictions.ts';

// scikit-learn 1.9.1: log_loss, brier_score_loss
test('losses are those of scikit-learn', () => {
  expect(logLoss(twoClasses)).toBeCloseTo(0.49405485445087066, 14);
  expect(logLoss(threeClasses)).toBeCloseTo(0.7072196317071318, 14);
  expect(rowLogLosses(twoClasses)[0]).toBeCloseTo(-Math.log(0.9), 14);
  expect(brierScore(twoClasses)).toBeCloseTo(0.16833333333333333, 14);
  expect(brierScore(threeClasses)).toBeCloseTo(0.426541780082788, 14);
});

test('one sure and wrong answer costs 36 nats, not infinitely many', () => {
  const wrong = { classes: ['a', 'b'], targets: Int32Array.of(0), probabilities: Float64Array.of(0, 1) };
  expect(logLoss(wrong)).toBeCloseTo(-Math.log(2 ** -52), 12);
  expect(brierScore(wrong)).toBe(1);
});

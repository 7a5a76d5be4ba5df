import { expect, test } from 'vitest';
import { isEmpty } from '../../src/diagnose/empty-latent.ts';
import { madeEvaluation } from './made-evaluation.ts';

const empty = (klNats: number, latentIsSampled = true): boolean => {
  const split = { klPerUnit: [klNats], variances: [0], modalities: {} };
  const evaluation = madeEvaluation({ test: split }, { latentIsSampled });
  return isEmpty(evaluation, evaluation.splits.test!);
};

test('a latent of under a hundredth of a nat is empty', () => {
  expect(empty(0.0099)).toBe(true);
  expect(empty(0.0101)).toBe(false);
});

test('the latent of a plain autoencoder is never empty for its KL, which nothing weighs', () => {
  expect(empty(0, false)).toBe(false);
});

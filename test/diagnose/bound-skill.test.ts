import { expect, test } from 'vitest';
import { boundSkill, klShare, modalitySkill } from '../../src/diagnose/bound-skill.ts';
import { madeEvaluation } from './made-evaluation.ts';

const modality = (reconstruction: number, perColumn: number) => ({
  count: 10,
  reconstruction,
  baselines: { perColumn, floor: 0 },
});
const made = (a: number, b: number, more: Parameters<typeof madeEvaluation>[1] = {}) => {
  const evaluation = madeEvaluation(
    { test: { klPerUnit: [6], variances: [1], modalities: { a: modality(a, 30), b: modality(b, 20) } } },
    more,
  );
  return [evaluation, evaluation.splits.test!, ...evaluation.modalities] as const;
};

test('KL is shared out by what each modality saves, and the shares add up', () => {
  const [, values] = made(10, 10);
  expect([klShare(values, 'a'), klShare(values, 'b')]).toEqual([4, 2]);
});

test('a modality that saves nothing is charged nothing, and where none does each is charged all', () => {
  const [, one] = made(10, 25);
  expect([klShare(one, 'a'), klShare(one, 'b')]).toEqual([6, 0]);
  const [, none] = made(31, 25);
  expect([klShare(none, 'a'), klShare(none, 'b')]).toEqual([6, 6]);
});

test('skill is 1 - (bound - floor) / (column means - floor), of all and of each', () => {
  const [evaluation, values, a, b] = made(10, 10);
  expect(boundSkill(evaluation, values)).toBeCloseTo(1 - 26 / 50, 12);
  expect(modalitySkill(evaluation, values, a!)).toBeCloseTo(1 - 14 / 30, 12);
  expect(modalitySkill(evaluation, values, b!)).toBeCloseTo(1 - 12 / 20, 12);
});

test('a plain autoencoder has no bound and so no skill of a modality', () => {
  const [evaluation, values, a] = made(10, 10, { latentIsSampled: false });
  expect(modalitySkill(evaluation, values, a!)).toBeUndefined();
});

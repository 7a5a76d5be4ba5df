import { expect, test } from 'vitest';
import { diagnoseAlphaNoEffect } from '../../src/diagnose/alpha-no-effect.ts';
import { madeModality, madeTrainingFacts } from './made-training-facts.ts';

const find = (...given: (readonly [name: string, alpha: number, classBalancing: boolean])[]) =>
  diagnoseAlphaNoEffect({
    training: madeTrainingFacts({
      modalities: given.map(([name, alpha, classBalancing]) =>
        madeModality(name, 9, { focal: { gamma: 2, alpha, classBalancing } }),
      ),
    }),
  });

test('an alpha without class balancing does nothing', () => {
  expect(find(['data', 0.75, false])).toEqual({
    id: 'alpha-no-effect',
    verdict: 'warning',
    title: 'In the focal loss alpha, 0.75, has no effect: classBalancing is off.',
    evidence: { 'data.alpha': 0.75, 'data.classBalancing': 'off' },
    advice: [
      'For alpha to count set likelihood.classBalancing: true. It is the weight of ones, 1 - alpha that of zeros: 0.25 makes ones count a third of zeros.',
    ],
  });
});

test('the default alpha is no mistake, but is said', () => {
  expect(find(['data', 0.25, false])).toMatchObject({
    verdict: 'note',
    title: 'In the focal loss alpha, 0.25, has no effect: classBalancing is off.',
  });
});

test('modalities of one alpha share it', () => {
  const all = (['a', 'b', 'c'] as const).map((name) => [name, 0.25, false] as const);
  expect(find(...all)!.title).toBe('In the focal loss alpha, 0.25, has no effect: classBalancing is off.');
  expect(find(...all, ['d', 0.75, false])!.title).toBe(
    'In the focal loss alpha, 0.25 (a, b and c) and 0.75 (d), has no effect: classBalancing is off.',
  );
});

test('an alpha of a half weighs nothing', () => {
  expect(find(['marks', 0.5, true], ['expression', 0.3, true])).toMatchObject({
    verdict: 'note',
    title:
      'In the focal loss alpha, 0.5 (marks), weighs ones and zeros alike: it halves the loss, so that KL weighs twice as much.',
    advice: ['Set another alpha, or likelihood.classBalancing: false.'],
  });
});

test('both are told together', () => {
  expect(find(['marks', 0.9, false], ['expression', 0.5, true])).toMatchObject({
    verdict: 'warning',
    title:
      'In the focal loss alpha, 0.9 (marks), has no effect: classBalancing is off; alpha, 0.5 (expression), weighs ones and zeros alike: it halves the loss, so that KL weighs twice as much.',
  });
});

test('nothing is said of a balanced loss, of other likelihoods, or where nothing is known', () => {
  expect(find(['data', 0.75, true])).toBeUndefined();
  expect(diagnoseAlphaNoEffect({ training: madeTrainingFacts() })).toBeUndefined();
  expect(diagnoseAlphaNoEffect({})).toBeUndefined();
});

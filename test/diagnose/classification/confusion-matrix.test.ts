import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mostProbable } from '../../../src/diagnose/classification/class-predictions.ts';
import { answerScores, confusionMatrix } from '../../../src/diagnose/classification/confusion-matrix.ts';
import { threeClasses, twoClasses } from './predictions.ts';

// scikit-learn 1.9.1: accuracy_score, balanced_accuracy_score, matthews_corrcoef, precision_recall_fscore_support
test('scores of three classes are those of scikit-learn', () => {
  const matrix = confusionMatrix(threeClasses.targets, mostProbable(threeClasses), 3);
  expect(matrix).toEqual([
    [4, 1, 1],
    [1, 2, 1],
    [0, 1, 4],
  ]);
  const scores = answerScores(matrix);
  expect(scores.accuracy).toBeCloseTo(0.6666666666666666, 14);
  expect(scores.balancedAccuracy).toBeCloseTo(0.6555555555555556, 14);
  expect(scores.macroF1).toBeCloseTo(0.6515151515151515, 14);
  expect(scores.mcc).toBeCloseTo(0.5, 14);
  expect(scores.perClass.map(({ precision }) => precision)).toEqual([0.8, 0.5, 4 / 6]);
  expect(scores.perClass.map(({ recall }) => recall)).toEqual([4 / 6, 0.5, 0.8]);
  expect(scores.perClass.map(({ f1 }) => f1)).toEqual([8 / 11, 0.5, 8 / 11]);
});

test('scores of two classes are those of scikit-learn', () => {
  const scores = answerScores(confusionMatrix(twoClasses.targets, mostProbable(twoClasses), 2));
  expect(scores.accuracy).toBe(0.75);
  expect(scores.balancedAccuracy).toBeCloseTo(0.75, 14);
  expect(scores.mcc).toBeCloseTo(0.50709255283711, 14);
  expect(scores.perClass[1]).toMatchObject({ precision: 0.8, recall: 4 / 6, f1: 8 / 11, rowCount: 6, answerCount: 5 });
});

test('what is not defined is absent, never 0', () => {
  const scores = answerScores([
    [3, 0, 0],
    [2, 0, 0],
    [0, 0, 0],
  ]);
  expect(scores.perClass).toEqual([
    { rowCount: 3, answerCount: 5, precision: 0.6, recall: 1, f1: 0.75 },
    { rowCount: 2, answerCount: 0, recall: 0, f1: 0 },
    { rowCount: 0, answerCount: 0 },
  ]);
  expect(scores).not.toHaveProperty('mcc');
  expect(scores.balancedAccuracy).toBe(0.5);
  expect(scores.macroF1).toBe(0.375);
});

test('rows without a class are passed over', () =>
  expect(confusionMatrix(Int32Array.of(0, -1, 1), Int32Array.of(0, 0, 0), 2)).toEqual([
    [1, 0],
    [1, 0],
  ]));

test('a correlation lies between -1 and 1, and naming classes otherwise changes no number', () =>
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 1, maxLength: 60 }), (pairs) => {
      const of = (map: (c: number) => number) =>
        answerScores(
          confusionMatrix(
            Int32Array.from(pairs, ([target]) => map(target)),
            Int32Array.from(pairs, ([, answer]) => map(answer)),
            4,
          ),
        );
      const scores = of((c) => c);
      const turned = of((c) => 3 - c);
      if (scores.mcc !== undefined) expect(Math.abs(scores.mcc)).toBeLessThanOrEqual(1 + 1e-12);
      expect(turned.mcc ?? 9).toBeCloseTo(scores.mcc ?? 9, 12);
      expect(turned.macroF1).toBeCloseTo(scores.macroF1, 12);
      expect(turned.perClass.toReversed()).toEqual(scores.perClass);
    }),
  ));

import { expect, test } from 'vitest';
import { answerScores, confusionMatrix } from '../../src/diagnose/classification/confusion-matrix.ts';
import { createLabel } from '../../src/vae/label.ts';
import { labelScores } from '../../src/vae/label-scores.ts';

const OPTIONS = { task: 'auto', classWeights: 'none' } as const;
const made = (classes: readonly string[], values: readonly number[], task: 'auto' | 'regression' = 'auto') => {
  const labels = { name: 'kind', classes, values: Int32Array.from(values) };
  const counts = classes.map((_, c) => values.filter((value) => value === c).length);
  return { labels, label: createLabel({ ...OPTIONS, task }, { name: 'kind', classes, counts }, 3) };
};
const all = (count: number) => Int32Array.from({ length: count }, (_, row) => row);

test('of two classes accuracy counts answers above a half, and F1 is of the second class', () => {
  const { label, labels } = made(['a', 'b'], [0, 0, 1, 1, -1]);
  const predicted = Float64Array.of(0.2, 0.7, 0.9, 0.4, 0.9);
  // One of two answers b is right, and one of two rows b is found; the row without a label counts nowhere.
  expect(labelScores(label, labels, all(5), predicted)).toEqual({ accuracy: 0.5, f1: 0.5 });
});

test('of more classes they are those of the finished evaluation', () => {
  const values = [0, 1, 2, 2, 1, 0];
  const { label, labels } = made(['a', 'b', 'c'], values);
  const answers = [0, 1, 2, 0, 2, 0];
  const predicted = Float64Array.from(answers.flatMap((answer) => [0, 1, 2].map((c) => (c === answer ? 0.8 : 0.1))));
  const scores = answerScores(confusionMatrix(Int32Array.from(values), Int32Array.from(answers), 3));
  const found = labelScores(label, labels, all(6), predicted);
  expect(found.accuracy).toBeCloseTo(scores.accuracy, 12);
  expect(found.f1).toBeCloseTo(scores.macroF1, 12);
});

test('of numbers the error is in their own units', () => {
  const { label, labels } = made(['1', '3'], [0, 1], 'regression');
  // Mean 2, deviation 1: predictions 2 and 5.
  expect(labelScores(label, labels, all(2), Float64Array.of(0, 3))).toEqual({ rootMeanSquare: Math.sqrt((1 + 4) / 2) });
});

test('rows without a label have no scores', () => {
  const { label, labels } = made(['a', 'b'], [0, 1, -1]);
  expect(labelScores(label, labels, Int32Array.of(2), Float64Array.of(0.9))).toEqual({});
});

import type { ClassPredictions } from '../../../src/diagnose/classification/class-predictions.ts';

/** Twelve rows of two classes. */
export const isOne = [0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1].map((target) => target === 1);
export const scores = Float64Array.of(0.1, 0.4, 0.35, 0.8, 0.4, 0.9, 0.2, 0.4, 0.65, 0.7, 0.05, 0.55);
export const twoClasses: ClassPredictions = {
  classes: ['B', 'M'],
  targets: Int32Array.from(isOne, (one) => (one ? 1 : 0)),
  probabilities: Float64Array.from({ length: 24 }, (_, i) => (i % 2 === 1 ? scores[i >> 1]! : 1 - scores[i >> 1]!)),
};

const logits = [
  [2, 1, 0],
  [0, 1, 1],
  [0.5, 0, 2],
  [1, 1, 1.5],
  [2, 1.5, 0],
  [1, 0, 0],
  [0.3, 0.3, 0.1],
  [0, 2, 1],
  [0, 3, 0],
  [1, 1.2, 0.4],
  [0, 0, 0.7],
  [4, 0, 0],
  [0.1, 0.2, 0.3],
  [0, 0, 3],
  [0.5, 0.1, 0.9],
];

/** Fifteen rows of three classes. */
export const threeClasses: ClassPredictions = {
  classes: ['a', 'b', 'c'],
  targets: Int32Array.of(0, 1, 2, 2, 1, 0, 0, 2, 1, 0, 2, 0, 1, 2, 0),
  probabilities: Float64Array.from(
    logits.flatMap((row) => {
      const total = row.reduce((sum, logit) => sum + Math.exp(logit), 0);
      return row.map((logit) => Math.exp(logit) / total);
    }),
  ),
};

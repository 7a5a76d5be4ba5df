import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answersAt, chooseThresholds } from '../../src/diagnose/chosen-thresholds.ts';
import { countProbability, emptyHistogram, type ScoreHistogram } from '../../src/diagnose/score-histogram.ts';

type Entry = readonly [probability: number, target: 0 | 1];

function histogramOf(entries: readonly Entry[]): ScoreHistogram {
  const histogram = emptyHistogram();
  for (const [probability, target] of entries) countProbability(histogram, probability, 1 - target, target);
  return histogram;
}

/** Rare ones whose probabilities never reach a half. */
const rare: readonly Entry[] = [
  [0.4, 1],
  [0.35, 1],
  [0.3, 0],
  [0.25, 1],
  [0.2, 0],
  [0.1, 0],
  [0.05, 0],
  [0.02, 0],
];

/**
 * scikit-learn 1.9.1: precision_recall_curve has its highest F1, 0.857, at a cut of 0.25; at the third highest
 * probability, 0.3, as many are answered as there are ones.
 */
test('rare ones are found by the cuts that are chosen and not by a half', () => {
  const histogram = histogramOf(rare);
  const { half, bestF1, prevalenceMatched } = chooseThresholds(histogram);
  expect(half).toBe(0.5);
  expect(answersAt(histogram, half)).toMatchObject({ accuracy: 5 / 8, recall: 0 });
  expect(bestF1).toBeGreaterThan(0.2);
  expect(bestF1).toBeLessThanOrEqual(0.25);
  expect(answersAt(histogram, bestF1!).f1).toBeCloseTo(6 / 7, 12);
  expect(prevalenceMatched).toBeGreaterThan(0.25);
  expect(prevalenceMatched).toBeLessThanOrEqual(0.3);
  expect(answersAt(histogram, prevalenceMatched!)).toMatchObject({ precision: 2 / 3, recall: 2 / 3 });
});

test('a cut chosen on validation answers other rows by their probabilities alone', () => {
  const { bestF1 } = chooseThresholds(histogramOf(rare));
  const other = histogramOf([
    [0.9, 0],
    [0.26, 1],
    [0.15, 1],
    [0.01, 0],
  ]);
  expect(answersAt(other, bestF1!)).toMatchObject({ accuracy: 0.5, precision: 0.5, recall: 0.5 });
});

test('without ones nothing is chosen, and where all are ones no prevalence is matched', () => {
  expect(chooseThresholds(histogramOf([[0.3, 0]]))).toEqual({ half: 0.5 });
  expect(Object.keys(chooseThresholds(histogramOf([[0.3, 1]])))).toEqual(['half', 'bestF1']);
});

test('where even the highest bin holds too many, nothing is answered 1', () => {
  const tied = histogramOf(Array.from({ length: 10 }, (_, i) => [0.3, i === 0 ? 1 : 0]));
  const { prevalenceMatched } = chooseThresholds(tied);
  expect(prevalenceMatched).toBe(1);
  expect(answersAt(tied, prevalenceMatched!)).toMatchObject({ recall: 0, accuracy: 0.9 });
});

const entries = fc.array(
  fc.tuple(fc.double({ min: 0.001, max: 0.999, noNaN: true }), fc.constantFrom(0 as const, 1 as const)),
  {
    minLength: 1,
    maxLength: 40,
  },
);

test('no cut has a higher F1 on the rows of the choice, and none answers a number of ones nearer to theirs', () => {
  fc.assert(
    fc.property(entries, (given) => {
      const histogram = histogramOf(given);
      const { half, bestF1, prevalenceMatched } = chooseThresholds(histogram);
      const ones = given.filter(([, target]) => target === 1).length;
      const answeredAt = (cut: number): number => {
        const { precision, recall } = answersAt(histogram, cut);
        return precision === undefined || precision === 0 ? Number.NaN : (recall! * ones) / precision;
      };
      for (const cut of [half, ...given.map(([probability]) => probability)]) {
        if (bestF1 !== undefined) {
          expect(answersAt(histogram, cut).f1 ?? 0).toBeLessThanOrEqual(answersAt(histogram, bestF1).f1! + 1e-12);
        }
        if (prevalenceMatched === undefined) continue;
        const [other, chosen] = [answeredAt(cut), answeredAt(prevalenceMatched)];
        if (Number.isNaN(other) || Number.isNaN(chosen)) continue;
        expect(Math.abs(chosen - ones)).toBeLessThanOrEqual(Math.abs(other - ones) + 1e-9);
      }
    }),
  );
});

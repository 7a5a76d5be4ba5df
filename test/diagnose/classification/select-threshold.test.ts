import fc from 'fast-check';
import { expect, test } from 'vitest';
import { selectThreshold } from '../../../src/diagnose/classification/select-threshold.ts';
import { isOne, scores } from './predictions.ts';

// scikit-learn 1.9.1: f1_score at every score as a cut; the best, 0.8, at 0.35, the next score being 0.2
test('the cut has the best F1, half way to the next score', () => {
  const { threshold, f1 } = selectThreshold(isOne, scores)!;
  expect(threshold).toBeCloseTo(0.275, 14);
  expect(f1).toBe(0.8);
});

test('without a row of the class there is no cut', () =>
  expect(selectThreshold([false, false], Float64Array.of(0.2, 0.7))).toBeUndefined());

test('where all are of the class, all are answered so', () =>
  expect(selectThreshold([true, true], Float64Array.of(0.2, 0.7))).toEqual({ threshold: 0.2, f1: 1 }));

test('two scores next to each other in float64 are told apart', () => {
  const [low, high] = [0.5, 0.5 + Number.EPSILON / 2];
  expect(selectThreshold([true, false], Float64Array.of(high, low))).toEqual({ threshold: high, f1: 1 });
});

test('the cut gives the F1 it promises, and no score does better', () =>
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(9)), { minLength: 1, maxLength: 30 }), (rows) => {
      const best = selectThreshold(
        rows.map(([one]) => one),
        Float64Array.from(rows, ([, score]) => score),
      );
      expect(best === undefined).toBe(!rows.some(([one]) => one));
      if (best === undefined) return;
      const f1At = (cut: number): number => {
        const answered = rows.filter(([, score]) => score >= cut);
        return (2 * answered.filter(([one]) => one).length) / (answered.length + rows.filter(([one]) => one).length);
      };
      expect(f1At(best.threshold)).toBe(best.f1);
      for (const [, score] of rows) expect(f1At(score)).toBeLessThanOrEqual(best.f1);
    }),
  ));

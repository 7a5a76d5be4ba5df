import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rankingCurves } from '../../../src/diagnose/classification/ranking-curves.ts';
import { isOne, scores } from './predictions.ts';

// scikit-learn 1.9.1: roc_auc_score, average_precision_score, precision_recall_curve
test('areas and curves are those of scikit-learn', () => {
  const curves = rankingCurves(isOne, scores)!;
  expect(curves.auroc).toBeCloseTo(0.8055555555555556, 14);
  expect(curves.averagePrecision).toBeCloseTo(0.8069444444444444, 14);
  expect(curves.precisionRecall.map(({ threshold }) => threshold)).toEqual([
    0.9, 0.8, 0.7, 0.65, 0.55, 0.4, 0.35, 0.2, 0.1, 0.05,
  ]);
  expect(curves.precisionRecall.map(({ precision }) => precision)).toEqual([
    1,
    1,
    2 / 3,
    3 / 4,
    4 / 5,
    5 / 8,
    6 / 9,
    6 / 10,
    6 / 11,
    6 / 12,
  ]);
  expect(curves.precisionRecall.map(({ recall }) => recall)).toEqual(
    [1, 2, 2, 3, 4, 5, 6, 6, 6, 6].map((found) => found / 6),
  );
});

// roc_curve gives the same corners, and (0, 1/6) on the straight line between two of them
test('a cut between two others on a straight line is no corner', () => {
  const { roc } = rankingCurves(isOne, scores)!;
  expect(roc.map(({ falsePositiveRate }) => falsePositiveRate)).toEqual([0, 0, 1 / 6, 1 / 6, 3 / 6, 3 / 6, 1]);
  expect(roc.map(({ truePositiveRate }) => truePositiveRate)).toEqual([0, 2 / 6, 2 / 6, 4 / 6, 5 / 6, 1, 1]);
  expect(roc.map(({ threshold }) => threshold)).toEqual([Number.POSITIVE_INFINITY, 0.8, 0.7, 0.55, 0.4, 0.35, 0.05]);
});

test('rows all alike have no curve', () => {
  expect(rankingCurves([true, true], Float64Array.of(0, 1))).toBeUndefined();
  expect(rankingCurves([false], Float64Array.of(0))).toBeUndefined();
  expect(rankingCurves([], new Float64Array(0))).toBeUndefined();
});

test('many cuts are thinned to true points, ends included, and areas stay those of all', () => {
  const many = Float64Array.from({ length: 5000 }, (_, i) => i / 5000);
  const odd = Array.from(many, (_, i) => i % 2 === 1);
  const curves = rankingCurves(odd, many)!;
  expect(curves.auroc).toBeCloseTo(0.5 + 1 / 5000, 12);
  expect(curves.roc).toHaveLength(500);
  expect(curves.roc[0]).toMatchObject({ falsePositiveRate: 0, truePositiveRate: 0 });
  expect(curves.roc.at(-1)).toMatchObject({ falsePositiveRate: 1, truePositiveRate: 1 });
  for (const { threshold, truePositiveRate } of curves.roc.slice(1)) {
    expect(truePositiveRate).toBe(Array.from(many).filter((score, i) => odd[i] && score >= threshold).length / 2500);
  }
});

test('the area is the chance that one ranks above zero', () =>
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(9)), { minLength: 1, maxLength: 40 }), (rows) => {
      const curves = rankingCurves(
        rows.map(([one]) => one),
        Float64Array.from(rows, ([, score]) => score),
      );
      const pairs = rows.flatMap(([one, a]) => (one ? rows.filter(([other]) => !other).map(([, b]) => a - b) : []));
      if (pairs.length === 0) expect(curves).toBeUndefined();
      else {
        const wins = pairs.reduce((sum, d) => sum + (d > 0 ? 1 : d === 0 ? 0.5 : 0), 0);
        expect(curves!.auroc).toBeCloseTo(wins / pairs.length, 12);
      }
    }),
  ));

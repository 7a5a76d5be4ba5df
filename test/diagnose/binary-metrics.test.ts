import { describe, expect, test } from 'vitest';
import { binaryMetrics, fixedAnswer, ranking } from '../../src/diagnose/binary-metrics.ts';
import {
  BINS_PER_LOGIT,
  CODE_OF_HALF,
  CODE_OF_ONES,
  countCodes,
  countProbability,
  emptyHistogram,
  LAST_CODE,
} from '../../src/diagnose/score-histogram.ts';

const COLUMNS = 10;
const entries = Array.from({ length: 400 }, (_, i) => ({
  logit: 4 * Math.sin(i * 0.7) - 1.5 + 0.9 * Math.cos(i * 1.3),
  target: Math.sin(i * 0.7) + 0.8 * Math.sin(i * 2.9) > 0.55 ? 1 : 0,
}));
const rows = Array.from({ length: 40 }, (_, row) => entries.slice(row * COLUMNS, (row + 1) * COLUMNS));
const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));
const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const onesOf = (row: typeof entries): number => row.reduce((sum, { target }) => sum + target, 0);

function metricsOf() {
  const histogram = emptyHistogram();
  countCodes(
    histogram,
    Float32Array.from(
      entries,
      ({ logit, target }) =>
        Math.min(Math.max(logit * BINS_PER_LOGIT + CODE_OF_HALF, 0), LAST_CODE) + target * CODE_OF_ONES,
    ),
  );
  const counts = {
    columnShare: 1,
    ones: average(rows.map(onesOf)),
    onesSquared: average(rows.map((row) => onesOf(row) ** 2)),
    countMse: {
      thresholded: average(rows.map((row) => (row.filter(({ logit }) => logit > 0).length - onesOf(row)) ** 2)),
      expected: average(
        rows.map((row) => (row.reduce((sum, { logit }) => sum + sigmoid(logit), 0) - onesOf(row)) ** 2),
      ),
    },
    brier: average(entries.map(({ logit, target }) => (sigmoid(logit) - target) ** 2)),
  };
  return binaryMetrics(histogram, counts, {
    zero: fixedAnswer([[0, 285, 115]], rows.length),
    one: fixedAnswer([[1, 285, 115]], rows.length),
    constant: fixedAnswer([[0.3, 285, 115]], rows.length),
    perColumn: fixedAnswer(
      COLUMN_RATES.map((rate, j) => {
        const ones = rows.filter((row) => row[j]!.target === 1).length;
        return [rate, rows.length - ones, ones];
      }),
      rows.length,
    ),
  });
}

/** What is answered for each column, whatever the row. */
const COLUMN_RATES = [0.35, 0.15, 0.45, 0.85, 0.55, 0.95, 0.25, 0.65, 0.75, 0.05];

// scikit-learn 1.9.1 on the same 400 entries: accuracy_score, precision_score, recall_score, f1_score, matthews_corrcoef,
// balanced_accuracy_score, roc_auc_score, average_precision_score, brier_score_loss, precision_recall_curve,
// calibration_curve(n_bins=10) weighed by entries, and mean_squared_error of the sums over rows of ten.
describe('numbers of 0 / 1 entries are those of scikit-learn', () => {
  const found = metricsOf();

  test('at a cut of 0.5, exactly', () => {
    expect(found.prevalence).toBe(0.2875);
    expect(found.atHalf.accuracy).toBeCloseTo(0.79, 12);
    expect(found.atHalf.precision).toBeCloseTo(0.6026490066225165, 12);
    expect(found.atHalf.recall).toBeCloseTo(0.7913043478260869, 12);
    expect(found.atHalf.f1).toBeCloseTo(0.6842105263157895, 12);
    expect(found.atHalf.mcc).toBeCloseTo(0.5422422877068334, 12);
    expect(found.atHalf.balancedAccuracy).toBeCloseTo(0.7903890160183067, 12);
    expect(found.answeredOne).toBeCloseTo(151 / 400, 12);
  });

  test('for ranking and calibration exactly where scores are those of the bins', () => {
    expect(found.auroc).toBeCloseTo(0.8616323417238749, 12);
    expect(found.auprc).toBeCloseTo(0.6290111292704558, 12);
    expect(found.calibrationError).toBeCloseTo(0.11070613683414812, 12);
    expect(found.bestF1!.f1).toBeCloseTo(0.6884057971014493, 12);
    expect(Math.abs(found.bestF1!.threshold - 0.4416730056646256)).toBeLessThan(0.004);
    expect(found.reliability.map(({ entryCount }) => entryCount)).toEqual([172, 29, 18, 15, 15, 14, 17, 26, 50, 44]);
    expect(found.reliability[1]!.predicted).toBeCloseTo(0.141593712757226, 12);
    expect(found.reliability[1]!.observed).toBeCloseTo(0.27586206896551724, 12);
  });

  test('and of the scores themselves within a bin, as few as the entries are', () => {
    expect(found.auroc).toBeCloseTo(0.8617848970251716, 3);
    expect(Math.abs(found.auprc! - 0.6319698709143241)).toBeLessThan(0.005);
    expect(found.brier).toBeCloseTo(0.1536721159418772, 12);
  });

  test('for counts of ones', () => {
    expect(found.countMse.thresholded).toBeCloseTo(1.6, 12);
    expect(found.countMse.expected).toBeCloseTo(1.091918916395747, 12);
  });

  const close = (values: Record<string, number>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, expect.closeTo(value, 12)]));

  test('for rates of columns, which answer every row alike', () => {
    expect(found.trivial.perColumn).toEqual({
      ...close({ auroc: 0.45667429443173146, auprc: 0.2771180124223602, brier: 0.35025, calibrationError: 0.3275 }),
      atHalf: close({
        accuracy: 0.4575,
        precision: 0.245,
        recall: 0.4260869565217391,
        f1: 0.3111111111111111,
        mcc: -0.09390259003323827,
        balancedAccuracy: 0.4481311975591152,
      }),
      countMse: close({ thresholded: 5.075, expected: 5.075 }),
    });
  });

  test('for one rate, for 0 and for 1 everywhere: they rank nothing, and 1 everywhere has a high F1 all the same', () => {
    const ranking = { auroc: 0.5, auprc: 0.2875 };
    const zero = { accuracy: 0.7125, recall: 0, f1: 0, balancedAccuracy: 0.5 };
    expect(found.trivial.constant).toEqual({
      ...close({ ...ranking, brier: 0.205, calibrationError: 0.0125 }),
      atHalf: close(zero),
      countMse: close({ thresholded: 8.825, expected: 0.575 }),
    });
    expect(found.trivial.zero).toEqual({
      ...close({ ...ranking, brier: 0.2875, calibrationError: 0.2875 }),
      atHalf: close(zero),
      countMse: close({ thresholded: 8.825, expected: 8.825 }),
    });
    expect(found.trivial.one).toEqual({
      ...close({ ...ranking, brier: 0.7125, calibrationError: 0.7125 }),
      atHalf: close({ accuracy: 0.2875, precision: 0.2875, recall: 1, f1: 0.44660194174757284, balancedAccuracy: 0.5 }),
      countMse: close({ thresholded: 51.325, expected: 51.325 }),
    });
  });
});

test('what is not defined is absent: without ones nothing is ranked', () => {
  const histogram = emptyHistogram();
  countProbability(histogram, 0.1, 7, 0);
  const counts = { thresholded: 0, expected: 0.01 };
  const fixed = fixedAnswer([[0.1, 7, 0]], 7);
  const answers = { zero: fixed, one: fixed, constant: fixed, perColumn: fixed };
  const found = binaryMetrics(
    histogram,
    { columnShare: 1, ones: 0, onesSquared: 0, countMse: counts, brier: 0.01 },
    answers,
  );
  expect(found).not.toHaveProperty('auroc');
  expect(found).not.toHaveProperty('auprc');
  expect(found).not.toHaveProperty('bestF1');
  expect(found.atHalf).toEqual({ accuracy: 1 });
});

test('probabilities of 0 and 1 are counted in the outermost bins', () => {
  const histogram = emptyHistogram();
  countProbability(histogram, 0, 3, 0);
  countProbability(histogram, 1, 0, 2);
  expect(ranking(histogram)).toEqual({ auroc: 1, auprc: 1 });
  expect(histogram[0]).toBe(3);
  expect(histogram.at(-1)).toBe(2);
});

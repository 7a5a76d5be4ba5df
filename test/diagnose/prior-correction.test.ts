import { describe, expect, test } from 'vitest';
import { priorCorrected } from '../../src/diagnose/prior-correction.ts';
import { countProbability, emptyHistogram } from '../../src/diagnose/score-histogram.ts';

const logit = (p: number) => Math.log(p / (1 - p));
const corrected = (p: number, trained: number, actual: number) => {
  const odds = (p / (1 - p)) * (actual / (1 - actual)) * ((1 - trained) / trained);
  return odds / (1 + odds);
};

describe('a label with its prior corrected', () => {
  // Rows of three kinds; how likely each kind is among ones and zeros, and the posterior under either prior.
  const kinds = [
    { ones: 0.7, zeros: 0.1 },
    { ones: 0.2, zeros: 0.3 },
    { ones: 0.1, zeros: 0.6 },
  ];
  const posterior = ({ ones, zeros }: (typeof kinds)[number], share: number) =>
    (ones * share) / (ones * share + zeros * (1 - share));
  const [trainedShare, trueShare] = [0.5, 0.1];
  const rows = 1e6;
  const histogram = emptyHistogram();
  for (const kind of kinds)
    countProbability(
      histogram,
      posterior(kind, trainedShare),
      rows * kind.zeros * (1 - trueShare),
      rows * kind.ones * trueShare,
    );
  const found = priorCorrected(histogram, { modality: 'expression', trainedShare, trueShare });

  test('gets the posterior of the true prior: by Bayes, calibrated, and of the lowest cross-entropy', () => {
    expect(corrected(posterior(kinds[0]!, 0.5), 0.5, 0.1)).toBeCloseTo(posterior(kinds[0]!, 0.1), 12);
    const entropy = kinds.reduce((sum, kind) => {
      const p = posterior(kind, trueShare);
      return sum - kind.ones * trueShare * Math.log(p) - kind.zeros * (1 - trueShare) * Math.log(1 - p);
    }, 0);
    expect(found.crossEntropy).toBeCloseTo(entropy, 3);
    expect(found.rawCrossEntropy).toBeGreaterThan(entropy + 0.2);
    expect(found.binary.calibrationError).toBeLessThan(0.005);
    const brier = kinds.reduce((sum, kind) => {
      const p = posterior(kind, trueShare);
      return sum + kind.ones * trueShare * (1 - p) ** 2 + kind.zeros * (1 - trueShare) * p ** 2;
    }, 0);
    expect(found.binary.brier).toBeCloseTo(brier, 3);
    // No kind is more often a one than not.
    expect(found.binary.atHalf.accuracy).toBeCloseTo(0.9, 6);
    expect(found.binary.countMse).toEqual({ thresholded: expect.closeTo(0.1, 6), expected: found.binary.brier });
  });

  test('ranks as before', () => {
    const same = priorCorrected(histogram, { modality: 'expression', trainedShare: 0.5, trueShare: 0.5 });
    expect(found.binary.auroc).toBeCloseTo(same.binary.auroc!, 12);
    expect(found.binary.prevalence).toBeCloseTo(0.1, 12);
  });

  test('stays as it is under the same prior', () => {
    const same = priorCorrected(histogram, { modality: 'expression', trainedShare: 0.3, trueShare: 0.3 });
    expect(same.crossEntropy).toBe(same.rawCrossEntropy);
  });

  test('keeps probabilities inside the bins, however rare the label', () => {
    const rare = priorCorrected(histogram, { modality: 'expression', trainedShare: 0.5, trueShare: 1e-9 });
    expect(rare.crossEntropy).toBeLessThan(3);
    expect(rare.binary.prevalence).toBeCloseTo(0.1, 12);
  });
});

test('a shift in logits is that of the odds', () => {
  expect(logit(corrected(0.4, 0.5, 0.2)) - logit(0.4)).toBeCloseTo(logit(0.2) - logit(0.5), 12);
});

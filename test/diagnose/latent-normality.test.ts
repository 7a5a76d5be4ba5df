import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import type { Latents } from '../../src/diagnose/evaluation.ts';
import { diagnoseLatentNormality } from '../../src/diagnose/latent-normality.ts';
import { madeEvaluation } from './made-evaluation.ts';

const ROWS = 500;

interface MadeUnit {
  /** Standard deviation of posterior means over rows. */
  readonly spread: number;
  readonly sigma: number;
  /** Distance of the heaps that rows fall into. */
  readonly heaps?: number;
  /** Where the means lie. */
  readonly centre?: number;
}

function find(units: readonly MadeUnit[], { rowCount = ROWS, latentIsSampled = true, withLatents = true } = {}) {
  const noise = new Float32Array(2 * rowCount * units.length);
  new RandomStreams(7).of('latents').fillStandardNormal(noise);
  const mean = new Float32Array(rowCount * units.length);
  const logVariance = new Float32Array(mean.length);
  const sample = new Float32Array(mean.length);
  for (let i = 0; i < mean.length; i++) {
    const { spread, sigma, heaps = 0, centre = 0 } = units[i % units.length]!;
    const row = Math.floor(i / units.length);
    mean[i] = centre + spread * noise[2 * i]! + (row % 2 === 0 ? heaps / 2 : -heaps / 2);
    logVariance[i] = 2 * Math.log(sigma);
    sample[i] = mean[i]! + sigma * noise[2 * i + 1]!;
  }
  const made = madeEvaluation(
    {
      test: {
        klPerUnit: units.map(() => 1),
        variances: units.map(({ spread, heaps = 0 }) => spread ** 2 + (heaps / 2) ** 2),
        modalities: { data: { count: 9, reconstruction: 80, baselines: {} } },
      },
    },
    { latentIsSampled },
  );
  const test = { ...made.splits.test!, posteriorVariancePerUnit: units.map(({ sigma }) => sigma ** 2) };
  const latents: Latents = { rowCount, latentCount: units.length, mean, logVariance, sample };
  return diagnoseLatentNormality({
    evaluation: { ...made, splits: { test } },
    ...(withLatents ? { latents: { test: latents } } : {}),
  });
}

const healthy = { spread: 0.8, sigma: 0.6 };
const idle = { spread: 0.01, sigma: 1 };

describe('a sampled latent', () => {
  test('a normal z whose means differ between rows is good', () => {
    const finding = find([healthy, { spread: 0.6, sigma: 0.8 }])!;
    expect(finding.verdict).toBe('good');
    expect(finding.title).toBe(
      'z is close to the standard normal prior on test: the largest distance between their distributions is 0.049 of 1, in unit 2 (mean 0.07, deviation 1.03, skewness 0.04, excess kurtosis -0.26); posterior means spread by 0.58 to 0.82 and sigma is 0.6 to 0.8.',
    );
    expect(finding.advice).toEqual([]);
    expect(Object.keys(finding.evidence)).toEqual([
      'split',
      'rows',
      'unitsEqualToPrior',
      'zMean',
      'zDeviation',
      'zSkewness',
      'zExcessKurtosis',
      'kolmogorovDistance',
      'kolmogorovP',
      'shapiroWilkW',
      'shapiroWilkP',
      'andersonDarling',
      'andersonDarlingP',
      'dagostinoK2',
      'dagostinoP',
      'meanDeviation',
      'meanShapiroWilkW',
      'sigma',
      'sigmaDeviation',
    ]);
    expect(finding.evidence).toMatchObject({ split: 'test', rows: ROWS, unitsEqualToPrior: [] });
  });

  test('a normal z under collapse is called what it is', () => {
    expect(find([idle, idle])).toMatchObject({
      verdict: 'warning',
      title:
        'z is normal on test only because the posterior equals the prior: the means of all 2 units spread by at most 0.01019 over rows and sigma is 1, so z is noise that tells no row from another.',
      advice: [
        'Read the collapse finding first: a normal z is worth something once posterior means differ between rows.',
      ],
      evidence: { unitsEqualToPrior: [1, 2] },
    });
  });

  test('units equal to the prior are left out of the praise', () => {
    expect(find([healthy, idle, idle])).toMatchObject({
      verdict: 'good',
      title:
        'z is close to the standard normal prior on test: the largest distance between their distributions is 0.037 of 1, in unit 1 (mean 0.03, deviation 1.02, skewness 0.2, excess kurtosis -0.29); posterior means spread by 0.83 and sigma is 0.6; 2 of 3 units equal the prior and say nothing.',
    });
  });

  test('two heaps are clusters the prior does not know', () => {
    expect(find([{ spread: 0.2, sigma: 0.2, heaps: 2.4 }])).toMatchObject({
      verdict: 'note',
      title:
        'z is not distributed as the standard normal prior on test: the largest distance between their distributions is 0.26 of 1, in unit 1 (mean 0, deviation 1.22, skewness -0.01, excess kurtosis -1.8); posterior means spread by 1.2 and sigma is 0.2.',
      advice: [
        'Samples from the prior land where no row lies along 1 of 1 unit (1): draw from the encoded rows in place of the prior.',
        'Look at the histogram: several heaps are clusters of rows, which a standard normal prior does not know.',
      ],
    });
  });

  test('a z far wider than the prior means a KL of little weight', () => {
    expect(find([{ spread: 12, sigma: 0.1 }, healthy])).toMatchObject({
      verdict: 'warning',
      title:
        'z is not distributed as the standard normal prior on test: the largest distance between their distributions is 0.43 of 1, in unit 1 (mean 0.13, deviation 12.23, skewness -0.07, excess kurtosis -0.19); posterior means spread by 0.78 to 12.23 and sigma is 0.1 to 0.6.',
      advice: [
        'Samples from the prior land where no row lies along 1 of 2 units (1): draw from the encoded rows in place of the prior.',
        'A z wider than the prior means that KL weighs too little: raise its weight towards 1.',
      ],
    });
  });

  test('a z that lies aside has not been drawn to 0 yet; of many units five are named', () => {
    const finding = find(new Array<MadeUnit>(6).fill({ ...healthy, centre: 0.6 }))!;
    expect(finding.verdict).toBe('note');
    expect(finding.advice).toEqual([
      'Samples from the prior land where no row lies along 6 of 6 units (1, 2, 3, 4, 5, ...): draw from the encoded rows in place of the prior.',
      'A z that lies aside of 0 is one that KL has not yet drawn there: train longer.',
    ]);
  });

  test('a latent that shrank is not taken for the prior', () => {
    expect(find([{ spread: 0.05, sigma: 0.01 }])).toMatchObject({
      verdict: 'warning',
      evidence: { unitsEqualToPrior: [] },
    });
  });

  test('a distance that few rows give by chance is not told', () => {
    expect(find([{ spread: 0.8, sigma: 0.6 }], { rowCount: 20 })!.verdict).toBe('good');
  });
});

test('nothing is said of an autoencoder, of fewer than 20 rows, without latents or without an evaluation', () => {
  expect(find([healthy], { latentIsSampled: false })).toBeUndefined();
  expect(find([healthy], { rowCount: 19 })).toBeUndefined();
  expect(find([healthy], { withLatents: false })).toBeUndefined();
  expect(diagnoseLatentNormality({})).toBeUndefined();
});

import type { SplitName } from '../../src/data/dataset.ts';
import { binaryMetrics, fixedAnswer } from '../../src/diagnose/binary-metrics.ts';
import type {
  Baselines,
  Evaluation,
  LikelihoodDescription,
  ModalityEvaluation,
  SplitEvaluation,
} from '../../src/diagnose/evaluation.ts';
import { countProbability, emptyHistogram } from '../../src/diagnose/score-histogram.ts';

export interface MadeModality {
  readonly count: number;
  readonly reconstruction: number;
  /** Default: as the reconstruction. */
  readonly shuffled?: number;
  readonly mse?: number;
  readonly r2?: number;
  readonly predictionVariance?: number;
  readonly binary?: ModalityEvaluation['binary'];
  readonly likelihood?: LikelihoodDescription;
  readonly baselines: Partial<Baselines>;
}

export interface MadeSplit {
  readonly klPerUnit: readonly number[];
  readonly variances: readonly number[];
  readonly modalities: Readonly<Record<string, MadeModality>>;
}

const base = { constant: 100, perColumn: 90, zeroMse: 0.2, constantMse: 0.15, perColumnMse: 0.1 };

function madeModality({
  reconstruction,
  shuffled,
  mse,
  baselines,
  r2,
  predictionVariance,
  binary,
}: MadeModality): ModalityEvaluation {
  return {
    reconstruction,
    shuffledReconstruction: shuffled ?? reconstruction,
    mse: mse ?? 0.05,
    ...(r2 === undefined ? {} : { r2 }),
    ...(predictionVariance === undefined ? {} : { predictionVariance }),
    ...(binary === undefined ? {} : { binary }),
    baselines: { ...base, ...baselines },
  };
}

function madeSplit({ klPerUnit, variances, modalities }: MadeSplit): SplitEvaluation {
  const kl = klPerUnit.reduce((sum, one) => sum + one, 0);
  const perModality = Object.fromEntries(Object.entries(modalities).map(([name, one]) => [name, madeModality(one)]));
  const reconstruction = Object.values(perModality).reduce((sum, one) => sum + one.reconstruction, 0);
  return {
    rowCount: 100,
    loss: reconstruction + kl,
    negativeElbo: reconstruction + kl,
    reconstruction,
    kl,
    weightedKl: kl,
    klPerUnit,
    meanVariancePerUnit: variances,
    posteriorVariancePerUnit: variances.map((variance) => Math.max(0, 1 - variance)),
    activeUnits: variances.filter((variance) => variance > 0.01).length,
    perModality,
  };
}

/** An evaluation as a finished run would give it, from the few numbers a test is about. */
export function madeEvaluation(
  splits: Readonly<Partial<Record<SplitName, MadeSplit>>>,
  more: Partial<Pick<Evaluation, 'effectiveBeta' | 'latentIsSampled'>> = {},
): Evaluation {
  const [first] = Object.values(splits);
  const entries = Object.entries(first!.modalities);
  let start = 0;
  const modalities = entries.map(([name, { count }]) => ({ name, start: (start += count) - count, count }));
  return {
    modalities,
    likelihoods: Object.fromEntries(entries.map(([name, one]) => [name, one.likelihood ?? { kind: 'bernoulli' }])),
    latentCount: first!.klPerUnit.length,
    latentIsSampled: true,
    splits: Object.fromEntries(Object.entries(splits).map(([name, split]) => [name, madeSplit(split)])),
    notComputed: {},
    ...more,
  };
}

/**
 * Numbers of 0 / 1 entries from groups that share a probability, ten columns a row.
 *
 * @param groups - probability, zeros, ones
 */
export function madeBinary(
  groups: readonly (readonly [probability: number, zeros: number, ones: number])[],
  countMse = { thresholded: 9, expected: 4 },
): NonNullable<ModalityEvaluation['binary']> {
  const histogram = emptyHistogram();
  for (const [probability, zeros, ones] of groups) countProbability(histogram, probability, zeros, ones);
  const entries = groups.reduce((sum, [, zeros, ones]) => sum + zeros + ones, 0);
  const ones = (10 * groups.reduce((sum, [, , some]) => sum + some, 0)) / entries;
  const zeroCount = groups.reduce((sum, [, zeros]) => sum + zeros, 0);
  const fixed = (probability: number) => fixedAnswer([[probability, zeroCount, entries - zeroCount]], entries / 10);
  const rate = fixed(ones / 10);
  const answers = { zero: fixed(0), one: fixed(1), constant: rate, perColumn: rate };
  return binaryMetrics(
    histogram,
    { columnShare: 1, ones, onesSquared: ones * ones + 1, countMse, brier: 0.1 },
    answers,
  );
}

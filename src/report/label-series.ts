/** What a head learns from epoch to epoch, of one run or of all of a study. */
import type { LinePoint } from '../figures/line-chart.ts';
import type { EpochRecord, TermAverages } from '../store/run-record.ts';
import { pointsOverRuns } from './loss-figures.ts';
import type { ReportInput } from './report-input.ts';

export const CURVE_SPLITS = ['train', 'validation', 'test'] as const;
export type CurveSplit = (typeof CURVE_SPLITS)[number];

/** Nothing but whole epochs at which the head was asked. */
export const labelEpochs = (inputs: readonly ReportInput[]): readonly (readonly EpochRecord[])[] =>
  inputs.map(({ epochs }) => epochs.filter(({ train }) => train?.label !== undefined));

/** A number over epochs: means over the runs that have it. */
export const labelPoints = (
  runs: readonly (readonly EpochRecord[])[],
  split: CurveSplit,
  value: (terms: TermAverages) => number | undefined,
): LinePoint[] => pointsOverRuns(runs, (epoch) => epoch[split], value);

export type BestScore = 'accuracy' | 'f1' | 'rootMeanSquare';

/** The epoch at which a score with sampling off is best. */
export interface BestEpoch {
  readonly epoch: number;
  readonly split: CurveSplit;
  readonly score: BestScore;
  /** Of the score there. */
  readonly value: number;
}

/**
 * By accuracy, or error, or what is asked for, on validation; of test it is only read off. The first among equals; of several runs by their mean,
 * at epochs that all of them have.
 */
export function bestEpoch(
  runs: readonly (readonly EpochRecord[])[],
  scores: readonly BestScore[] = ['accuracy', 'rootMeanSquare'],
): BestEpoch | undefined {
  const split = (['validation', 'test'] as const).find((name) =>
    runs.every((run) => run.some((each) => each[name]?.label)),
  );
  if (split === undefined) return undefined;
  const epochs = runs.map((run) => new Set(run.map(({ epoch }) => epoch)));
  const isShared = (epoch: number): boolean => epochs.every((own) => own.has(epoch));
  for (const score of scores) {
    const points = labelPoints(runs, split, ({ label }) => label?.mean[score]).filter(({ x }) => isShared(x));
    if (points.length === 0) continue;
    const isBetter = (one: LinePoint, other: LinePoint) =>
      score === 'rootMeanSquare' ? one.y < other.y : one.y > other.y;
    const best = points.reduce((found, one) => (isBetter(one, found) ? one : found));
    return { epoch: best.x, split, score, value: best.y };
  }
  return undefined;
}

/** @returns the value at that epoch of each run that has it */
export const valuesAt = (
  runs: readonly (readonly EpochRecord[])[],
  epoch: number,
  split: CurveSplit,
  value: (terms: TermAverages) => number | undefined,
): number[] =>
  runs.flatMap((run) => {
    const terms = run.find((each) => each.epoch === epoch)?.[split];
    const one = terms && value(terms);
    return one === undefined ? [] : [one];
  });

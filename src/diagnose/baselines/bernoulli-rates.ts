/** Trivial models of 0 / 1 entries and of intensities in [0, 1]: one rate, a rate per column, a Markov chain along the columns. */
import type { Modality } from '../../data/dataset.ts';
import { type FixedAnswers, fixedAnswer } from '../binary-metrics.ts';
import { type ColumnSums, columnTotal } from './column-sums.ts';

/** How often an event happened among `trials`; intensities count as fractions of an event. */
export interface Tally {
  readonly events: number;
  readonly trials: number;
}

/**
 * The rate of a tally, held half an event away from never and from always. An event that train never shows is not
 * impossible, and the rates in between stay the plain frequencies.
 */
export function rate({ events, trials }: Tally): number {
  if (trials === 0) return 0.5;
  return Math.min(Math.max(events, 0.5), trials - 0.5) / trials;
}

/** Cross-entropy of a tally under a rate, summed over its trials. Nats. */
function crossEntropy({ events, trials }: Tally, probability: number): number {
  return -(events * Math.log(probability) + (trials - events) * Math.log1p(-probability));
}

const columnTally = (sums: ColumnSums, j: number): Tally => ({ events: columnTotal(sums, j), trials: sums.rowCount });

/** The rate of a column. */
export const columnRate = (sums: ColumnSums, j: number): number => rate(columnTally(sums, j));

function modalityTally(sums: ColumnSums, { start, count }: Modality): Tally {
  let events = 0;
  for (let j = start; j < start + count; j++) events += columnTotal(sums, j);
  return { events, trials: sums.rowCount * count };
}

/** Nats per row of `target` under one rate for the whole modality, fitted on `train`. */
export const constantRateNats = (train: ColumnSums, target: ColumnSums, modality: Modality): number =>
  crossEntropy(modalityTally(target, modality), rate(modalityTally(train, modality))) / target.rowCount;

/** Nats per row of `target` under one rate per column, fitted on `train`. */
export function columnRateNats(train: ColumnSums, target: ColumnSums, { start, count }: Modality): number {
  let nats = 0;
  for (let j = start; j < start + count; j++) nats += crossEntropy(columnTally(target, j), columnRate(train, j));
  return nats / target.rowCount;
}

/**
 * Answers to the 0 / 1 entries of `target` that are the same for every row. Rates of columns rank entries above chance
 * wherever columns differ: so much a model has that tells no row from another.
 */
export function fixedAnswers(train: ColumnSums, target: ColumnSums, modality: Modality): FixedAnswers {
  const { events, trials } = modalityTally(target, modality);
  const constant = (probability: number) => fixedAnswer([[probability, trials - events, events]], target.rowCount);
  const columns = Array.from({ length: modality.count }, (_, k) => {
    const j = modality.start + k;
    const { events: ones, trials: entries } = columnTally(target, j);
    return [columnRate(train, j), entries - ones, ones] as const;
  });
  return {
    zero: constant(0),
    one: constant(1),
    constant: constant(rate(modalityTally(train, modality))),
    perColumn: fixedAnswer(columns, target.rowCount),
  };
}

/**
 * Nats per row under a first-order Markov chain that runs along the columns of the modality: one rate for the first
 * column and two for all others, after a 0 and after a 1.
 */
export function markovNats(train: ColumnSums, target: ColumnSums, modality: Modality): number {
  const fitted = chainTallies(train, modality);
  const given = chainTallies(target, modality);
  return given.reduce((nats, tally, i) => nats + crossEntropy(tally, rate(fitted[i]!)), 0) / target.rowCount;
}

/** Ones in the first column, ones after a 0, ones after a 1. */
function chainTallies(sums: ColumnSums, { start, count }: Modality): readonly Tally[] {
  let ones = 0;
  let onesBefore = 0;
  let onesAfterOne = 0;
  for (let j = start + 1; j < start + count; j++) {
    ones += columnTotal(sums, j);
    onesBefore += columnTotal(sums, j - 1);
    onesAfterOne += sums.pairs[j]!;
  }
  const trials = sums.rowCount * (count - 1);
  return [
    columnTally(sums, start),
    { events: ones - onesAfterOne, trials: trials - onesBefore },
    { events: onesAfterOne, trials: onesBefore },
  ];
}

/** Entropy of the targets, nats per row: 0 for bits. */
export function entropyFloor(target: ColumnSums, { start, count }: Modality): number {
  let nats = 0;
  for (let j = start; j < start + count; j++) nats += target.entropy[j]!;
  return nats / target.rowCount;
}

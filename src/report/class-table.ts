/** Rows of one class at a time: how a model of all classes does on each, beside a model of that class alone. */
import type { MeanInterval } from '../base/statistics.ts';
import type { Evaluation } from '../diagnose/evaluation.ts';
import { baselineSums, splitsOf } from './evaluation-tables.ts';
import type { Table } from './tables.ts';

/** One class on one split, over the repeats of a study. Nats per row. */
export interface ClassComparison {
  readonly class: string;
  readonly split: string;
  readonly rowCount: number;
  /** Of the model of this class alone, and of the one of all. */
  readonly own: ModelOfClass;
  readonly joint: ModelOfClass;
  /** Column means of the class's train rows. */
  readonly perColumn: MeanInterval;
  /**
   * Own minus joint, repeat by repeat: of the negative ELBO, or of the reconstruction where the latent is not sampled.
   * Absent where the two were scaled apart, so that nats of one are not nats of the other.
   */
  readonly difference?: MeanInterval;
}

export interface ModelOfClass {
  readonly negativeElbo: MeanInterval;
  readonly reconstruction: MeanInterval;
}

export const comparisonTable = (comparisons: readonly ClassComparison[]): Table => ({
  header: [
    'nats per row',
    'split',
    'rows',
    'negative ELBO, own model',
    'negative ELBO, joint model',
    'own minus joint',
    'reconstruction, own model',
    'reconstruction, joint model',
    'per column',
  ],
  rows: comparisons.map(({ class: name, split, rowCount, own, joint, difference, perColumn }) => [
    `class ${name}`,
    split,
    rowCount,
    own.negativeElbo,
    joint.negativeElbo,
    difference,
    own.reconstruction,
    joint.reconstruction,
    perColumn,
  ]),
});

/** One run on rows of each class. */
export const perClassTable = (classes: Readonly<Record<string, Evaluation>>): Table => ({
  header: ['class', 'split', 'rows', 'negative ELBO', 'reconstruction', 'KL, raw', 'per column'],
  rows: Object.entries(classes).flatMap(([name, evaluation]) =>
    splitsOf(evaluation).map(([split, { rowCount, negativeElbo, reconstruction, kl }]) => {
      const { perColumn } = baselineSums(evaluation, evaluation.splits[split]!);
      return [`class ${name}`, split, rowCount, negativeElbo, reconstruction, kl, perColumn];
    }),
  ),
});

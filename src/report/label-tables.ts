/** What a head answers, in numbers: sampling off and on, beside simple classifiers on the same rows. */
import { CLASS_BASELINES, type ClassBaseline } from '../diagnose/baselines/class-baselines.ts';
import type { ClassificationMetrics } from '../diagnose/classification/classification-metrics.ts';
import type { Evaluation } from '../diagnose/evaluation.ts';
import type { LabelEvaluation } from '../diagnose/label-evaluation.ts';
import { splitsOf } from './evaluation-tables.ts';
import type { Cell, Table } from './tables.ts';

const labelsOf = (evaluation: Evaluation): (readonly [string, LabelEvaluation])[] =>
  splitsOf(evaluation).flatMap(([name, { label }]) => (label === undefined ? [] : [[name, label] as const]));

/** Per split: the model, and the classifiers that need no network. Empty where the label is a number. */
export const answersTable = (evaluation: Evaluation): Table => ({
  header: [
    'split',
    'answers of',
    'rows',
    'accuracy',
    'balanced accuracy',
    'F1',
    'MCC',
    'log loss, nats',
    'Brier score',
    'AUROC',
    'average precision',
    'calibration error',
  ],
  rows: labelsOf(evaluation).flatMap(([split, { mean, sampled, chosen, baselines = {} }]) => {
    const line = (name: string, scores: ClassificationMetrics | undefined): Cell[][] =>
      scores === undefined ? [] : [[split, name, ...scoreCells(scores)]];
    return [
      ...line('the model, sampling off', mean.classification),
      ...line('the model, sampling on', sampled?.classification),
      ...(chosen === undefined
        ? []
        : [
            [
              split,
              'the model, cut chosen on validation',
              mean.classification?.rowCount,
              chosen.accuracy,
              chosen.balancedAccuracy,
              chosen.f1,
              chosen.mcc,
              // A cut changes no probability.
              ...new Array<Cell>(5).fill(undefined),
            ],
          ]),
      ...Object.entries(baselines).flatMap(([name, scores]) => line(CLASS_BASELINES[name as ClassBaseline], scores)),
    ];
  }),
});

const scoreCells = (scores: ClassificationMetrics): Cell[] => [
  scores.rowCount,
  scores.accuracy,
  scores.balancedAccuracy,
  scores.f1,
  scores.mcc,
  scores.logLoss,
  scores.brier,
  scores.auroc,
  scores.averagePrecision,
  scores.calibration.error,
];

/**
 * Per split: how much of what the best simple classifier loses the model takes off.
 *
 * @param namesBest - not over several runs: their best ones may differ
 */
export const skillTable = (evaluation: Evaluation, namesBest: boolean): Table => ({
  header: [
    'split',
    ...(namesBest ? ['best by log loss'] : []),
    'its log loss',
    'skill',
    'from',
    'to',
    ...(namesBest ? ['best by MCC'] : []),
    'its MCC',
    'skill by MCC',
  ],
  rows: labelsOf(evaluation).flatMap(([split, { skill }]) => {
    if (skill === undefined) return [];
    const { logLoss, mcc } = skill;
    return [
      [
        split,
        ...(namesBest ? [CLASS_BASELINES[logLoss.best]] : []),
        logLoss.value,
        logLoss.skill,
        logLoss.interval?.low,
        logLoss.interval?.high,
        ...(namesBest ? [CLASS_BASELINES[mcc.best]] : []),
        mcc.value,
        mcc.skill,
      ],
    ];
  }),
});

/** Per split and class, of the mean. */
export const classScoresTable = (evaluation: Evaluation): Table => ({
  header: ['split', 'class', 'rows', 'answered so', 'precision', 'recall', 'F1'],
  rows: labelsOf(evaluation).flatMap(([split, { mean }]) =>
    (mean.classification?.perClass ?? []).map(({ rowCount, answerCount, precision, recall, f1 }, index) => [
      split,
      mean.classification!.classes[index],
      rowCount,
      answerCount,
      precision,
      recall,
      f1,
    ]),
  ),
});

/** Per split, where the label is a number: in its own units. */
export const numbersTable = (evaluation: Evaluation): Table => ({
  header: ['split', 'answers of', 'rows', 'root mean square error', 'mean absolute error', 'R2'],
  rows: labelsOf(evaluation).flatMap(([split, { mean, sampled }]) =>
    (
      [
        ['the model, sampling off', mean.regression],
        ['the model, sampling on', sampled?.regression],
      ] as const
    ).flatMap(([name, scores]) =>
      scores === undefined
        ? []
        : [[split, name, scores.rowCount, Math.sqrt(scores.meanSquaredError), scores.meanAbsoluteError, scores.r2]],
    ),
  ),
});

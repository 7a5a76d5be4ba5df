/** Entries of 0 and 1 in tables: how probabilities answer, cut, rank, calibrate and count, beside trivial answers. */
import type { BinaryScores, CutAnswers, CutName, TrivialAnswer } from '../diagnose/binary-metrics.ts';
import type { Evaluation } from '../diagnose/evaluation.ts';
import { modalityRows, splitsOf } from './evaluation-tables.ts';
import type { Cell, Table } from './tables.ts';

const ANSWERS: readonly (readonly [string, TrivialAnswer])[] = [
  ['a rate per column', 'perColumn'],
  ['one rate', 'constant'],
  ['1 everywhere', 'one'],
];

/**
 * Per split and modality of 0 / 1 entries: how probabilities cut, rank, calibrate and count, beside trivial answers. Of
 * rows that trained only where there are no others; where entries are hidden from the encoder, of those alone.
 */
export const answerTable = (evaluation: Evaluation): Table => ({
  header: [
    'split',
    'modality',
    'entries',
    'answers of',
    'share of ones',
    'answered 1',
    'precision',
    'recall',
    'F1',
    'MCC',
    'balanced accuracy',
    'AUROC',
    'AUPRC',
    'Brier score',
    'calibration error',
    'count MSE, cut',
    'count MSE, summed',
  ],
  rows: splitsOf(evaluation).flatMap(([splitName, { perModality }], _, all) =>
    evaluation.modalities.flatMap(({ name, count }) => {
      const part = perModality[name];
      const binary = part?.hidden?.binary ?? part?.binary;
      if (binary === undefined || (splitName === 'train' && all.length > 1)) return [];
      const head = [splitName, name, part?.hidden === undefined ? undefined : 'hidden'];
      return [
        [...head, 'the model', binary.prevalence, binary.answeredOne, ...scoreCells(binary)],
        // One column has one rate.
        ...ANSWERS.filter(([, kind]) => count > 1 || kind !== 'perColumn').map(([answer, kind]) => [
          ...head,
          answer,
          undefined,
          undefined,
          ...scoreCells(binary.trivial[kind]),
        ]),
      ];
    }),
  ),
});

const CUTS: readonly (readonly [string, CutName])[] = [
  ['highest F1', 'bestF1'],
  ['as many ones', 'prevalenceMatched'],
];

/** Per modality of 0 / 1 entries: answers at a half and at cuts that were chosen on validation, of the test rows. */
export const cutTable = (evaluation: Evaluation): Table => ({
  header: [
    'split',
    'modality',
    'cut',
    'probability',
    'share of ones',
    'answered 1',
    'precision',
    'recall',
    'F1',
    'MCC',
    'balanced accuracy',
    'count MSE',
  ],
  rows: splitsOf(evaluation).flatMap(([split, { perModality }]) =>
    evaluation.modalities.flatMap(({ name }) => {
      const binary = perModality[name]?.binary;
      if (binary?.atChosen === undefined) return [];
      const { prevalence, answeredOne, atHalf, countMse, atChosen } = binary;
      const half = { threshold: 0.5, answeredOne, ...atHalf, countMse: countMse.thresholded };
      const cuts: (readonly [string, CutAnswers | undefined])[] = [
        ['a half', half],
        ...CUTS.map(([cut, kind]) => [cut, atChosen[kind]] as const),
      ];
      return cuts.flatMap(([cut, at]) =>
        at === undefined
          ? []
          : [
              [
                split,
                name,
                cut,
                at.threshold,
                prevalence,
                at.answeredOne,
                at.precision,
                at.recall,
                at.f1,
                at.mcc,
                at.balancedAccuracy,
                at.countMse,
              ],
            ],
      );
    }),
  ),
});

function scoreCells({ atHalf, auroc, auprc, brier, calibrationError, countMse }: BinaryScores): Cell[] {
  const { precision, recall, f1, mcc, balancedAccuracy } = atHalf;
  const cut = [precision, recall, f1, mcc, balancedAccuracy];
  return [...cut, auroc, auprc, brier, calibrationError, countMse.thresholded, countMse.expected];
}

/** Of a label that was balanced for training: its probabilities as they are, and with the prior put right. */
export const priorTable = (evaluation: Evaluation): Table => ({
  header: [
    'split',
    'label',
    'share of ones, trained on',
    'share of ones, true',
    'cross-entropy',
    'cross-entropy, corrected',
    'Brier score',
    'Brier score, corrected',
    'calibration error',
    'calibration error, corrected',
    'accuracy',
    'accuracy, corrected',
  ],
  rows: modalityRows(evaluation, ({ binary: all, hidden, priorCorrected }) => {
    const binary = hidden?.binary ?? all;
    return binary === undefined || priorCorrected === undefined
      ? []
      : [
          priorCorrected.trainedShare,
          priorCorrected.trueShare,
          priorCorrected.rawCrossEntropy,
          priorCorrected.crossEntropy,
          binary.brier,
          priorCorrected.binary.brier,
          binary.calibrationError,
          priorCorrected.binary.calibrationError,
          binary.atHalf.accuracy,
          priorCorrected.binary.atHalf.accuracy,
        ];
  }).filter((row) => row.length > 2),
});

/** What a head answers, as the command line prints it: sampling off, and below it sampling on and simple classifiers. */
import type { ClassBaseline } from '../diagnose/baselines/class-baselines.ts';
import type { ClassificationMetrics } from '../diagnose/classification/classification-metrics.ts';
import type { AnswerScores, ConfusionMatrix } from '../diagnose/classification/confusion-matrix.ts';
import type { RegressionMetrics } from '../diagnose/classification/regression-metrics.ts';
import type { LabelEvaluation } from '../diagnose/label-evaluation.ts';

/** Absent numbers are not defined. */
export interface LabelScoreMetrics extends Omit<AnswerScores, 'perClass'> {
  /** Of two classes, of the second; of more, the mean over classes. */
  readonly f1?: number;
  /** Nats per row. */
  readonly logLoss: number;
  readonly brier: number;
  readonly auroc?: number;
  readonly averagePrecision?: number;
  readonly calibrationError: number;
}

export interface LabelMetrics extends LabelScoreMetrics {
  readonly label: string;
  readonly rows: number;
  readonly classes: readonly string[];
  /** `[true class][answered class]` rows. */
  readonly confusion: ConfusionMatrix;
  readonly perClass: AnswerScores['perClass'];
  /** One draw of the latent; absent where it is not sampled. */
  readonly sampled?: LabelScoreMetrics;
  /** Of two classes: at the cut that has the highest F1 on validation. */
  readonly chosen?: Omit<NonNullable<LabelEvaluation['chosen']>, 'perClass'>;
  readonly baselines?: Readonly<Record<ClassBaseline, LabelScoreMetrics>>;
  /** Over the best of the baselines. */
  readonly skill?: NonNullable<LabelEvaluation['skill']>;
}

export function labelMetrics(label: LabelEvaluation | undefined): {
  readonly classification?: LabelMetrics;
  readonly regression?: RegressionMetrics & { readonly sampled?: RegressionMetrics };
} {
  const { classification, regression } = label?.mean ?? {};
  if (label !== undefined && regression !== undefined) {
    const { regression: sampled } = label.sampled ?? {};
    return { regression: { ...regression, ...(sampled === undefined ? {} : { sampled }) } };
  }
  if (label === undefined || classification === undefined) return {};
  const { sampled, baselines, skill } = label;
  const { rowCount, classes, confusion, perClass } = classification;
  return {
    classification: {
      label: label.name,
      rows: rowCount,
      classes,
      ...scoresOf(classification),
      confusion,
      perClass,
      ...(sampled?.classification === undefined ? {} : { sampled: scoresOf(sampled.classification) }),
      ...chosenOf(label),
      ...(baselines === undefined
        ? {}
        : {
            baselines: Object.fromEntries(
              Object.entries(baselines).map(([name, scores]) => [name, scoresOf(scores)]),
            ) as Record<ClassBaseline, LabelScoreMetrics>,
          }),
      ...(skill === undefined ? {} : { skill }),
    },
  };
}

function chosenOf({ chosen }: LabelEvaluation): Pick<LabelMetrics, 'chosen'> {
  if (chosen === undefined) return {};
  const { perClass: _, ...rest } = chosen;
  return { chosen: rest };
}

/** Curves and bins stay in `summary.json`. */
function scoresOf(scores: ClassificationMetrics): LabelScoreMetrics {
  const { accuracy, balancedAccuracy, macroF1, mcc, f1, logLoss, brier, auroc, averagePrecision, calibration } = scores;
  return {
    accuracy,
    balancedAccuracy,
    ...(f1 === undefined ? {} : { f1 }),
    macroF1,
    ...(mcc === undefined ? {} : { mcc }),
    logLoss,
    brier,
    ...(auroc === undefined ? {} : { auroc }),
    ...(averagePrecision === undefined ? {} : { averagePrecision }),
    calibrationError: calibration.error,
  };
}

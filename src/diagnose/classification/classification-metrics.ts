/** Everything one split says of a classifier, sampling off or on as its probabilities were made. */
import { type Calibration, calibration } from './calibration.ts';
import { type ClassPredictions, knownRows, mostProbable, probabilitiesOf } from './class-predictions.ts';
import { type AnswerScores, answerScores, type ConfusionMatrix, confusionMatrix } from './confusion-matrix.ts';
import { brierScore, logLoss } from './probability-losses.ts';
import { type RankingCurves, rankingCurves } from './ranking-curves.ts';

export interface ClassificationMetrics extends AnswerScores {
  /** Rows whose class is known. */
  readonly rowCount: number;
  readonly classes: readonly string[];
  readonly confusion: ConfusionMatrix;
  /** Of two classes, that of the second, or of the cut given; of more, the macro mean. Absent where not defined. */
  readonly f1?: number;
  /** Nats per row. */
  readonly logLoss: number;
  readonly brier: number;
  /** Of two classes, of the second; of more, the mean over classes, each against all others. */
  readonly auroc?: number;
  readonly averagePrecision?: number;
  /** Of two classes, of the second; of more, of the answers given. */
  readonly calibration: Calibration;
  /** Of two classes that of the second alone; of more one for each, undefined without rows of it or of others. */
  readonly curves: readonly (RankingCurves | undefined)[];
}

/**
 * @param threshold - of two classes only: answer the second from this probability on; by default the more probable
 * @returns undefined where no row has a known class
 */
export function classificationMetrics(
  predictions: ClassPredictions,
  threshold?: number,
): ClassificationMetrics | undefined {
  const known = knownRows(predictions);
  const { classes, targets } = known;
  if (targets.length === 0) return undefined;
  const isBinary = classes.length === 2;
  const second = isBinary ? probabilitiesOf(known, 1) : undefined;
  const answers =
    second === undefined || threshold === undefined
      ? mostProbable(known)
      : Int32Array.from(second, (probability) => (probability >= threshold ? 1 : 0));
  const confusion = confusionMatrix(targets, answers, classes.length);
  const scores = answerScores(confusion);
  const curves = (isBinary ? [1] : [...classes.keys()]).map((c) =>
    rankingCurves(
      Array.from(targets, (target) => target === c),
      probabilitiesOf(known, c),
    ),
  );
  const drawn = curves.filter((curve) => curve !== undefined);
  const f1 = isBinary ? scores.perClass[1]!.f1 : scores.macroF1;
  return {
    rowCount: targets.length,
    classes,
    confusion,
    ...scores,
    ...(f1 === undefined ? {} : { f1 }),
    logLoss: logLoss(known),
    brier: brierScore(known),
    ...(drawn.length === 0
      ? {}
      : {
          auroc: meanOf(drawn.map(({ auroc }) => auroc)),
          averagePrecision: meanOf(drawn.map(({ averagePrecision }) => averagePrecision)),
        }),
    calibration:
      second === undefined
        ? calibration(
            answers.reduce((out, answer, row) => {
              out[row] = known.probabilities[row * classes.length + answer]!;
              return out;
            }, new Float64Array(answers.length)),
            Array.from(targets, (target, row) => target === answers[row]),
          )
        : calibration(
            second,
            Array.from(targets, (target) => target === 1),
          ),
    curves,
  };
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

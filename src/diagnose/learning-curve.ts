/**
 * What the epochs say: was the loss still falling when training ended, had the model begun to overfit, and why may
 * validation rows cost less than train rows? Only the last phase is judged; its loss is one objective throughout.
 *
 * Try: a longer training (elbo train --continue RUN --epochs N) while the loss falls; early stopping or a smaller
 * model where validation rises; a lower learning rate where training rises.
 */
import { formatNumber } from '../base/format-number.ts';
import type { EpochRecord, TermAverages } from '../store/run-record.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Evaluation, SplitEvaluation } from './evaluation.ts';
import { VERDICTS, type Verdict } from './finding.ts';
import type { TrainingFacts } from './training-facts.ts';
import { percent } from './wording.ts';

/** Of fewer epochs a tenth is a single one, and noise decides. */
const FEWEST_POINTS = 20;
/**
 * What the last tenth of training took off, as a share of the whole fall after the first tenth: a straight line has an
 * eighth, a curve that flattens out under a hundredth. A short run whose fall is nearly all its start is caught by the
 * share of the loss itself, which says little by itself where losses are near 0.
 */
const STILL_FALLING = 0.03;
const STILL_FALLING_OF_LOSS = 0.02;
const LEAST_FALLING = 0.005;
/** So near to the eighth of a straight line that training was cut off on its way. */
const STEEP = 0.08;
/** Of the fall before it, what the last tenth put on: a loss that jumps by so much obeys its learning rate no more. */
const RISEN_AT_END = 0.1;
/** A rise of the validation loss above its best, as a share of its fall: evaluation noise stays below the first. */
const RISE = 0.02;
const LARGE_RISE = 0.1;
/** Losses closer than this share of them are equal. */
const EQUAL = 0.01;
/** Masks and draws of the latent move the loss of every epoch. Tenths differ by chance up to so many standard errors. */
const STANDARD_ERRORS = 3;
/** So many standard deviations may the last tenth lie above the best: under chance alone 1 curve in 400 does, or fewer. */
const DEVIATIONS = 5;

interface Issue {
  readonly verdict: Verdict;
  /** A clause: the title joins them. */
  readonly says: string;
  readonly evidence: Readonly<Record<string, number>>;
  readonly advice?: string;
}

/** A loss at an epoch. */
interface Point {
  readonly epoch: number;
  readonly loss: number;
}

export const diagnoseLearningCurve: Diagnostic = ({ epochs = [], evaluation, training: facts }) => {
  const records = epochs.filter(({ phase }) => phase === epochs.at(-1)!.phase);
  const lossOf = objectiveOf(records);
  const training = records.map(({ epoch, running }) => ({ epoch, loss: lossOf(running) }));
  if (training.length < FEWEST_POINTS) return undefined;
  const validation = records.flatMap(({ epoch, validation }) =>
    validation === undefined ? [] : { epoch, loss: lossOf(validation) },
  );
  const bestIsKept = endsWithBest(records, facts);
  const rising = overfitting(validation, bestIsKept);
  const passed = bestIsKept && rising === undefined ? bestLongPassed(validation) : undefined;
  const found = [
    paceOf(training, rising !== undefined, passed),
    rising,
    validationBelow(records, lossOf, evaluation),
  ].filter((issue) => issue !== undefined);
  const issues = found.sort((a, b) => VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict));
  const title = issues.map(({ says }) => says).join('; ');
  return {
    id: 'learning-curve',
    verdict: issues[0]!.verdict,
    title: `${title.charAt(0).toUpperCase()}${title.slice(1)}.`,
    evidence: Object.assign(
      { epochs: training.at(-1)!.epoch, loss: training.at(-1)!.loss },
      ...issues.map((issue) => issue.evidence),
    ),
    advice: issues.flatMap(({ advice }) => advice ?? []),
  };
};

/** The loss, unless its weights moved: then it rises by itself, and the plain bound is read in its place. */
function objectiveOf(records: readonly EpochRecord[]): (terms: TermAverages) => number {
  const first = JSON.stringify(records[0]?.weights);
  const areFixed = records.every(({ weights }) => JSON.stringify(weights) === first);
  return areFixed ? ({ loss }) => loss : ({ negativeElbo }) => negativeElbo;
}

/**
 * Means of tenths are compared, so that no single epoch decides.
 *
 * @param overfits - then a training loss that still falls is no reason to train longer
 * @param passed - nor is it after this epoch, whose parameters were kept
 */
function paceOf(points: readonly Point[], overfits: boolean, passed: number | undefined): Issue {
  const tenth = Math.floor(points.length / 10);
  const mean = (from: number): number => meanOf(points.slice(from, from + tenth));
  const last = mean(points.length - tenth);
  const fall = mean(tenth) - last;
  const step = mean(points.length - 2 * tenth) - last;
  const end = `at epoch ${points.at(-1)!.epoch}`;
  const evidence = { fallOfLastTenth: step, fallAfterFirstTenth: fall };
  const unchanged = EQUAL * Math.abs(last);
  if (fall < -unchanged)
    return {
      verdict: 'warning',
      says: `the training loss rose after the first tenth of training: from ${formatNumber(mean(tenth))} to ${formatNumber(last)} ${end}`,
      evidence,
      advice: 'Try a lower learning rate.',
    };
  if (fall < unchanged)
    return {
      verdict: 'good',
      says: `the training loss had settled within the first tenth of training: it is ${formatNumber(last)} ${end}`,
      evidence,
    };
  const scatter = scatterOf(points.slice(Math.floor(points.length / 2)));
  const isChance = Math.abs(step) < STANDARD_ERRORS * scatter * Math.sqrt(2 / tenth);
  const share = step / fall;
  const ofLoss = step / Math.abs(last);
  const hasRisen = -share > RISEN_AT_END && -ofLoss > EQUAL;
  const stillFalls = share > STILL_FALLING || (share > LEAST_FALLING && ofLoss > STILL_FALLING_OF_LOSS);
  if (isChance && (hasRisen || stillFalls))
    return {
      verdict: 'good',
      says: `the training loss had settled ${end}: its last tenth of epochs ${step > 0 ? 'took off' : 'put on'} ${formatNumber(Math.abs(step))}, no more than chance moves it`,
      evidence: { ...evidence, scatterOfEpochs: scatter },
    };
  if (hasRisen)
    return {
      verdict: 'warning',
      says: `the training loss rose in the last tenth of training: by ${formatNumber(-step)}, ${percent(-share)} of the fall after the first tenth, to ${formatNumber(last)} ${end}`,
      evidence,
      advice: 'Try a lower learning rate.',
    };
  const part = `its last tenth of epochs took off ${formatNumber(step)}, ${percent(share)} of the fall after the first tenth and ${percent(ofLoss)} of the loss`;
  if (stillFalls) {
    const says = `the training loss was still falling ${end}: ${part}`;
    if (overfits) return { verdict: 'good', says, evidence };
    if (passed !== undefined)
      return {
        verdict: 'good',
        says: `${says}; validation gained nothing from it after epoch ${passed}, which was kept`,
        evidence: { ...evidence, bestValidationEpoch: passed },
      };
    return {
      verdict: share > STEEP ? 'warning' : 'note',
      says,
      evidence,
      advice: 'Train longer (elbo train --continue RUN --epochs N), or with a higher learning rate.',
    };
  }
  return { verdict: 'good', says: `the training loss had settled ${end}: ${part}`, evidence };
}

/** Standard deviation of epochs about their trend: from second differences, for which no straight line counts. */
function scatterOf(points: readonly Point[]): number {
  const bends = points.slice(2).map(({ loss }, i) => (loss - 2 * points[i + 1]!.loss + points[i]!.loss) ** 2);
  return Math.sqrt(bends.reduce((sum, bend) => sum + bend, 0) / (6 * Math.max(1, bends.length)));
}

/** Early stopping that had begun brings the best epoch back. */
function endsWithBest(records: readonly EpochRecord[], facts: TrainingFacts | undefined): boolean {
  const { phase } = records[0] ?? {};
  const stopping = facts?.earlyStopping?.find((each) => each.phase === phase);
  return stopping?.restoresBest === true && (stopping.beginsAfter ?? Number.POSITIVE_INFINITY) < records.length;
}

const meanOf = (points: readonly Point[]): number => points.reduce((sum, { loss }) => sum + loss, 0) / points.length;

const lowestOf = (points: readonly Point[]): Point =>
  points.reduce((lowest, point) => (point.loss < lowest.loss ? point : lowest));

/** The epoch of the lowest validation loss, where more than the last tenth of the phase came after it. */
function bestLongPassed(points: readonly Point[]): number | undefined {
  const last = points.at(-1);
  if (last === undefined) return undefined;
  const { epoch } = lowestOf(points);
  return last.epoch - epoch > (last.epoch - points[0]!.epoch) / 10 ? epoch : undefined;
}

function overfitting(points: readonly Point[], bestIsKept: boolean): Issue | undefined {
  const last = points.at(-1);
  if (last === undefined || points.length < 3) return undefined;
  const best = lowestOf(points);
  const rise = last.loss - best.loss;
  // The first epochs fall from wherever the start was: what comes after them is what a rise is measured by.
  const tenth = Math.floor(points.length / 10);
  const fall = Math.max(points[tenth]!.loss - best.loss, (points[0]!.loss - best.loss) / 10);
  const byChance = DEVIATIONS * scatterOf(points.slice(tenth));
  // Of few points a bend of the curve itself is not told from scatter.
  const isChance = points.length >= FEWEST_POINTS && meanOf(points.slice(-tenth)) - best.loss < byChance;
  if (!(rise > RISE * fall && rise > EQUAL * Math.abs(best.loss)) || isChance) return undefined;
  const evidence = { bestValidationEpoch: best.epoch, bestValidationLoss: best.loss, validationLoss: last.loss };
  const says = `the validation loss rose from ${formatNumber(best.loss)} at epoch ${best.epoch} to ${formatNumber(last.loss)} at epoch ${last.epoch}: the model overfits`;
  if (bestIsKept) return { verdict: 'good', says: `${says}, and the best epoch was kept`, evidence };
  return {
    verdict: rise > LARGE_RISE * fall ? 'warning' : 'note',
    says,
    evidence,
    advice: 'Set training.earlyStopping (it ends with the best parameters), or make the model smaller or add dropout.',
  };
}

/** Validation below training surprises people; there are two innocent causes, and one that is not. */
function validationBelow(
  records: readonly EpochRecord[],
  lossOf: (terms: TermAverages) => number,
  evaluation: Evaluation | undefined,
): Issue | undefined {
  const record = records.findLast((each) => each.validation !== undefined);
  if (record === undefined) return undefined;
  const validation = lossOf(record.validation!);
  const running = lossOf(record.running);
  const isBelow = (loss: number): boolean => validation < loss - EQUAL * Math.abs(loss);
  if (!isBelow(running)) return undefined;
  const says = `the validation loss, ${formatNumber(validation)}, is below the training loss, ${formatNumber(running)}, at epoch ${record.epoch}`;
  const alike = record.train && lossOf(record.train);
  const evidence = {
    validationLoss: validation,
    runningLoss: running,
    ...(alike === undefined ? {} : { trainLoss: alike }),
  };
  if (alike !== undefined && !isBelow(alike))
    return {
      verdict: 'good',
      says: `${says}, because that one is averaged while parameters move, with any dropout on: measured alike, train rows have ${formatNumber(alike)}`,
      evidence,
    };
  const trivial = trivialLosses(evaluation);
  if (trivial !== undefined && trivial.validation < trivial.train)
    return {
      verdict: 'good',
      says: `${says}, because its rows are easier: the column means have ${formatNumber(trivial.validation)} nats there and ${formatNumber(trivial.train)} on train`,
      evidence: { ...evidence, validationPerColumnNats: trivial.validation, trainPerColumnNats: trivial.train },
    };
  return {
    verdict: 'note',
    says: `${says}, and neither moving parameters nor easier rows explain it`,
    evidence,
    advice: 'Look whether validation rows also occur in train (the data finding), and repeat with another split.',
  };
}

function trivialLosses(evaluation: Evaluation | undefined): { train: number; validation: number } | undefined {
  const { train, validation } = evaluation?.splits ?? {};
  if (train === undefined || validation === undefined) return undefined;
  const perColumn = ({ perModality }: SplitEvaluation): number =>
    Object.values(perModality).reduce((sum, { baselines }) => sum + baselines.perColumn, 0);
  return { train: perColumn(train), validation: perColumn(validation) };
}

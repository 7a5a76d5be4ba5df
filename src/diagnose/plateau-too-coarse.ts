/**
 * A learning rate that is to fall when validation stops improving, with numbers under which it cannot, or under which
 * every improvement counts as none. `minDelta` is in units of the loss: the default, made for losses near 1, is a tenth
 * of a loss of 0.001 as means over columns give.
 *
 * Try: a patience of a tenth of the evaluations; a minDelta of a ten-thousandth of the loss, or 0.
 */
import { formatNumber } from '../base/format-number.ts';
import type { EpochRecord } from '../store/run-record.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Verdict } from './finding.ts';
import type { PlateauFacts } from './training-facts.ts';

/** A rate that cannot fall by more than a tenth changes less than most people could measure. */
const LEAST_FALL = 0.9;
/** Of a rule that stands, what is advised: small beside what an epoch of learning takes off, large beside rounding. */
const ADVISED_SHARE = 1e-4;

interface Issue {
  readonly verdict: Verdict;
  readonly title: string;
  readonly evidence: Readonly<Record<string, number>>;
  readonly advice: string;
}

export const diagnosePlateauTooCoarse: Diagnostic = ({ training, epochs = [] }) => {
  const plateau = training?.plateau;
  if (plateau === undefined) return undefined;
  const issue = cannotAct(plateau) ?? ignoresImprovements(plateau, epochs);
  if (issue === undefined) return undefined;
  const { verdict, title, evidence, advice } = issue;
  const { factor, patience, minDelta } = plateau;
  return {
    id: 'plateau-too-coarse',
    verdict,
    title,
    evidence: { factor, patience, minDelta, ...evidence },
    advice: [advice],
  };
};

/** Known before training: the rate cannot fall, or not noticeably, however flat the loss is. */
function cannotAct({ factor, patience, minLearningRate, phases }: PlateauFacts): Issue | undefined {
  const evaluations = Math.max(...phases.map((phase) => phase.evaluations));
  const rate = Math.max(...phases.map(({ learningRate }) => learningRate));
  // The first evaluation is the best so far; a cut after the last one trains nothing.
  const wait = Math.max(1, patience);
  const cuts = Math.max(0, Math.floor((evaluations - 2) / wait));
  if (cuts === 0)
    return {
      verdict: 'warning',
      title: `Reduce-on-plateau cannot lower the learning rate here: it waits for ${formatNumber(wait)} evaluations without improvement after the first, and training has ${formatNumber(evaluations)}.`,
      evidence: { evaluations },
      advice:
        'Lower training.schedule.patience to a tenth of the evaluations, evaluate more often (evaluation.everyEpochs), or set training.schedule: none.',
    };
  if (rate <= minLearningRate)
    return {
      verdict: 'warning',
      title: `Reduce-on-plateau cannot lower the learning rate here: it is ${formatNumber(rate)}, and minLearningRate is ${formatNumber(minLearningRate)}.`,
      evidence: { learningRate: rate, minLearningRate },
      advice: 'Lower training.schedule.minLearningRate.',
    };
  const lowest = Math.max(factor ** cuts, minLearningRate / rate);
  if (lowest < LEAST_FALL) return undefined;
  return {
    verdict: 'warning',
    title: `Reduce-on-plateau hardly lowers the learning rate here: if nothing ever improves, it falls from ${formatNumber(rate)} to ${formatNumber(rate * lowest)}.`,
    evidence: { learningRate: rate, lowestLearningRate: rate * lowest },
    advice: 'Lower training.schedule.factor and minLearningRate.',
  };
}

/** Known afterwards: the rate was cut while the loss was at its lowest, because minDelta is above what it fell by. */
function ignoresImprovements({ minDelta, actsAlone }: PlateauFacts, epochs: readonly EpochRecord[]): Issue | undefined {
  if (!actsAlone) return undefined;
  const cuts: { readonly epoch: number; readonly loss: number }[] = [];
  let count = 0;
  let lowest = Number.POSITIVE_INFINITY;
  epochs.forEach(({ epoch, phase, learningRate, validation }, i) => {
    if (phase !== epochs[i - 1]?.phase) lowest = Number.POSITIVE_INFINITY;
    const next = epochs[i + 1];
    const isCut = next?.phase === phase && next.learningRate < learningRate;
    if (isCut) count++;
    if (validation === undefined) return;
    if (isCut && validation.loss < lowest) cuts.push({ epoch, loss: validation.loss });
    lowest = Math.min(lowest, validation.loss);
  });
  const [first] = cuts;
  if (first === undefined) return undefined;
  const all = count === 1 ? '' : `, as ${cuts.length} of ${count} cuts were`;
  return {
    verdict: 'warning',
    title: `The learning rate was cut after epoch ${first.epoch} while the validation loss, ${formatNumber(first.loss)}, was at its lowest${all}: it was falling by less than minDelta, ${formatNumber(minDelta)}, which counts as no improvement.`,
    evidence: { cuts: count, cutsAtTheLowestLoss: cuts.length, validationLoss: first.loss },
    advice: `Set training.schedule.minDelta to ${formatNumber(Number((ADVISED_SHARE * Math.abs(first.loss)).toPrecision(1)))}, a ten-thousandth of the loss, or 0.`,
  };
}

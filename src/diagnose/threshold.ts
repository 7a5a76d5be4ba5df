/**
 * Probabilities that carry signal and yet never pass 0.5: every count, precision and recall at that cut is that of
 * "0 everywhere", though the model knows better. Rare entries and focal losses do this: of rare entries a probability
 * below 0.5 is honest and only its reading goes wrong, a focal loss presses probabilities there that belong above.
 *
 * Try: sums of probabilities for counts, ranks for order; where 0 and 1 are needed, a cut chosen on validation rows.
 */
import { formatNumber } from '../base/format-number.ts';
import type { BinaryMetrics } from './binary-metrics.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { SplitEvaluation } from './evaluation.ts';
import { judgedSplit } from './judged-split.ts';
import { percent } from './wording.ts';

/** Ones answered, as a share of ones there are. Healthy sparse marks answer a sixth of theirs and more. */
const FEW_ANSWERED = 0.05;
/** Share of the squared error of the column means that the probabilities take off; a collapsed model takes off under 0.001. */
const LEAST_SIGNAL = 0.02;

export const diagnoseThreshold: Diagnostic = ({ evaluation }) => {
  const judged = evaluation && judgedSplit(evaluation);
  if (judged === undefined) return undefined;
  const [split, values] = judged;
  const hidden = hiddenSignals(values);
  if (hidden.length === 0) return undefined;
  return {
    id: 'threshold',
    verdict: hidden.some(({ name }) => evaluation!.likelihoods[name]!.trainedOn !== undefined) ? 'warning' : 'note',
    title: `A cut at 0.5 on ${split} hides what the probabilities know: ${hidden.map(tell).join('; ')}.`,
    evidence: {
      split,
      ...Object.fromEntries(
        hidden.flatMap(({ name, binary, signal }) => [
          [`${name}.answeredOneShare`, binary.answeredOne],
          [`${name}.prevalence`, binary.prevalence],
          [`${name}.r2`, signal],
          [`${name}.thresholdedCountMse`, binary.countMse.thresholded],
          [`${name}.expectedCountMse`, binary.countMse.expected],
          [`${name}.alwaysZeroCountMse`, binary.trivial.zero.countMse.thresholded],
          ...(binary.bestF1 === undefined
            ? []
            : [
                [`${name}.bestF1`, binary.bestF1.f1],
                [`${name}.bestF1Threshold`, binary.bestF1.threshold],
              ]),
        ]),
      ),
    },
    advice: [
      'Count by summing probabilities, and rank by them; where 0 and 1 are needed, choose the cut on validation rows.',
    ],
  };
};

interface HiddenSignal {
  readonly name: string;
  readonly binary: BinaryMetrics;
  readonly signal: number;
}

function tell({ name, binary, signal }: HiddenSignal): string {
  const ones = Math.round(binary.prevalence * binary.entryCount);
  const answered = Math.round(binary.answeredOne * binary.entryCount);
  const { thresholded, expected } = binary.countMse;
  const cut =
    binary.bestF1 === undefined ? '' : `, and a cut of ${formatNumber(binary.bestF1.threshold)} has the best F1`;
  return (
    `${name} answers 1 for ${formatNumber(answered)} entries where ${formatNumber(ones)} are, and yet explains ${percent(signal)} of their variance; ` +
    `the squared error of its counts per row is ${formatNumber(thresholded)} when cut and ${formatNumber(expected)} when summed${cut}`
  );
}

function hiddenSignals({ perModality }: SplitEvaluation): HiddenSignal[] {
  return Object.entries(perModality).flatMap(([name, { binary, r2 }]) => {
    if (binary === undefined || r2 === undefined || r2 < LEAST_SIGNAL) return [];
    return binary.answeredOne < FEW_ANSWERED * binary.prevalence ? { name, binary, signal: r2 } : [];
  });
}

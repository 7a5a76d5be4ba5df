/**
 * Has the head learnt anything that a simple classifier does not know? It is compared with majority, logistic
 * regression, nearest neighbours and logistic regression on principal components, all on the same rows.
 */
import { formatNumber } from '../base/format-number.ts';
import type { SplitName } from '../data/dataset.ts';
import { CLASS_BASELINES } from './baselines/class-baselines.ts';
import type { SplitEvaluation } from './evaluation.ts';
import type { Finding, Verdict } from './finding.ts';
import type { LabelEvaluation } from './label-evaluation.ts';
import { percent } from './wording.ts';

/** @returns undefined where the split tells no label */
export function judgeLabel(split: SplitName, { label }: SplitEvaluation): Finding | undefined {
  if (label === undefined) return undefined;
  return label.task === 'regression' ? judgeNumber(split, label) : judgeClasses(split, label);
}

function judgeClasses(split: SplitName, { name, mean, baselines, skill }: LabelEvaluation): Finding | undefined {
  const { classification: own } = mean;
  if (own === undefined || baselines === undefined || skill === undefined) return undefined;
  const { best, value, skill: reached, interval } = skill.logLoss;
  const { majority } = baselines;
  const isTrivial = own.logLoss >= majority.logLoss || (own.mcc ?? 0) <= 0;
  const isBelow = (reached ?? 0) < 0;
  const isSure = interval !== undefined && (isBelow ? interval.high < 0 : interval.low > 0);
  const verdict: Verdict = isTrivial ? 'problem' : isBelow && isSure ? 'warning' : isSure ? 'good' : 'note';
  const bestName = CLASS_BASELINES[best];
  const size =
    reached === undefined
      ? ''
      : `, a skill of ${formatNumber(Number(reached.toPrecision(2)))}${
          interval === undefined
            ? ''
            : ` (95 % interval ${formatNumber(Number(interval.low.toPrecision(2)))} to ${formatNumber(Number(interval.high.toPrecision(2)))})`
        }`;
  const beside = `${formatNumber(own.logLoss)} nats against ${formatNumber(value)} of ${bestName}${size}`;
  const right = `${percent(own.accuracy)} of ${split} rows have their ${name} told right (${bestName}: ${percent(baselines[best].accuracy)}, the most frequent class: ${percent(majority.accuracy)})`;
  const says = isTrivial
    ? `the head knows no more than the shares of the classes: ${formatNumber(own.logLoss)} nats against ${formatNumber(majority.logLoss)}`
    : verdict === 'warning'
      ? `by log loss a simple classifier is better: ${beside}`
      : verdict === 'good'
        ? `no simple classifier is as good: ${beside}`
        : `by log loss it cannot be told from a simple classifier: ${beside}`;
  return {
    id: 'beats-baseline',
    verdict,
    title: `${right}; ${says}.`,
    evidence: {
      split,
      accuracy: own.accuracy,
      logLossNats: own.logLoss,
      ...(own.mcc === undefined ? {} : { mcc: own.mcc }),
      best: bestName,
      ...(reached === undefined ? {} : { skill: reached }),
      ...(interval === undefined ? {} : { skillLow: interval.low, skillHigh: interval.high }),
      bestByMcc: CLASS_BASELINES[skill.mcc.best],
      ...(skill.mcc.skill === undefined ? {} : { skillByMcc: skill.mcc.skill }),
      ...Object.fromEntries(
        Object.entries(baselines).flatMap(([key, scores]) => [
          [`${key}.accuracy`, scores.accuracy],
          [`${key}.logLossNats`, scores.logLoss],
        ]),
      ),
    },
    advice: adviseOn(verdict, bestName),
  };
}

function adviseOn(verdict: Verdict, best: string): string[] {
  if (verdict === 'problem')
    return [
      'The label is not learnt yet: read the collapse finding, then try a lower weight of KL or a longer training.',
    ];
  if (verdict === 'warning')
    return [
      `Use ${best} where only the answer counts; for the latent try a lower weight of KL, a larger latent, or an earlier end.`,
    ];
  if (verdict === 'note')
    return [`Nothing here needs a network: ${best} says as much, unless it is the latent that is wanted.`];
  return [];
}

function judgeNumber(split: SplitName, { name, mean: { regression } }: LabelEvaluation): Finding | undefined {
  if (regression?.r2 === undefined) return undefined;
  const { r2, meanSquaredError } = regression;
  const isMissed = r2 <= 0;
  return {
    id: 'beats-baseline',
    verdict: isMissed ? 'problem' : 'good',
    title: isMissed
      ? `${name} is told no better than by its mean on ${split}: R2 is ${formatNumber(r2)}.`
      : `${name} is told with an R2 of ${formatNumber(r2)} on ${split}, where its mean has 0.`,
    evidence: { split, r2, rootMeanSquareError: Math.sqrt(meanSquaredError) },
    advice: isMissed
      ? ['The label is not learnt yet: read the collapse finding, then try a lower weight of KL or a longer training.']
      : [],
  };
}

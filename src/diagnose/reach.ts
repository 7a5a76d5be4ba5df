/**
 * Nats per row that a model of a modality could save at most over the column means, fitted on train. Verdicts measure
 * savings in shares of this, because nats alone depend on the scale and number of the columns.
 */
import type { Modality } from '../data/dataset.ts';
import type { Baselines, Evaluation, LikelihoodDescription, SplitEvaluation } from './evaluation.ts';

/**
 * The loss of a perfect prediction, nats per row: the entropy of the targets (Bernoulli), or the density at zero error
 * (Gaussian of fixed variance).
 *
 * @returns undefined for a learned variance, which has no floor
 */
export function lowestLoss(
  modality: Modality,
  likelihood: LikelihoodDescription,
  baselines: Baselines,
): number | undefined {
  if (likelihood.kind !== 'gaussian') return baselines.floor ?? 0;
  if (likelihood.varianceIsLearned === true) return undefined;
  return (modality.count / 2) * Math.log(2 * Math.PI * (likelihood.variance ?? 1));
}

/** With a learned variance a Gaussian's squared errors always cost half a nat a column, which stands in for the floor. */
export function reachNats(modality: Modality, likelihood: LikelihoodDescription, baselines: Baselines): number {
  const lowest = lowestLoss(modality, likelihood, baselines);
  return lowest === undefined ? modality.count / 2 : Math.max(0, baselines.perColumn - lowest);
}

/** What all modalities of a split could save together. */
export const totalReachNats = ({ modalities, likelihoods }: Evaluation, { perModality }: SplitEvaluation): number =>
  modalities.reduce((sum, modality) => {
    return sum + reachNats(modality, likelihoods[modality.name]!, perModality[modality.name]!.baselines);
  }, 0);

/** Skill of the bound over the column means: of all modalities together, and of each with its share of KL. */
import type { Modality } from '../data/dataset.ts';
import { total } from './comparison.ts';
import type { Evaluation, ModalityEvaluation, SplitEvaluation } from './evaluation.ts';
import { lowestLoss } from './reach.ts';
import { skill } from './skill.ts';

/**
 * The part of KL that a modality is charged, nats per row. One latent serves all, so KL belongs to none; it is shared
 * out in proportion to what each saves over its column means: then a modality that saves anything pays its way exactly
 * where the whole does. Where none saves anything, each is charged the whole.
 */
export function klShare(values: SplitEvaluation, modality: string): number {
  const saved = total(values, saving);
  return saved === 0 ? values.kl : (values.kl * saving(values.perModality[modality]!)) / saved;
}

const saving = ({ reconstruction, baselines }: ModalityEvaluation): number =>
  Math.max(0, baselines.perColumn - reconstruction);

/** Skill of all modalities together; undefined where some modality has no floor. */
export function boundSkill({ modalities, likelihoods }: Evaluation, values: SplitEvaluation): number | undefined {
  let floor = 0;
  for (const modality of modalities) {
    const lowest = lowestLoss(modality, likelihoods[modality.name]!, values.perModality[modality.name]!.baselines);
    if (lowest === undefined) return undefined;
    floor += lowest;
  }
  return skill(
    values.negativeElbo,
    total(values, ({ baselines }) => baselines.perColumn),
    floor,
  );
}

/** Skill of one modality, charged its share of KL; undefined where it has no floor, or the latent is not sampled. */
export function modalitySkill(
  evaluation: Pick<Evaluation, 'likelihoods' | 'latentIsSampled'>,
  values: SplitEvaluation,
  modality: Modality,
): number | undefined {
  const { reconstruction, baselines } = values.perModality[modality.name]!;
  const lowest = lowestLoss(modality, evaluation.likelihoods[modality.name]!, baselines);
  if (lowest === undefined || !evaluation.latentIsSampled) return undefined;
  return skill(reconstruction + klShare(values, modality.name), baselines.perColumn, lowest);
}

/** What a model's objective amounts to as a weight of KL in nats, at the end of training. */
import { formatNumber } from '../base/format-number.ts';
import { type EffectiveBeta, effectiveBeta, type Reductions } from '../diagnose/effective-beta.ts';
import type { Phases } from '../train/training-job.ts';
import { trainedEntryCounts } from '../vae/masking/trained-entries.ts';
import type { Model } from '../vae/model.ts';
import { modalityWeights } from '../vae/objective/objective.ts';

/** Masks whose numbers of entries differ by less than this share of the least are taken as one. */
const ALIKE = 0.25;

export function betaOf(model: Model, phases: Phases, batchSize: number, stepsPerEpoch: number): EffectiveBeta {
  const { objective, likelihoods, sizes, masking, modalities } = model;
  const { reduction, klWeight, capacity } = objective;
  const lastPhase = phases.at(-1)!;
  // A label counts once a row, whatever columns are averaged over, and it is in nats.
  const labelAlone = !lastPhase.terms.includes('reconstruction');
  const plain = objective.latent === 'mean' || !lastPhase.terms.includes('kl');
  // The last step, as in the records: a cycle that begins where training ends was never seen.
  const lastStep = lastPhase.epochs - 1 / stepsPerEpoch;
  const aim = plain ? undefined : capacity?.at(lastStep);
  const weights = Object.entries(weightsOf(model)).filter(([, weight]) => weight !== 1);
  const reductions: Reductions = {
    klWeight: plain ? 0 : klWeight.at(lastStep),
    ...(aim === undefined ? {} : { capacity: aim }),
    klReduction: reduction.kl,
    reconstructionReduction: reduction.reconstruction === 'mean' && !labelAlone ? 'mean-over-features' : 'sum',
    klBatch: reduction.klBatch,
    reconstructionBatch: reduction.reconstructionBatch,
    featureCount: sizes.featureCount,
    latentCount: sizes.latentCount,
    batchSize,
    ...(weights.length === 0 ? {} : { weights: Object.fromEntries(weights) }),
  };
  if (plain) return effectiveBeta(reductions, withoutKl());
  if (aim !== undefined)
    return effectiveBeta(reductions, `a capacity pulls KL towards ${formatNumber(aim)} nats, up as well as down`);
  if (labelAlone) return effectiveBeta(reductions);
  const replaced = Object.values(likelihoods).find(({ trained }) => trained !== undefined)?.trained;
  if (replaced !== undefined) return effectiveBeta(reductions, `a ${replaced.name} reconstruction is not in nats`);
  if (masking === undefined || reduction.reconstruction === 'sum') return effectiveBeta(reductions);
  return overMasks(
    reductions,
    trainedEntryCounts(masking, modalities).filter((count) => count > 0),
  );

  /** A head trained last leaves the latent as an earlier phase made it. */
  function withoutKl(): string {
    const earlier = phases.slice(0, -1);
    if (objective.latent === 'mean' || !earlier.some(({ terms }) => terms.includes('kl')))
      return 'KL takes no part in the objective';
    const last = earlier.findLastIndex(({ terms }) => terms.includes('kl'));
    const { value } = betaOf(model, earlier.slice(0, last + 1), batchSize, stepsPerEpoch);
    const before = value === undefined ? '' : `; it was ${formatNumber(value)} in phase ${earlier[last]!.name}`;
    return `KL takes no part in the last phase, ${lastPhase.name}${before}`;
  }
}

const weightsOf = ({ objective, sizes }: Model): Readonly<Record<string, number>> =>
  objective.modalityWeights === 'by-size' ? modalityWeights(objective, sizes) : objective.modalityWeights;

/** A mean over the entries that train: their number is that of the masks. */
function overMasks(reductions: Reductions, counts: readonly number[]): EffectiveBeta {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const at = (entryCount: number) => effectiveBeta({ ...reductions, entryCount });
  if (most <= (1 + ALIKE) * least) return at(counts.reduce((sum, count) => sum + count, 0) / counts.length);
  const range = [at(least).value!, at(most).value!] as const;
  const between = range.map(formatNumber).join(' to ');
  const entries = `${formatNumber(least)} to ${formatNumber(most)}`;
  const because = `the reconstruction is averaged over the ${entries} entries of a row that train, so it is ${between}, mask by mask`;
  return { ...effectiveBeta({ ...reductions, entryCount: most }, because), range };
}

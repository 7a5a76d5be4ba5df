/**
 * The weight that KL in nats really has against the reconstruction in nats, whatever the reductions of the objective.
 *
 *   effective beta = weight * (terms the reconstruction is averaged over) / (terms KL is averaged over)
 *
 * A sum over the batch in place of the mean multiplies its side by the batch size. A mean over 12,001 columns beside a
 * sum over latent units turns an innocent weight of 0.01 into 120.
 *
 * Try: the weight that the finding names, or objective.reduction: nats and a weight of 1.
 */
import { formatNumber } from '../base/format-number.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { GradientNorms } from './evaluation.ts';
import type { Finding } from './finding.ts';
import { listed } from './wording.ts';

export type ReconstructionReduction = 'sum' | 'mean-over-features';
/** `mean-over-features` divides KL by the number of features, as Keras tutorials do to match a mean reconstruction. */
export type KlReduction = 'sum' | 'mean-over-units' | 'mean-over-features';
export type BatchReduction = 'mean' | 'sum';

export interface Reductions {
  /** The weight as the config gives it; after a schedule, its last value. */
  readonly klWeight: number;
  /** Nats that KL is held at, after a schedule the last value; absent without a capacity. */
  readonly capacity?: number;
  readonly klReduction: KlReduction;
  readonly reconstructionReduction: ReconstructionReduction;
  /** How KL is reduced over the batch. Default: mean */
  readonly klBatch?: BatchReduction;
  /** How the reconstruction is reduced over the batch. Default: mean */
  readonly reconstructionBatch?: BatchReduction;
  readonly featureCount: number;
  /** Entries of a row that the reconstruction is averaged over, where those are not all columns: the hidden ones, say. */
  readonly entryCount?: number;
  readonly latentCount: number;
  readonly batchSize: number;
  /** Modality or label to what its nats are multiplied by, where that is not 1. Absent where all count as they are. */
  readonly weights?: Readonly<Record<string, number>>;
}

export interface EffectiveBeta extends Reductions {
  readonly value?: number;
  /** Why there is no value: a clause such as `a focal reconstruction is not in nats`. */
  readonly undefinedBecause?: string;
  /** The least and the largest, where it is another one for every mask. */
  readonly range?: readonly [number, number];
}

/** @param undefinedBecause - given where the objective has no KL term, or its reconstruction is not in nats */
export function effectiveBeta(reductions: Reductions, undefinedBecause?: string): EffectiveBeta {
  if (undefinedBecause !== undefined) return { ...reductions, undefinedBecause };
  const { factor } = arithmetic(reductions);
  return { ...reductions, value: reductions.klWeight * factor };
}

/** The reductions as factors on the weight of KL, both as a number and as people write it. */
function arithmetic(given: Reductions): { readonly factor: number; readonly written: string } {
  const { klReduction, reconstructionReduction, klBatch, reconstructionBatch } = given;
  const { featureCount, entryCount, latentCount, batchSize } = given;
  const above: [number, string][] = [];
  const below: [number, string][] = [];
  if (reconstructionReduction === 'mean-over-features')
    above.push(entryCount === undefined ? [featureCount, 'features'] : [entryCount, 'entries that train']);
  if (klReduction === 'mean-over-features') below.push([featureCount, 'features']);
  if (klReduction === 'mean-over-units') below.push([latentCount, 'latent units']);
  if (klBatch === 'sum') above.push([batchSize, 'rows of a batch']);
  if (reconstructionBatch === 'sum') below.push([batchSize, 'rows of a batch']);
  const product = (factors: readonly [number, string][]) => factors.reduce((sum, [size]) => sum * size, 1);
  const write = (sign: string) => (factors: readonly [number, string][]) =>
    factors.map(([size, what]) => ` ${sign} ${formatNumber(size)} ${what}`).join('');
  return {
    factor: product(above) / product(below),
    written: `${formatNumber(given.klWeight)}${write('x')(above)}${write('/')(below)}`,
  };
}

/**
 * Within a factor of ten of the ELBO people have reasons of their own: a smoother latent, a sharper picture. Further
 * out the cause was a forgotten reduction in every case we know of (240, 120 and 4000 in real notebooks).
 */
const LOWEST = 0.1;
const HIGHEST = 10;

export const isUsualBeta = (value: number): boolean => value >= LOWEST && value <= HIGHEST;

export const diagnoseEffectiveBeta: Diagnostic = ({ effectiveBeta: beta, evaluation, training }) => {
  if (beta === undefined) return undefined;
  const reductions = {
    klWeight: beta.klWeight,
    ...(beta.capacity === undefined ? {} : { capacityNats: beta.capacity }),
    klReduction: describe(beta.klReduction, beta.klBatch),
    reconstructionReduction: describe(beta.reconstructionReduction, beta.reconstructionBatch),
  };
  const id = 'effective-beta';
  if (beta.value === undefined) {
    const title = `The effective beta is not defined: ${beta.undefinedBecause ?? 'no value was given'}.`;
    if (beta.range !== undefined && !beta.range.every(isUsualBeta)) return outside(title, beta.range, reductions);
    const norms = evaluation?.gradientNorms;
    if (norms === undefined) return { id, verdict: 'note', title, evidence: reductions, advice: [] };
    const evidence = { ...reductions, reconstructionGradientNorm: norms.reconstruction, klGradientNorm: norms.kl };
    return { id, verdict: 'note', title: `${title} ${inGradients(norms)}`, evidence, advice: [] };
  }
  const { written } = arithmetic(beta);
  const value = formatNumber(beta.value);
  const sum = written === value ? '' : ` (${written})`;
  const evidence = { effectiveBeta: beta.value, arithmetic: `${written} = ${value}`, ...reductions };
  // What a weight is worth against a label alone is the matter of `label-information`: 1 is no plain choice there.
  if (training?.label?.phases.every(({ tellsRows }) => !tellsRows))
    return {
      id,
      verdict: 'note',
      title: `The effective beta is ${value}${sum}, against a label alone.`,
      evidence,
      advice: [],
    };
  if (isUsualBeta(beta.value)) {
    return {
      id,
      verdict: 'good',
      title: `The effective beta is ${value}${sum}: ${near(beta)}.`,
      evidence,
      advice: [],
    };
  }
  const wanted = formatNumber(beta.klWeight / beta.value);
  const remedy =
    beta.value === 0
      ? 'Give KL a weight of 1 for the plain ELBO, or choose objective.kind: autoencoder to say that no KL is meant.'
      : `For the plain ELBO with these reductions set the weight to ${wanted}, or set objective.reduction: nats and a weight of 1.`;
  return {
    id,
    verdict: 'warning',
    title: `The effective beta is ${value}${sum}: ${consequenceOf(beta.value)}.`,
    evidence,
    advice: [remedy],
  };
};

/** Another one for every mask, and some of them are far from 1. */
function outside(
  title: string,
  [lowest, highest]: readonly [number, number],
  reductions: Finding['evidence'],
): Finding {
  const furthest = highest > HIGHEST ? highest : lowest;
  return {
    id: 'effective-beta',
    verdict: 'warning',
    title: `${title.slice(0, -1)}; at ${formatNumber(furthest)} ${consequenceOf(furthest)}.`,
    evidence: { ...reductions, lowest, highest },
    advice: ['Set objective.reduction: nats, so that KL has one weight whatever the mask hides.'],
  };
}

const consequenceOf = (value: number): string =>
  value > HIGHEST
    ? 'KL outweighs the data and the posterior may collapse'
    : 'KL hardly counts, so samples from the prior may mean nothing';

/** The last word on the two terms where they have no common unit. */
const inGradients = ({ reconstruction, kl }: GradientNorms): string =>
  `When training ended the reconstruction pulled at the posteriors ${formatNumber(reconstruction / kl)} times as hard as the weighted KL.`;

const describe = (reduction: string, batch: BatchReduction = 'mean'): string => `${reduction}, ${batch} over the batch`;

function near({ value, weights = {} }: EffectiveBeta): string {
  const weighed = Object.entries(weights).map(([name, weight]) => `${name} counts ${formatNumber(weight)} times`);
  const rest = weighed.length === 0 ? '' : `, and ${listed(weighed)}`;
  if (Math.abs(value! - 1) < 1e-9) return weighed.length === 0 ? 'the plain ELBO' : `KL weighs as in the ELBO${rest}`;
  return `KL weighs ${value! > 1 ? 'more' : 'less'} than in the ELBO${rest}`;
}

/**
 * A bound on the likelihood that is tighter than the ELBO: several draws of the latent for one row, each weighed by how
 * much likelier it is under the model than under the posterior that it was drawn from.
 *
 *   -log p(x) <= E [ -log 1/K sum_k p(x | z_k) p(z_k) / q(z_k | x) ] <= -ELBO,   z_k from q(z | x)
 *
 * It falls as K grows and reaches the likelihood in the end, whatever the posterior.
 *
 * @see Burda et al., "Importance weighted autoencoders", arXiv:1509.00519
 */
import type { RandomStream, RandomStreams } from '../base/random.ts';
import type { ForwardProgram } from '../engine/forward-program.ts';
import type { NamedTensors } from '../engine/program.ts';
import type { Model } from '../vae/model.ts';
import { evaluationBatch } from '../vae/term-evaluator.ts';
import type { ImportanceWeighted } from './evaluation.ts';

/** The program's output for how likely the latent that is fed is under the prior, `[batch]` nats. */
export const LATENT_DENSITY = 'log density of the latent';

export interface ImportanceJob {
  readonly model: Model;
  readonly parameters: NamedTensors;
  readonly random: RandomStreams;
  /** K, from 1. */
  readonly importanceSamples: number;
}

/** Of every row, `[rows, latent]`. */
export interface Posteriors {
  readonly mean: Float32Array;
  readonly logVariance: Float32Array;
}

/**
 * Draws of one row do not depend on other rows, and the first of them not on how many follow.
 *
 * @param purpose - names the draws
 * @param rows - at least one
 * @param program - from `x` and a `latent` that is fed: the reconstruction of each modality, and `LATENT_DENSITY`
 */
export async function importanceWeighted(
  { model, parameters, random, importanceSamples: samples }: ImportanceJob,
  purpose: string,
  rows: Int32Array,
  posteriors: Posteriors,
  program: ForwardProgram,
): Promise<ImportanceWeighted> {
  const { latentCount, featureCount } = model.sizes;
  // A batch holds draws, of one row or of many: memory stays the same for any K.
  const batch = evaluationBatch(featureCount);
  const total = rows.length * samples;
  const noise = new Float64Array(latentCount);
  let stream: RandomStream | undefined;
  let weights = new LogWeights();
  let negativeLogLikelihood = 0;
  let effectiveSamples = 0;
  for (let first = 0; first < total; first += batch) {
    const count = Math.min(batch, total - first);
    const some = new Int32Array(count);
    const latent = new Float32Array(count * latentCount);
    const posteriorDensity = new Float64Array(count);
    for (let k = 0; k < count; k++) {
      const row = Math.floor((first + k) / samples);
      if (stream === undefined || (first + k) % samples === 0)
        stream = random.of(`importance noise of ${purpose}`, row);
      stream.fillStandardNormal(noise);
      some[k] = rows[row]!;
      posteriorDensity[k] = drawInto(latent.subarray(k * latentCount), posteriors, row * latentCount, noise);
    }
    const values = await program.run({ parameters, rows: some, rowInputs: { latent } });
    for (let k = 0; k < count; k++) {
      const likelihood = model.told.reduce((sum, { name }) => sum - values[name]!.data[k]!, 0);
      weights.add(likelihood + values[LATENT_DENSITY]!.data[k]! - posteriorDensity[k]!);
      if ((first + k + 1) % samples > 0) continue;
      negativeLogLikelihood -= weights.logMean;
      effectiveSamples += weights.effectiveCount;
      weights = new LogWeights();
    }
  }
  return {
    samples,
    negativeLogLikelihood: negativeLogLikelihood / rows.length,
    effectiveSamples: effectiveSamples / rows.length,
  };
}

/** @returns log q(z | x) of the latent that it writes */
function drawInto(latent: Float32Array, { mean, logVariance }: Posteriors, start: number, noise: Float64Array): number {
  let density = 0;
  for (let j = 0; j < noise.length; j++) {
    const logOfVariance = logVariance[start + j]!;
    latent[j] = mean[start + j]! + Math.exp(logOfVariance / 2) * noise[j]!;
    density -= (noise[j]! ** 2 + logOfVariance + Math.log(2 * Math.PI)) / 2;
  }
  return density;
}

/** Weights given by their logarithms, one after the other: kept relative to the largest so far, so that none overflows. */
class LogWeights {
  #largest = Number.NEGATIVE_INFINITY;
  #sum = 0;
  #squares = 0;
  #count = 0;

  add(logWeight: number): void {
    if (logWeight > this.#largest) {
      const shrink = Math.exp(this.#largest - logWeight);
      this.#sum *= shrink;
      this.#squares *= shrink * shrink;
      this.#largest = logWeight;
    }
    const weight = Math.exp(logWeight - this.#largest);
    this.#sum += weight;
    this.#squares += weight * weight;
    this.#count++;
  }

  get logMean(): number {
    return this.#largest + Math.log(this.#sum / this.#count);
  }

  /** (sum w)^2 / sum w^2 */
  get effectiveCount(): number {
    return this.#sum ** 2 / this.#squares;
  }
}

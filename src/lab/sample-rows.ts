/** Rows of a model's own: draws of the prior, decoded. */
import type { RandomStream, RandomStreams } from '../base/random.ts';
import { LOG_VARIANCE_RANGE } from '../nn/diagonal-gaussian.ts';
import type { TrainedRun } from './trained-run.ts';
import { decodeLatents, requireRoom } from './use-model.ts';

/**
 * Rows decoded from draws of the standard normal. The first of them do not change when more are asked for.
 *
 * @param draw - draw the entries too, in place of their probabilities or means
 * @returns `[count, features]`, in the model's units
 */
export async function sampleRows(
  trained: TrainedRun,
  count: number,
  random: RandomStreams,
  draw: boolean,
): Promise<Float32Array> {
  const { latentCount, featureCount } = trained.experiment.model.sizes;
  requireRoom(count, Math.max(latentCount, featureCount));
  const latents = new Float32Array(count * latentCount);
  random.of('prior samples').fillStandardNormal(latents);
  const values = await decodeLatents(trained, latents);
  if (draw) drawEntries(trained, values, random.of('drawn entries'));
  return values;
}

/**
 * Puts draws in the place of predictions: 0 or 1 with the probability, or the mean with noise of the model's variance.
 *
 * @param values - `[rows, features]`, overwritten
 */
function drawEntries({ experiment: { model }, parameters }: TrainedRun, values: Float32Array, random: RandomStream) {
  const { featureCount } = model.sizes;
  const modalities = model.modalities.map(({ name, start, count }) => {
    const { kind, fixedVariance, learnedVariance } = model.likelihoods[name]!;
    const deviation = kind === 'bernoulli' ? 0 : Math.sqrt(fixedVariance ?? learned(learnedVariance!(name)));
    return { kind, start, deviation, noise: new Float32Array(count) };
  });
  function learned(name: string): number {
    const [low, high] = LOG_VARIANCE_RANGE;
    return Math.exp(Math.min(high, Math.max(low, parameters[name]!.data[0]!)));
  }
  for (let row = 0; row < values.length; row += featureCount) {
    for (const { kind, start, deviation, noise } of modalities) {
      const entries = values.subarray(row + start, row + start + noise.length);
      if (kind === 'gaussian') random.fillStandardNormal(noise);
      for (let j = 0; j < entries.length; j++) {
        const value = entries[j]!;
        entries[j] = kind === 'bernoulli' ? Number(random.uniform() < value) : value + deviation * noise[j]!;
      }
    }
  }
}

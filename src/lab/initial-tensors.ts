/** The tensors that training begins with: drawn, and where asked with outputs that begin at the means of train rows. */
import { columnRate } from '../diagnose/baselines/bernoulli-rates.ts';
import { columnSums } from '../diagnose/baselines/column-sums.ts';
import { columnMean } from '../diagnose/baselines/gaussian-means.ts';
import type { Tensors } from '../tensor/tensor.ts';
import { OUTPUT_BIAS } from '../vae/architecture/dense-stack.ts';
import { initialState } from '../vae/initial-state.ts';
import type { Experiment } from './experiment.ts';

/**
 * With `training.outputBias: train-means` the decoder's last biases are such that without any other input each entry is
 * answered by its column's mean, as the baseline of column means answers it.
 *
 * @see Lin et al., "Focal loss for dense object detection", section 3.3, arXiv:1708.02002
 */
export function initialTensors({ config, dataset, split, model, random }: Experiment): Tensors {
  const drawn = initialState(model, random);
  if (config.training.outputBias === 'zeros') return drawn;
  const bias = drawn[OUTPUT_BIAS]!;
  const sums = columnSums(dataset, split.train);
  const data = Float32Array.from(bias.data);
  for (const { name, start, count } of dataset.modalities) {
    const { kind, outputFor } = model.likelihoods[name]!;
    for (let j = start; j < start + count; j++) {
      data[j] = outputFor(kind === 'bernoulli' ? columnRate(sums, j) : columnMean(sums, j));
    }
  }
  return { ...drawn, [OUTPUT_BIAS]: { ...bias, data } };
}

/**
 * Keras's ReduceLROnPlateau: a lower learning rate when the monitored loss has stopped improving.
 *
 * @see Keras 3.15 `keras/src/callbacks/reduce_lr_on_plateau.py`
 */
import { z } from 'zod';
import { integer, number } from '../base/options.ts';

export const plateauOption = z.strictObject({
  kind: z.literal('reduce-on-plateau'),
  factor: number({ default: 0.1, above: 0, below: 1, help: 'what the rate is multiplied by' }),
  patience: integer({ default: 10, min: 0, help: 'evaluations without improvement that are waited for' }),
  minDelta: number({ default: 1e-4, min: 0, help: 'smallest improvement that counts, in units of the loss' }),
  cooldown: integer({ default: 0, min: 0, help: 'evaluations to wait after a reduction' }),
  minLearningRate: number({ default: 0, min: 0, help: 'the rate never goes below' }),
});
export type PlateauOptions = z.output<typeof plateauOption>;

export interface PlateauState {
  /** What the optimizer's own learning rate is multiplied by. */
  readonly factor: number;
  /** `null` before the first evaluation. */
  readonly best: number | null;
  readonly wait: number;
  readonly cooldownLeft: number;
}

export const PLATEAU_START: PlateauState = { factor: 1, best: null, wait: 0, cooldownLeft: 0 };

/**
 * The state after an evaluation.
 *
 * @param learningRate - the optimizer's own rate, before the factor
 */
export function afterEvaluation(
  options: PlateauOptions,
  state: PlateauState,
  loss: number,
  learningRate: number,
): PlateauState {
  let { factor, best, wait, cooldownLeft } = state;
  if (cooldownLeft > 0) {
    cooldownLeft--;
    wait = 0;
  }
  if (best === null || loss < best - options.minDelta) {
    best = loss;
    wait = 0;
  } else if (cooldownLeft === 0) {
    wait++;
    const current = learningRate * factor;
    if (wait >= options.patience && current > options.minLearningRate) {
      factor = Math.max(current * options.factor, options.minLearningRate) / learningRate;
      cooldownLeft = options.cooldown;
      wait = 0;
    }
  }
  return { factor, best, wait, cooldownLeft };
}

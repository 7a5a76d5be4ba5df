/** Early stopping: training ends when the monitored loss has not improved for a while, and the best state may come back. */
import { z } from 'zod';
import { boolean, choice, integer, number } from '../base/options.ts';
import type { TermAverages } from '../store/run-record.ts';

export const stoppingOption = z.strictObject({
  monitor: choice(['loss', 'negativeElbo', 'reconstruction', 'accuracy', 'f1'], {
    default: 'loss',
    help: 'which validation number; accuracy and f1 are those of a head with sampling off, the higher the better',
  }),
  patience: integer({ default: 5, min: 1, help: 'evaluations without improvement that are waited for' }),
  minDelta: number({ default: 0, min: 0, help: 'smallest improvement that counts, in units of the monitored number' }),
  restoreBest: boolean({ default: true, help: 'end with the parameters of the best evaluation' }),
});
export type StoppingOptions = z.output<typeof stoppingOption>;

export interface StoppingState {
  /** `null` while disarmed, and before the first evaluation that counts. */
  readonly best: number | null;
  readonly wait: number;
}

export const STOPPING_START: StoppingState = { best: null, wait: 0 };

/** What only a head that tells classes has. */
export const isScore = (monitor: StoppingOptions['monitor']): monitor is 'accuracy' | 'f1' =>
  monitor === 'accuracy' || monitor === 'f1';

/** The monitored number, turned so that lower is better. An F1 that is not defined is as bad as none right. */
export const monitored = (monitor: StoppingOptions['monitor'], validation: TermAverages): number =>
  isScore(monitor) ? -(validation.label?.mean[monitor] ?? 0) : validation[monitor];

/**
 * The state after an evaluation.
 *
 * @param armed - false until every warm-up has ended: while a weight grows, losses are not comparable
 */
export function afterEvaluation(
  options: StoppingOptions,
  state: StoppingState,
  value: number,
  armed: boolean,
): { state: StoppingState; improved: boolean; stop: boolean } {
  if (!armed) return { state: STOPPING_START, improved: false, stop: false };
  const improved = state.best === null || value < state.best - options.minDelta;
  const next = improved ? { best: value, wait: 0 } : { best: state.best, wait: state.wait + 1 };
  return { state: next, improved, stop: next.wait >= options.patience };
}

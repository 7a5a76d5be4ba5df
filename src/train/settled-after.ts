import type { Phase } from '../vae/strategy/strategy.ts';
import type { TrainingJob } from './training-job.ts';
import { klTakesPart } from './training-step.ts';

/**
 * Epochs of a phase until its weights have settled and its learning rate has warmed up: losses before are not comparable
 * with losses after, and early stopping begins to watch.
 */
export function settledAfter({ model, optimizer }: Pick<TrainingJob, 'model' | 'optimizer'>, phase: Phase): number {
  const { klWeight, capacity } = model.objective;
  const ofKl = klTakesPart(model, phase) ? Math.max(klWeight.settledAfter, capacity?.settledAfter ?? 0) : 0;
  if (phase.learningRate !== undefined) return ofKl;
  // A rate that ends lower than it began leaves losses comparable: nothing to wait for.
  const { at, settledAfter: warm } = optimizer.learningRate;
  return at(warm) > at(0) ? Math.max(ofKl, warm) : ofKl;
}

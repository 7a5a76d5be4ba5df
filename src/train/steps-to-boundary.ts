import type { TrainerState } from './trainer-state.ts';
import type { TrainingJob } from './training-job.ts';

/**
 * Steps until a chunk has to end: with the phase, at a checkpoint, or with an epoch that is evaluated or looked at.
 *
 * @param phaseSteps - of the whole phase
 * @param perEpoch - steps of an epoch
 */
export function stepsToBoundary(
  { evaluation, training, looksAt }: Pick<TrainingJob, 'evaluation' | 'training' | 'looksAt'>,
  { phaseStep, step, epoch }: Pick<TrainerState, 'phaseStep' | 'step' | 'epoch'>,
  phaseSteps: number,
  perEpoch: number,
): number {
  const { everySteps } = training.checkpoint;
  const evaluated = evaluation.everyEpochs === 0 ? phaseSteps : evaluation.everyEpochs * perEpoch;
  const toEvaluation = evaluated - (phaseStep % evaluated);
  const toCheckpoint = everySteps === 0 ? Number.POSITIVE_INFINITY : everySteps - (step % everySteps);
  const most = Math.min(phaseSteps - phaseStep, toEvaluation, toCheckpoint);
  if (looksAt === undefined) return most;
  let steps = perEpoch - (phaseStep % perEpoch);
  for (let next = epoch + 1; steps < most; next++, steps += perEpoch) if (looksAt(next)) return steps;
  return most;
}

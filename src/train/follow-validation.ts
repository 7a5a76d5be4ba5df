import type { TermAverages } from '../store/run-record.ts';
import * as plateau from './plateau.ts';
import { settledAfter } from './settled-after.ts';
import * as stopping from './stopping.ts';
import type { TrainerState } from './trainer-state.ts';
import type { Phases, TrainingJob } from './training-job.ts';

/**
 * Lets the learning rate and early stopping follow the numbers of validation rows.
 *
 * @param phaseEpoch - epochs of the phase that are done
 * @param learningRate - of its last step
 * @returns the state, and whether these are the best parameters so far
 */
export function followValidation(
  job: TrainingJob,
  phase: Phases[number],
  state: TrainerState,
  validation: TermAverages | undefined,
  phaseEpoch: number,
  learningRate: number,
): { readonly state: TrainerState; readonly improved: boolean } {
  const { schedule, earlyStopping } = job.training;
  if (validation === undefined) return { state, improved: false };
  const own = learningRate / state.plateau.factor;
  const lowered =
    schedule === 'none'
      ? state
      : { ...state, plateau: plateau.afterEvaluation(schedule, state.plateau, validation.loss, own) };
  if (earlyStopping === 'none') return { state: lowered, improved: false };
  const { monitor, patience, restoreBest } = earlyStopping;
  // While the head rests its answers say nothing of the phase.
  if (stopping.isScore(monitor) && !phase.trains.includes('head')) return { state: lowered, improved: false };
  const armed = phaseEpoch >= settledAfter(job, phase);
  const after = stopping.afterEvaluation(earlyStopping, state.stopping, stopping.monitored(monitor, validation), armed);
  const improved = after.improved && restoreBest;
  const reason = `Phase "${phase.name}" stopped after epoch ${state.epoch}: validation ${monitor} had not improved for ${patience} evaluations.`;
  return {
    state: {
      ...lowered,
      stopping: after.state,
      bestStep: improved ? state.step : state.bestStep,
      phaseStopped: after.stop,
      stops: after.stop ? [...state.stops, reason] : state.stops,
    },
    improved,
  };
}

/**
 * The training loop: phases of epochs of steps. It runs chunks of steps in the engine, evaluates, follows schedules and
 * stopping rules, and hands out records and checkpoints; it writes nothing itself.
 *
 * Everything random is asked for by the number of its epoch or step, and everything remembered is in `TrainerState`,
 * so training that goes on from a checkpoint computes the same bits as training that never stopped.
 */
import type { NamedTensor } from '../engine/program.ts';
import { PhaseRun } from './phase-run.ts';
import { PHASE_START, type TrainerState } from './trainer-state.ts';
import type { TrainingEvent, TrainingJob, TrainingResult } from './training-job.ts';
import { UPDATE } from './training-step.ts';

/** @throws TrainingError when a loss or a parameter is no longer finite, naming the first such tensor */
export async function* train(job: TrainingJob): AsyncGenerator<TrainingEvent, TrainingResult> {
  let { state, tensors } = job as { state: TrainerState; tensors: Readonly<Record<string, NamedTensor>> };
  while (state.phase < job.phases.length) {
    const run = await PhaseRun.open(job, state, tensors);
    try {
      yield { kind: 'phase', phase: run.phase.name, nodeCount: run.nodeCount };
      const interrupted = yield* run.steps();
      state = run.state;
      tensors = run.tensors();
      if (interrupted) return { outcome: 'interrupted', state, parameters: tensors };
    } finally {
      await run.release();
    }
    if (state.bestStep !== null && state.bestStep !== state.step) tensors = job.recall(state.bestStep);
    state = { ...state, phase: state.phase + 1 };
    if (state.phase === job.phases.length) yield { kind: 'checkpoint', state, tensors, isBest: false };
    else {
      // A new phase starts its optimizer and its rules afresh.
      state = { ...state, ...PHASE_START };
      tensors = Object.fromEntries(Object.entries(tensors).filter(([name]) => !name.startsWith(`${UPDATE}/`)));
    }
  }
  return { outcome: 'finished', state, parameters: tensors };
}

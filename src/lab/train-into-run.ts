/** Training whose records and checkpoints go into a run. */
import { type Checkpoint, checkpointName, readCheckpoint, writeCheckpoint } from '../store/checkpoint.ts';
import type { Lease } from '../store/lease.ts';
import type { LineCounts, RunFolder } from '../store/run-folder.ts';
import { train } from '../train/train.ts';
import { restoredEpoch, START, type TrainerState } from '../train/trainer-state.ts';
import type { TrainingEvent, TrainingResult } from '../train/training-job.ts';
import type { Experiment } from './experiment.ts';
import { initialTensors } from './initial-tensors.ts';
import { SnapshotTaker } from './latent-snapshots.ts';
import { PriorSampler } from './prior-samples.ts';
import type { RunOptions } from './run-options.ts';
import type { WarmStart } from './warm-start.ts';

/** What a checkpoint keeps beside tensors. How often the clock was read is not in it: equal states have equal hashes. */
export interface Kept {
  readonly trainer: TrainerState;
  readonly lines: Omit<LineCounts, 'timings'>;
}

/** What a run begins with where it has no checkpoint: nothing done. */
export const keptIn = (checkpoint: Checkpoint | undefined): Kept =>
  (checkpoint?.state as Kept | undefined) ?? { trainer: START, lines: { metrics: 0, steps: 0 } };

/** What training begins with: a checkpoint of the run's own, else a warm start, else numbers that are drawn. */
export interface Beginning {
  readonly checkpoint?: Checkpoint | undefined;
  readonly warm?: WarmStart | undefined;
  /** Whole sentences about it. */
  readonly notices: readonly string[];
}

/** Trains, and writes each record and checkpoint where it belongs. */
export async function trainIntoRun(
  run: RunFolder,
  lease: Lease,
  experiment: Experiment,
  { checkpoint, warm }: Beginning,
  options: RunOptions,
): Promise<TrainingResult> {
  const { training, evaluation } = experiment.config;
  const { trainer, lines: written } = keptIn(checkpoint);
  const lines = { ...written };
  let best = checkpoint?.best;
  const sampler = new PriorSampler(run, experiment);
  const snapshots = new SnapshotTaker(run, experiment);
  const events = train({
    ...experiment,
    training,
    evaluation,
    state: trainer,
    tensors: checkpoint?.tensors ?? warm?.tensors ?? initialTensors(experiment),
    shouldStop: () => (options.stopCode?.() ?? 0) !== 0,
    recall: (step) => readCheckpoint(run.checkpoints, checkpointName(step)).tensors,
    looksAt: (epoch) => sampler.looksAt(epoch) || snapshots.looksAt(epoch),
  });
  const keep = ({ state, tensors, isBest }: Extract<TrainingEvent, { kind: 'checkpoint' }>): void => {
    run.flush();
    const name = checkpointName(state.step);
    if (isBest) best = name;
    const content = {
      tensors,
      state: { trainer: state, lines: { ...lines } } satisfies Kept,
      ...(best === undefined ? {} : { best }),
    };
    writeCheckpoint(run.checkpoints, name, content, { beforeRename: () => lease.assertHeld() });
    run.writeStatus({ state: 'running', epoch: state.epoch, step: state.step });
  };
  try {
    for (;;) {
      const { value: event, done } = await events.next();
      if (done) {
        if (event.outcome === 'finished') {
          await sampler.write(event.parameters);
          await snapshots.write(
            event.parameters,
            restoredEpoch(event.state, experiment.stepsPerEpoch) ?? event.state.epoch,
          );
        }
        return event;
      }
      lease.assertHeld();
      if (event.kind === 'epoch') {
        run.appendEpoch(event.record);
        lines.metrics++;
        options.onEvent?.(event);
      } else if (event.kind === 'steps') {
        const { step, loss } = event.records.at(-1)!;
        if (training.logSteps) {
          run.appendSteps(event.records);
          lines.steps += event.records.length;
        }
        run.appendTiming({ step, steps: event.records.length, durationMs: event.durationMs });
        options.onEvent?.({ kind: 'steps', step, loss });
      } else if (event.kind === 'look') {
        if (sampler.looksAt(event.epoch)) await sampler.write(event.parameters, event.epoch);
        if (snapshots.looksAt(event.epoch)) await snapshots.write(event.parameters, event.epoch);
      } else if (event.kind === 'checkpoint') keep(event);
    }
  } finally {
    await sampler.release();
    await snapshots.release();
  }
}

/**
 * The main job, one hand-over a line:
 *
 *   config -> dataset -> model -> program per phase -> epoch records -> evaluation -> findings -> report
 */
import { ResumeError } from '../base/errors.ts';
import type { Lease } from '../store/lease.ts';
import { createRun, type RunFolder } from '../store/run-folder.ts';
import { environment } from './environment.ts';
import { findingsBeforehand } from './examine.ts';
import { examineRun } from './examine-run.ts';
import { type Experiment, prepareExperiment } from './experiment.ts';
import type { ExperimentConfig } from './experiment-config.ts';
import { holdRun } from './hold-run.ts';
import { writePrepared } from './prepared.ts';
import type { RunOptions, RunOutcome } from './run-options.ts';
import { type Beginning, keptIn, trainIntoRun } from './train-into-run.ts';
import { runFolders, warmStart } from './warm-start.ts';

/** Trains, evaluates, judges and reports one experiment in a new run. */
export async function runExperiment(config: ExperimentConfig, options: RunOptions): Promise<RunOutcome> {
  const experiment = await prepareExperiment(config, options.context);
  const warm = warmStart(experiment, runFolders(options.runs, options.context.baseFolder));
  announce(experiment, options);
  const run = createRun(options.runs, {
    name: config.name,
    config: options.configText,
    resolved: config,
    environment: {
      ...(await environment(experiment.engine.threads)),
      fingerprints: experiment.fingerprints,
      ...(warm === undefined ? {} : { initializedFrom: warm.record }),
    },
  });
  const begin = { warm, notices: warm?.notices ?? [] };
  return holdRun(run, options, (lease) => trainAndExamine(run, lease, experiment, begin, options));
}

/** Says what will be trained, and what can be told of it beforehand. */
export function announce(experiment: Experiment, { onEvent }: RunOptions): void {
  onEvent?.({
    kind: 'prepared',
    rows: experiment.split.train.length,
    parameters: experiment.model.description.parameterCount,
    epochs: experiment.phases.reduce((total, { epochs }) => total + epochs, 0),
    stepsPerEpoch: experiment.stepsPerEpoch,
    findings: findingsBeforehand(experiment),
  });
}

/** Trains to the end and examines the model. What goes wrong from here on is the run's own failure; before, it was refused. */
export async function trainAndExamine(
  run: RunFolder,
  lease: Lease,
  experiment: Experiment,
  begin: Beginning,
  options: RunOptions,
): Promise<RunOutcome> {
  const { trainer } = keptIn(begin.checkpoint);
  run.writeStatus({ state: 'running', epoch: trainer.epoch, step: trainer.step });
  writePrepared(run, experiment);
  try {
    const result = await trainIntoRun(run, lease, experiment, begin, options);
    const { epoch, step, stops } = result.state;
    if (result.outcome === 'interrupted') {
      run.writeStatus({ state: 'checkpointed', epoch, step, reason: 'It was asked to stop.' });
      return { run, status: 'interrupted', exitCode: options.stopCode?.() ?? 0 };
    }
    options.onEvent?.({ kind: 'evaluating' });
    const { splits } = await examineRun(run, experiment, result, [...begin.notices, ...stops]);
    const negativeElbo = splits.validation?.negativeElbo;
    run.writeStatus({ state: 'finished', epoch, step, ...(negativeElbo === undefined ? {} : { negativeElbo }) });
    return { run, status: 'finished', exitCode: 0 };
  } catch (error) {
    const { epoch, step } = run.readStatus();
    // Whoever lost the run to another process writes nothing more.
    if (!(error instanceof ResumeError))
      run.writeStatus({ state: 'failed', epoch, step, reason: (error as Error).message });
    throw error;
  }
}

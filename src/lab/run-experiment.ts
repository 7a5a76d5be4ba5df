/**
 * The main job, one hand-over a line:
 *
 *   config -> dataset -> model -> program per phase -> epoch records -> evaluation -> findings -> report
 */
import path from 'node:path';
import { ElboError, ResumeError } from '../base/errors.ts';
import type { LoadContext } from '../data/find-file.ts';
import type { Finding } from '../diagnose/finding.ts';
import { writeReport } from '../report/write-report.ts';
import {
  type Checkpoint,
  checkpointName,
  readCheckpoint,
  readNewestCheckpoint,
  writeCheckpoint,
} from '../store/checkpoint.ts';
import { readJsonl } from '../store/jsonl.ts';
import type { Lease } from '../store/lease.ts';
import { createRun, type LineCounts, type RunFolder } from '../store/run-folder.ts';
import type { EpochRecord } from '../store/run-record.ts';
import { train } from '../train/train.ts';
import { reopened, START, type TrainerState } from '../train/trainer-state.ts';
import type { TrainingEvent, TrainingResult } from '../train/training-job.ts';
import { initialState } from '../vae/initial-state.ts';
import { type Environment, environment } from './environment.ts';
import { evaluateParameters, findingsBeforehand, knownBeforehand } from './examine.ts';
import { exampleRows, writeExamples } from './example-rows.ts';
import { dataSummary, describePhases, type Experiment, prepareExperiment } from './experiment.ts';
import type { ExperimentConfig } from './experiment-config.ts';
import { writeLatentRows } from './latent-rows.ts';
import { SnapshotTaker } from './latent-snapshots.ts';
import { evaluatePerClass } from './per-class.ts';
import { writePrepared } from './prepared.ts';
import { PriorSampler } from './prior-samples.ts';
import {
  type Fork,
  requireFinished,
  requireSameConfig,
  requireSameData,
  requireSameEnvironment,
  withMoreEpochs,
} from './resume.ts';
import { reviewRun, writeRowReview } from './review-rows.ts';
import { writeRowTerms } from './row-term-files.ts';
import {
  diagnoseRun,
  type RunSummary,
  readRunConfig,
  readSummary,
  reportInput,
  writeLatents,
  writeModels,
} from './run-files.ts';
import { type Initialization, runFolders, type WarmStart, warmStart, warmStartAgain } from './warm-start.ts';

/** What is told while an experiment runs. */
export type ExperimentEvent =
  | {
      readonly kind: 'prepared';
      readonly rows: number;
      readonly parameters: number;
      readonly epochs: number;
      readonly stepsPerEpoch: number;
      readonly findings: readonly Finding[];
    }
  | { readonly kind: 'run'; readonly path: string; readonly notices: readonly string[] }
  | { readonly kind: 'steps'; readonly step: number; readonly loss: number }
  | { readonly kind: 'epoch'; readonly record: EpochRecord }
  | { readonly kind: 'evaluating' };

export interface RunOptions {
  /** The folder of runs, made when absent. */
  readonly runs: string;
  /** The config's text as given, kept beside the resolved one. */
  readonly configText: string;
  readonly context: LoadContext;
  readonly onEvent?: (event: ExperimentEvent) => void;
  /** The exit code to stop with, once a stop is wanted (130, 143 or 75); 0 while not. Asked between chunks of steps. */
  readonly stopCode?: () => number;
}

export interface ResumeOptions extends RunOptions {
  /** Goes on with another learning rate, and records the fork. */
  readonly force?: boolean;
  /** Trains a finished run for so many epochs more. */
  readonly moreEpochs?: number;
}

export interface RunOutcome {
  readonly run: RunFolder;
  readonly status: 'finished' | 'interrupted';
  /** 0, or the code that was asked for. */
  readonly exitCode: number;
}

/** What a checkpoint keeps beside tensors. How often the clock was read is not in it: equal states have equal hashes. */
interface Kept {
  readonly trainer: TrainerState;
  readonly lines: Omit<LineCounts, 'timings'>;
}

const NOTHING_KEPT: Kept = { trainer: START, lines: { metrics: 0, steps: 0 } };

/** `env.json` */
type KeptEnvironment = Environment &
  Pick<Experiment, 'fingerprints'> & {
    readonly initializedFrom?: Initialization;
    readonly forks?: readonly (Fork & { readonly step: number })[];
  };

/** Trains, evaluates, judges and reports one experiment in a new run. */
export async function runExperiment(config: ExperimentConfig, options: RunOptions): Promise<RunOutcome> {
  const experiment = await prepareExperiment(config, options.context);
  const warm = warmStart(experiment, runFolders(options.runs, options.context.baseFolder));
  announce(experiment, options);
  const env = await environment(experiment.engine.threads);
  const run = createRun(options.runs, {
    name: config.name,
    config: options.configText,
    resolved: config,
    environment: {
      ...env,
      fingerprints: experiment.fingerprints,
      ...(warm === undefined ? {} : { initializedFrom: warm.record }),
    },
  });
  return holding(run, options, (lease) => goOn(run, lease, experiment, { warm }, warm?.notices ?? [], options));
}

/**
 * Goes on with a run from its newest checkpoint; a finished run is finished again from its last one.
 *
 * @param given - as the run began with; with `force` its learning rate may differ
 * @throws ResumeError when the run is held or damaged, or config, data, versions or threads differ
 */
export async function resumeExperiment(
  run: RunFolder,
  given: ExperimentConfig,
  options: ResumeOptions,
): Promise<RunOutcome> {
  return holding(run, options, async (lease) => {
    const { moreEpochs, force = false } = options;
    const checkpoint = readNewestCheckpoint(run.checkpoints);
    const fork = requireSameConfig(run.path, readRunConfig(run), given, force);
    if (moreEpochs !== undefined) requireFinished(run);
    const config = moreEpochs === undefined ? given : withMoreEpochs(given, run.readEpochs().records, moreEpochs);
    const experiment = await prepareExperiment(config, options.context);
    const { fingerprints, forks = [], initializedFrom, ...before } = run.read('env') as KeptEnvironment;
    requireSameEnvironment(run.path, before, await environment(experiment.engine.threads));
    requireSameData(run.path, fingerprints, experiment.fingerprints);
    const folders = runFolders(path.dirname(run.path), options.context.baseFolder);
    const again = warmStartAgain(run.path, initializedFrom, checkpoint === undefined, () =>
      warmStart(experiment, folders),
    );
    announce(experiment, options);
    const kept: Kept = (checkpoint?.state as Kept | undefined) ?? NOTHING_KEPT;
    const { step, epoch } = kept.trainer;
    run.rewind({ ...kept.lines, timings: timingsUntil(run, step) });
    const notices = [...lease.notices, ...(checkpoint?.warnings ?? []), ...again.notices];
    if (fork !== undefined) {
      run.write('env', { ...(run.read('env') as KeptEnvironment), forks: [...forks, { step, ...fork }] });
      notices.push(`Forked at step ${step}: config.${fork.path} was ${fork.before} and is ${fork.now}.`);
    }
    if (fork !== undefined || moreEpochs !== undefined) run.write('config.resolved', config);
    if (moreEpochs === undefined || checkpoint === undefined) {
      const begin = { checkpoint, warm: again.warm };
      return goOn(run, lease, experiment, begin, [...notices, `Resumed at step ${step}.`], options);
    }
    // Written at once: a continuation that is interrupted before its first checkpoint is a run that has not finished.
    const state = { ...kept, trainer: reopened(kept.trainer, experiment.phases.length) };
    writeCheckpoint(run.checkpoints, checkpoint.name, { ...checkpoint, state });
    const continued = `Continued after epoch ${epoch} for ${moreEpochs} more.`;
    return goOn(run, lease, experiment, { checkpoint: { ...checkpoint, state } }, [...notices, continued], options);
  });
}

/** Lines of `timings.jsonl` that tell of steps up to this one. */
const timingsUntil = (run: RunFolder, last: number): number =>
  readJsonl<{ step: number }>(run.file('timings.jsonl')).records.filter(({ step }) => step <= last).length;

/** Holds the run while a piece of work lasts, and keeps how it ended. */
async function holding(
  run: RunFolder,
  options: RunOptions,
  work: (lease: Lease) => Promise<RunOutcome>,
): Promise<RunOutcome> {
  const lease = run.acquire();
  try {
    options.onEvent?.({ kind: 'run', path: run.path, notices: lease.notices });
    const outcome = await work(lease);
    const reason = outcome.status === 'finished' ? 'It finished.' : `It was asked to stop (${outcome.exitCode}).`;
    lease.release({ code: outcome.exitCode, reason });
    return outcome;
  } catch (error) {
    lease.release({ code: error instanceof ElboError ? error.exitCode : 1, reason: (error as Error).message });
    throw error;
  }
}

function announce(experiment: Experiment, { onEvent }: RunOptions): void {
  onEvent?.({
    kind: 'prepared',
    rows: experiment.split.train.length,
    parameters: experiment.model.description.parameterCount,
    epochs: experiment.phases.reduce((total, { epochs }) => total + epochs, 0),
    stepsPerEpoch: experiment.stepsPerEpoch,
    findings: findingsBeforehand(experiment),
  });
}

/** What training begins with: a checkpoint of the run's own, else a warm start, else numbers that are drawn. */
interface Beginning {
  readonly checkpoint?: Checkpoint | undefined;
  readonly warm?: WarmStart | undefined;
}

/** Trains to the end and examines the model. What goes wrong from here on is the run's own failure; before, it was refused. */
async function goOn(
  run: RunFolder,
  lease: Lease,
  experiment: Experiment,
  begin: Beginning,
  notices: readonly string[],
  options: RunOptions,
): Promise<RunOutcome> {
  const started = ((begin.checkpoint?.state as Kept | undefined) ?? NOTHING_KEPT).trainer;
  run.writeStatus({ state: 'running', epoch: started.epoch, step: started.step });
  writePrepared(run, experiment);
  try {
    const result = await trainInto(run, lease, experiment, begin, options);
    const { epoch, step, stops } = result.state;
    if (result.outcome === 'interrupted') {
      run.writeStatus({ state: 'checkpointed', epoch, step, reason: 'It was asked to stop.' });
      return { run, status: 'interrupted', exitCode: options.stopCode?.() ?? 0 };
    }
    options.onEvent?.({ kind: 'evaluating' });
    await examine(run, experiment, result, [...notices, ...stops]);
    const negativeElbo = readSummary(run).evaluation.splits.validation?.negativeElbo;
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

/** Trains, and writes each record and checkpoint where it belongs. */
async function trainInto(
  run: RunFolder,
  lease: Lease,
  experiment: Experiment,
  { checkpoint, warm }: Beginning,
  options: RunOptions,
): Promise<TrainingResult> {
  const kept: Kept = (checkpoint?.state as Kept | undefined) ?? NOTHING_KEPT;
  const { config } = experiment;
  const lines = { ...kept.lines };
  const sampler = new PriorSampler(run, experiment);
  const snapshots = new SnapshotTaker(run, experiment);
  const events = train({
    ...experiment,
    training: config.training,
    evaluation: config.evaluation,
    state: kept.trainer,
    tensors: checkpoint?.tensors ?? warm?.tensors ?? initialState(experiment.model, experiment.random),
    shouldStop: () => (options.stopCode?.() ?? 0) !== 0,
    recall: (step) => readCheckpoint(run.checkpoints, checkpointName(step)).tensors,
    looksAt: (epoch) => sampler.looksAt(epoch) || snapshots.looksAt(epoch),
  });
  let last = kept.trainer;
  let best = checkpoint?.best;
  const write = (event: Extract<TrainingEvent, { kind: 'checkpoint' }>): void => {
    run.flush();
    const name = checkpointName(event.state.step);
    if (event.isBest) best = name;
    const content = {
      tensors: event.tensors,
      state: { trainer: event.state, lines: { ...lines } } satisfies Kept,
      ...(best === undefined ? {} : { best }),
    };
    writeCheckpoint(run.checkpoints, name, content, { beforeRename: () => lease.assertHeld() });
    last = event.state;
    run.writeStatus({ state: 'running', epoch: last.epoch, step: last.step });
  };
  for (;;) {
    const { value: event, done } = await events.next();
    if (done) {
      if (event.outcome === 'finished') {
        await sampler.write(event.parameters);
        await snapshots.write(event.parameters, restoredEpoch(experiment, event.state) ?? event.state.epoch);
      }
      await sampler.release();
      await snapshots.release();
      return event;
    }
    lease.assertHeld();
    if (event.kind === 'epoch') {
      run.appendEpoch(event.record);
      lines.metrics++;
      options.onEvent?.(event);
    } else if (event.kind === 'steps') {
      const final = event.records.at(-1)!;
      if (config.training.logSteps) {
        run.appendSteps(event.records);
        lines.steps += event.records.length;
      }
      run.appendTiming({ step: final.step, steps: event.records.length, durationMs: event.durationMs });
      options.onEvent?.({ kind: 'steps', step: final.step, loss: final.loss });
    } else if (event.kind === 'look') {
      if (sampler.looksAt(event.epoch)) await sampler.write(event.parameters, event.epoch);
      if (snapshots.looksAt(event.epoch)) await snapshots.write(event.parameters, event.epoch);
    } else if (event.kind === 'checkpoint') write(event);
  }
}

/** The epoch of its last phase that early stopping went back to; undefined where the last one was the best, or is kept. */
const restoredEpoch = ({ stepsPerEpoch }: Experiment, { bestStep, step }: TrainerState): number | undefined =>
  bestStep === null || bestStep === step ? undefined : bestStep / stepsPerEpoch;

/** Evaluates, judges, exports and reports a trained model. */
async function examine(
  run: RunFolder,
  experiment: Experiment,
  { parameters, state }: TrainingResult,
  notices: readonly string[],
): Promise<void> {
  const { model, config, effectiveBeta } = experiment;
  const restored = restoredEpoch(experiment, state);
  const { evaluation, latents, terms } = await evaluateParameters(experiment, parameters);
  const perClass = await evaluatePerClass(experiment, parameters);
  const summary: RunSummary = {
    name: config.name,
    data: dataSummary(experiment),
    preprocessing: experiment.preprocessing,
    model: model.description,
    phases: describePhases(experiment),
    effectiveBeta,
    beforehand: knownBeforehand(experiment),
    evaluation,
    ...(perClass === undefined ? {} : { perClass }),
    ...(restored === undefined ? {} : { restoredEpoch: restored }),
    notices,
  };
  run.write('summary', summary);
  writeLatents(run, latents);
  writeLatentRows(run, experiment, latents);
  writeRowTerms(run, terms);
  writeExamples(run, await exampleRows(experiment, parameters, evaluation));
  writeRowReview(run, await reviewRun(experiment, parameters, evaluation, latents));
  writeModels(run, model, parameters);
  run.write('findings', diagnoseRun(run));
  run.writeStatus({ state: 'running', epoch: state.epoch, step: state.step });
  await writeReport(run.path, reportInput(run));
}

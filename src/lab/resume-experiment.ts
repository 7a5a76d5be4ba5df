import path from 'node:path';
import type { Fingerprints } from '../data/fingerprint.ts';
import { type Checkpoint, readNewestCheckpoint, writeCheckpoint } from '../store/checkpoint.ts';
import { readJsonl } from '../store/jsonl.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { reopened } from '../train/trainer-state.ts';
import { type Environment, environment } from './environment.ts';
import { prepareExperiment } from './experiment.ts';
import type { ExperimentConfig } from './experiment-config.ts';
import { holdRun } from './hold-run.ts';
import {
  type Fork,
  requireFinished,
  requireSameConfig,
  requireSameData,
  requireSameEnvironment,
  withMoreEpochs,
} from './resume.ts';
import { announce, trainAndExamine } from './run-experiment.ts';
import { readRunConfig } from './run-files.ts';
import type { RunOptions, RunOutcome } from './run-options.ts';
import { type Kept, keptIn } from './train-into-run.ts';
import { type Initialization, runFolders, warmStart, warmStartAgain } from './warm-start.ts';

export interface ResumeOptions extends RunOptions {
  /** Goes on with another learning rate, and records the fork. */
  readonly force?: boolean;
  /** Trains a finished run for so many epochs more. */
  readonly moreEpochs?: number;
}

/** `env.json` */
interface KeptEnvironment extends Environment {
  readonly fingerprints: Fingerprints;
  readonly initializedFrom?: Initialization;
  readonly forks?: readonly (Fork & { readonly step: number })[];
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
  return holdRun(run, options, async (lease) => {
    const { moreEpochs, force = false } = options;
    const checkpoint = readNewestCheckpoint(run.checkpoints);
    const fork = requireSameConfig(run.path, readRunConfig(run), given, force);
    if (moreEpochs !== undefined) requireFinished(run);
    const config = moreEpochs === undefined ? given : withMoreEpochs(given, run.readEpochs().records, moreEpochs);
    const experiment = await prepareExperiment(config, options.context);
    const { fingerprints, forks, initializedFrom, ...before } = run.read('env') as KeptEnvironment;
    requireSameEnvironment(run.path, before, await environment(experiment.engine.threads));
    requireSameData(run.path, fingerprints, experiment.fingerprints);
    const folders = runFolders(path.dirname(run.path), options.context.baseFolder);
    const again = warmStartAgain(run.path, initializedFrom, checkpoint === undefined, () =>
      warmStart(experiment, folders),
    );
    announce(experiment, options);

    const { trainer, lines } = keptIn(checkpoint);
    const { step, epoch } = trainer;
    run.rewind({ ...lines, timings: timingsUntil(run, step) });
    const notices = [...lease.notices, ...(checkpoint?.warnings ?? []), ...again.notices];
    if (fork !== undefined) notices.push(keepFork(run, fork, step));
    if (fork !== undefined || moreEpochs !== undefined) run.write('config.resolved', config);
    const isContinued = moreEpochs !== undefined && checkpoint !== undefined;
    notices.push(isContinued ? `Continued after epoch ${epoch} for ${moreEpochs} more.` : `Resumed at step ${step}.`);
    const from = isContinued ? reopenedIn(run, checkpoint, experiment.phases.length) : checkpoint;
    return trainAndExamine(run, lease, experiment, { checkpoint: from, warm: again.warm, notices }, options);
  });
}

/** Lines of `timings.jsonl` that tell of steps up to this one. */
const timingsUntil = (run: RunFolder, last: number): number =>
  readJsonl<{ step: number }>(run.file('timings.jsonl')).records.filter(({ step }) => step <= last).length;

/** @returns what is said of it */
function keepFork(run: RunFolder, fork: Fork, step: number): string {
  const env = run.read('env') as KeptEnvironment;
  run.write('env', { ...env, forks: [...(env.forks ?? []), { step, ...fork }] });
  return `Forked at step ${step}: config.${fork.path} was ${fork.before} and is ${fork.now}.`;
}

/** Written at once: a continuation that is interrupted before its first checkpoint is a run that has not finished. */
function reopenedIn(run: RunFolder, checkpoint: Checkpoint, phaseCount: number): Checkpoint {
  const kept = keptIn(checkpoint);
  const state: Kept = { ...kept, trainer: reopened(kept.trainer, phaseCount) };
  writeCheckpoint(run.checkpoints, checkpoint.name, { ...checkpoint, state });
  return { ...checkpoint, state };
}

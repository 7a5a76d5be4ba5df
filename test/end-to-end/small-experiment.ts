/** A small experiment in which everything is on that resuming could get wrong, and ways to stop it. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { type ExperimentConfig, resolveConfig } from '../../src/lab/experiment-config.ts';
import { type ResumeOptions, resumeExperiment } from '../../src/lab/resume-experiment.ts';
import { runExperiment } from '../../src/lab/run-experiment.ts';
import type { ExperimentEvent, RunOutcome } from '../../src/lab/run-options.ts';
import { readNewestCheckpoint } from '../../src/store/checkpoint.ts';
import { openRun, type RunFolder } from '../../src/store/run-folder.ts';

/** 140 train rows in batches of 16: nine steps an epoch, the last of 12 rows. Five epochs. */
export const STEPS_PER_EPOCH = 9;
export const SMALL_EXPERIMENT = {
  name: 'small',
  data: {
    source: { simulated: { rows: 200, columns: 50 } },
    split: { by: 'random', train: 0.7, validation: 0.1, test: 0.2 },
  },
  architecture: { kind: 'dense', encoder: [12], latent: 3, decoder: [10], batchNorm: true, dropout: 0.3 },
  objective: { kind: 'beta', beta: { kind: 'linear-warm-up', from: 0, to: 1, epochs: 3 } },
  training: {
    optimizer: { kind: 'adam', learningRate: 0.005 },
    batchSize: 16,
    epochs: 5,
    schedule: { kind: 'reduce-on-plateau', patience: 1, minDelta: 0.5 },
    checkpoint: { everySteps: 4 },
    logSteps: true,
  },
  evaluation: { everyEpochs: 2 },
  threads: 1,
};

export const smallConfig = (changes: object = {}): ExperimentConfig =>
  resolveConfig({ ...SMALL_EXPERIMENT, ...changes });

/** Of 200 steps: 140 train rows in batches of 14, 20 epochs. */
export const LONGER = smallConfig({
  training: { ...SMALL_EXPERIMENT.training, batchSize: 14, epochs: 20, checkpoint: { everySteps: 7 } },
  evaluation: { everyEpochs: 3 },
});
export const LONGER_STEPS = 200;

/** A folder that is removed when `work` is done. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'elbo-run-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Stop {
  /** Asks for a stop once this many steps are done. */
  readonly afterStep?: number;
}

const stoppingOptions = (runs: string, { afterStep = Number.POSITIVE_INFINITY }: Stop) => {
  let code = 0;
  return {
    runs,
    configText: '',
    context: { baseFolder: runs },
    stopCode: () => code,
    onEvent: (event: ExperimentEvent) => {
      if (event.kind === 'steps' && event.step >= afterStep) code = 143;
    },
  };
};

export const start = (config: ExperimentConfig, runs: string, stop: Stop = {}): Promise<RunOutcome> =>
  runExperiment(config, stoppingOptions(runs, stop));

export const resume = (
  run: RunFolder,
  config: ExperimentConfig,
  stop: Stop = {},
  more: Pick<ResumeOptions, 'force' | 'moreEpochs'> = {},
): Promise<RunOutcome> =>
  // As a new process would: nothing is left of the old one but its folder.
  resumeExperiment(openRun(run.path), config, { ...stoppingOptions(path.dirname(run.path), stop), ...more });

/** What must not depend on interruptions, as hashes and texts. */
export function resultOf(run: RunFolder): Record<string, string> {
  const text = (name: string) => readFileSync(run.file(name), 'utf8');
  const hash = (name: string) =>
    createHash('sha256')
      .update(readFileSync(run.file(name)))
      .digest('hex');
  const files = ['model', 'evaluation'].flatMap((folder) =>
    readdirSync(run.file(folder)).map((name) => path.join(folder, name)),
  );
  return {
    checkpoint: readNewestCheckpoint(run.checkpoints)!.hash,
    metrics: text('metrics.jsonl'),
    steps: text('steps.jsonl'),
    ...Object.fromEntries(files.map((name) => [name, hash(name)])),
  };
}

/** A run that stops after each of these steps, and goes on to its end. */
export async function interrupted(
  config: ExperimentConfig,
  folder: string,
  stops: readonly number[],
): Promise<RunFolder> {
  const [first, ...others] = [...stops, undefined];
  const after = (step: number | undefined) => (step === undefined ? {} : { afterStep: step });
  const { run } = await start(config, folder, after(first));
  for (const stop of others) {
    expect(run.readStatus().state).toBe('checkpointed');
    const outcome = await resume(run, config, after(stop));
    expect(outcome).toMatchObject(
      stop === undefined ? { status: 'finished', exitCode: 0 } : { status: 'interrupted', exitCode: 143 },
    );
  }
  return run;
}

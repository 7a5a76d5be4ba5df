/** An experiment looked at before it trains: whether it fits together, how long it will take, what is known beforehand. */
import type { LoadContext } from '../data/find-file.ts';
import { loadDataset } from '../data/load.ts';
import type { Finding } from '../diagnose/finding.ts';
import type { DataSummary } from '../report/report-input.ts';
import type { PlannedMember } from '../store/study-folder.ts';
import { train } from '../train/train.ts';
import { START } from '../train/trainer-state.ts';
import type { ModelDescription } from '../vae/description.ts';
import { findingsBeforehand } from './examine.ts';
import { dataSummary, type Experiment, prepareExperiment } from './experiment.ts';
import type { ExperimentConfig } from './experiment-config.ts';
import { initialTensors } from './initial-tensors.ts';
import { DUMMY_KEY, hidesPairs, PRIMARY_KEY, pairMembers } from './study-members.ts';
import { runFolders, warmStart } from './warm-start.ts';

export interface Check {
  readonly config: ExperimentConfig;
  /** Runs, one for each pair of hidden modalities, where the masking asks for several; the first is looked at. */
  readonly pairCount?: number;
  readonly data: DataSummary;
  readonly model: ModelDescription;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly steps: number;
  /** Of one step, measured here; evaluations come on top. */
  readonly stepMs: number;
  /** Of all steps. */
  readonly trainingMs: number;
  /** Most memory this process had at once: data, parameters, and the steps tried. */
  readonly peakBytes: number;
  readonly findings: readonly Finding[];
}

/**
 * @param runs - where the run of `initializeFrom` is looked for first
 * @throws ConfigError, DataError or LimitError saying what does not fit; TrainingError when the first steps fail
 */
export async function checkExperiment(config: ExperimentConfig, context: LoadContext, runs = 'runs'): Promise<Check> {
  const pairs = hidesPairs(config) ? pairMembers(config, (await loadDataset(config.data, context)).modalities) : [];
  const experiment = await prepareExperiment(withPair(config, pairs[0]), context);
  warmStart(experiment, runFolders(runs, context.baseFolder));
  const epochs = experiment.phases.reduce((total, phase) => total + phase.epochs, 0);
  const steps = epochs * experiment.stepsPerEpoch;
  const stepMs = await timeSteps(experiment);
  return {
    config,
    ...(pairs.length === 0 ? {} : { pairCount: pairs.length }),
    data: dataSummary(experiment),
    model: experiment.model.description,
    epochs,
    stepsPerEpoch: experiment.stepsPerEpoch,
    steps,
    stepMs,
    trainingMs: steps * stepMs,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    findings: findingsBeforehand(experiment),
  };
}

function withPair(config: ExperimentConfig, pair: PlannedMember | undefined): ExperimentConfig {
  if (pair === undefined) return config;
  const { [PRIMARY_KEY]: primary, [DUMMY_KEY]: dummy } = pair.overrides;
  return { ...config, masking: { ...config.masking, primary, dummy } as ExperimentConfig['masking'] };
}

/** The first chunk holds one step and warms up; the second tells. */
const TRIED_CHUNKS = 2;

async function timeSteps(experiment: Experiment): Promise<number> {
  let chunks = 0;
  let stepMs = 0;
  const tensors = initialTensors(experiment);
  const events = train({
    ...experiment,
    training: { ...experiment.config.training, earlyStopping: 'none', schedule: 'none' },
    evaluation: { ...experiment.config.evaluation, everyEpochs: 0 },
    state: START,
    tensors,
    shouldStop: () => chunks >= TRIED_CHUNKS,
    recall: () => tensors,
  });
  for await (const event of events) {
    if (event.kind !== 'steps') continue;
    chunks++;
    stepMs = event.durationMs / event.records.length;
    if (chunks >= TRIED_CHUNKS) break;
  }
  return stepMs;
}

/** An experiment made ready: its data read and split, its model put together, everything checked. */
import os from 'node:os';
import { ConfigError } from '../base/errors.ts';
import { RandomStreams } from '../base/random.ts';
import { build } from '../base/variant.ts';
import { type Balance, balanceNotices, balanceSplit } from '../data/balance.ts';
import type { Dataset, Split } from '../data/dataset.ts';
import { type DatasetDescription, describeDataset } from '../data/describe.ts';
import type { LoadContext } from '../data/find-file.ts';
import { type Fingerprints, fingerprint, fingerprintSplit } from '../data/fingerprint.ts';
import { loadDataset } from '../data/load.ts';
import { onlyClasses } from '../data/only-classes.ts';
import { makeSplit } from '../data/split.ts';
import { type Preprocessing, standardize } from '../data/standardize.ts';
import type { DataFacts } from '../diagnose/data.ts';
import type { EffectiveBeta } from '../diagnose/effective-beta.ts';
import type { TrainingFacts } from '../diagnose/training-facts.ts';
import type { EngineOptions } from '../engine/session.ts';
import type { PhaseDescription } from '../report/model-diagram-rows.ts';
import type { DataSummary } from '../report/report-input.ts';
import { stepsPerEpoch } from '../train/batches.ts';
import { optimizers } from '../train/optimizers/index.ts';
import type { Optimizer } from '../train/optimizers/optimizer.ts';
import { batchPlan, type Phases } from '../train/training-job.ts';
import { klTakesPart, phaseLatent } from '../train/training-step.ts';
import { availableIn, createModel, type Model, type ModelData, requireFittingData } from '../vae/model.ts';
import { resolveStrategy } from '../vae/strategy/strategy.ts';
import { betaOf } from './beta-of.ts';
import { type ExperimentConfig, likelihoodPerModality, requireModalities } from './experiment-config.ts';
import { requireLabel, requireMonitor } from './require-label.ts';
import { trainingFacts } from './training-facts.ts';

export interface Experiment {
  readonly config: ExperimentConfig;
  /** Rescaled, as training reads it. */
  readonly dataset: Dataset;
  readonly split: Split;
  /** Absent where classes were left as they are. */
  readonly balance?: Balance;
  readonly preprocessing: Preprocessing;
  readonly fingerprints: Fingerprints;
  readonly description: DatasetDescription;
  readonly model: Model;
  readonly phases: Phases;
  readonly optimizer: Optimizer;
  readonly batchSize: number;
  readonly stepsPerEpoch: number;
  readonly effectiveBeta: EffectiveBeta;
  readonly trainingFacts: TrainingFacts;
  readonly random: RandomStreams;
  readonly engine: EngineOptions;
}

/** @throws ConfigError, DataError or LimitError saying what does not fit */
export async function prepareExperiment(config: ExperimentConfig, context: LoadContext): Promise<Experiment> {
  const random = new RandomStreams(config.seed);
  const loaded = await loadDataset(config.data, context);
  const made = onlyClasses(loaded, makeSplit(loaded, config.data.split, random), config.data.classes);
  const { split, balance } = balanceSplit(loaded, made, config.data.balance, random);
  const raw = balance === undefined ? loaded : { ...loaded, notices: [...loaded.notices, ...balanceNotices(balance)] };
  const { dataset, preprocessing } = standardize(raw, split, config.data.standardize);
  const names = dataset.modalities.map(({ name }) => name);
  const model = createModel(
    { ...config, likelihood: likelihoodPerModality(config, names), conventions: config.training.conventions },
    modelData(dataset, split),
  );
  if (model.objective.modalityWeights !== 'by-size') {
    const weighable = model.label === undefined ? names : [...names, model.label.modality.name];
    requireModalities(Object.keys(model.objective.modalityWeights), weighable, 'config.objective.modalityWeights');
  }
  requireFittingData(model, dataset);
  requireLabel(model, dataset, split, config.data.split.fold?.of);
  requireMonitor(model, config.training);
  if (config.evaluation.perClass) requireLabels(dataset);
  if (config.training.outputBias !== 'zeros') requireOutputs(model);
  const plan = batchPlan(split, config.training);
  requireSteps(config, split, stepsPerEpoch(plan));
  const phases = resolveStrategy(config.strategy, config.training.epochs, 'config.strategy', availableIn(model));
  const optimizer = build<Optimizer>(optimizers, config.training.optimizer);
  const { batchSize } = plan;
  const stepRows = Math.min(batchSize, split.train.length);
  const planned = { config, dataset, split, model, phases, optimizer, stepsPerEpoch: stepsPerEpoch(plan) };
  return {
    ...planned,
    preprocessing,
    fingerprints: {
      // Balanced train rows are judged on the rows that the others are judged on: the split is the same one.
      ...fingerprint(raw, { ...split, train: made.train }, preprocessing),
      ...(balance === undefined ? {} : { balance: fingerprintSplit(split) }),
    },
    ...(balance === undefined ? {} : { balance }),
    description: describeDataset(raw, split),
    batchSize,
    effectiveBeta: betaOf(model, phases, stepRows, planned.stepsPerEpoch),
    trainingFacts: trainingFacts({ ...planned, batchSize: stepRows }),
    random,
    engine: { threads: config.threads === 'auto' ? os.availableParallelism() : config.threads },
  };
}

function requireOutputs({ architecture }: Model): void {
  if (architecture.decode !== undefined) return;
  throw new ConfigError('config.training.outputBias', 'the model has no decoder whose outputs could begin at means', {
    expected: 'zeros',
  });
}

function requireLabels({ labels }: Dataset): void {
  if (labels !== undefined) return;
  throw new ConfigError('config.evaluation.perClass', 'rows are told apart by label, and the data have none', {
    advice: 'Set data.label',
  });
}

/** What a model is made for: columns, and the labels of train rows. */
function modelData({ modalities, featureCount, labels }: Dataset, { train }: Split): ModelData {
  if (labels === undefined) return { modalities, featureCount };
  const { name, classes, values } = labels;
  const counts = new Array<number>(classes.length).fill(0);
  for (const row of train) if (values[row]! >= 0) counts[values[row]!]! += 1;
  return { modalities, featureCount, trainLabels: { name, classes, counts } };
}

function requireSteps({ training }: ExperimentConfig, split: Split, steps: number): void {
  if (split.train.length === 0)
    throw new ConfigError('config.data.split', 'no row is left to train on', {
      advice: 'Give split.train a larger share',
    });
  if (steps === 0) {
    throw new ConfigError(
      'config.training.batchSize',
      `${training.batchSize} is more than the ${split.train.length} train rows, and lastBatch: drop leaves no step`,
      {
        advice: 'Lower batchSize, or set lastBatch: keep',
      },
    );
  }
  if (split.validation.length > 0) return;
  for (const key of ['schedule', 'earlyStopping'] as const) {
    if (training[key] === 'none') continue;
    throw new ConfigError(
      `config.training.${key}`,
      'it follows validation numbers, and the validation split has no rows',
      { advice: 'Give data.split.validation a share' },
    );
  }
}

/** What the `data` diagnostic looks at. */
export function dataFacts({ description, split, preprocessing, balance }: Experiment): DataFacts {
  const { labels, constantOnTrain, leaks, featureCount } = description;
  return {
    splitRowCounts: { train: split.train.length, validation: split.validation.length, test: split.test.length },
    constantColumns: constantOnTrain ?? description.constantColumns,
    featureCount,
    seenInTrain: leaks.rowsAlsoInTrain ?? { validation: 0, test: 0 },
    ...(labels === undefined ? {} : { label: { name: labels.name, classCounts: labels.counts } }),
    ...(preprocessing.fitOn === undefined ? {} : { standardizedOn: preprocessing.fitOn }),
    ...(balance === undefined ? {} : { balance }),
  };
}

/** What reports say of each phase. */
export const describePhases = ({ model, phases }: Experiment): PhaseDescription[] =>
  phases.map((phase) => ({
    name: phase.name,
    trains: phase.trains,
    terms: klTakesPart(model, phase) ? phase.terms : phase.terms.filter((term) => term !== 'kl'),
    latent: phaseLatent(model, phase),
    epochs: phase.epochs,
  }));

/** What reports say of the data. */
export function dataSummary({ dataset, split, fingerprints }: Experiment): DataSummary {
  return {
    name: dataset.name,
    rowCount: dataset.rowCount,
    featureCount: dataset.featureCount,
    modalities: dataset.modalities,
    splitCounts: { train: split.train.length, validation: split.validation.length, test: split.test.length },
    fingerprints: { ...fingerprints },
    notices: dataset.notices,
  };
}

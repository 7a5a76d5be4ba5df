/** Measures a trained run again: on its own splits, or on data it has never seen. Nothing is written. */
import { ConfigError, DataError } from '../base/errors.ts';
import { parseOptions } from '../base/options.ts';
import { dataOptions, type SourceOptions } from '../data/data-options.ts';
import type { Dataset, SplitName } from '../data/dataset.ts';
import type { LoadContext } from '../data/find-file.ts';
import type { Fingerprints } from '../data/fingerprint.ts';
import { joinRows } from '../data/join-rows.ts';
import { loadDataset } from '../data/load.ts';
import { selectColumns, selectRows } from '../data/select.ts';
import { applyPreprocessing } from '../data/standardize.ts';
import type { EffectiveBeta } from '../diagnose/effective-beta.ts';
import type { Evaluation } from '../diagnose/evaluation.ts';
import type { Finding } from '../diagnose/finding.ts';
import { diagnose } from '../diagnose/index.ts';
import { readNewestCheckpoint } from '../store/checkpoint.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { requireFittingData } from '../vae/model.ts';
import { evaluateParameters, knownBeforehand } from './examine.ts';
import { type Experiment, prepareExperiment } from './experiment.ts';
import type { ExperimentConfig } from './experiment-config.ts';
import { firstDifference } from './resume.ts';

export interface EvaluateOptions {
  readonly context: LoadContext;
  /** New data; all its rows are one test split. */
  readonly source?: SourceOptions;
  /** Only this split of the run's own data. */
  readonly split?: SplitName;
}

export interface EvaluatedRun {
  readonly evaluation: Evaluation;
  readonly effectiveBeta: EffectiveBeta;
  readonly findings: readonly Finding[];
  /** Whole sentences about the data that were read. */
  readonly notices: readonly string[];
}

/** @throws DataError when the run has no checkpoint, its data have changed, or new data lack one of its columns */
export async function evaluateRun(run: RunFolder, { context, source, split }: EvaluateOptions): Promise<EvaluatedRun> {
  const checkpoint = readNewestCheckpoint(run.checkpoints);
  if (checkpoint === undefined) throw new DataError(run.path, 'the run has no checkpoint yet');
  const config = run.read('config.resolved') as ExperimentConfig;
  const experiment = await prepareExperiment(config, context);
  requireUnchangedData(run, experiment.fingerprints);
  const { effectiveBeta } = experiment;
  const epochs = run.readEpochs().records;
  if (source === undefined) {
    const splits = split === undefined ? {} : { splits: [split] };
    const { evaluation, latents } = await evaluateParameters(experiment, checkpoint.tensors, splits);
    const findings = diagnose({ ...knownBeforehand(experiment), evaluation, latents, epochs });
    return { evaluation, effectiveBeta, findings, notices: checkpoint.warnings };
  }
  const fresh = await loadLike(experiment, source, context);
  const { evaluation, latents } = await evaluateParameters(
    experiment,
    checkpoint.tensors,
    besideTrainRows(experiment, fresh),
  );
  // What is known of the run's own data says nothing of these.
  const { data: _, ...beforehand } = knownBeforehand(experiment);
  const findings = diagnose({ ...beforehand, evaluation, latents, epochs });
  return { evaluation, effectiveBeta, findings, notices: [...checkpoint.warnings, ...fresh.notices] };
}

function requireUnchangedData(run: RunFolder, now: Fingerprints): void {
  const { fingerprints } = run.read('env') as { fingerprints: Fingerprints };
  const difference = firstDifference(fingerprints, now);
  if (difference === undefined) return;
  throw new DataError(
    run.path,
    `its data have changed: the fingerprint of ${difference.path} was ${difference.before} and is ${difference.now}`,
    { advice: 'Restore the data file, or measure the run on new data with --data' },
  );
}

/** New data with the columns of the run, in its order, rescaled as the run's own were. */
async function loadLike(
  { dataset, preprocessing, model, config }: Experiment,
  source: SourceOptions,
  context: LoadContext,
): Promise<Dataset> {
  const { missing, badLines, header, delimiter, decimal, encoding } = config.data;
  const reading = { missing, badLines, header, delimiter, decimal, encoding };
  const options = { source, columns: { include: [...dataset.columns] }, ...reading };
  const loaded = await loadNamed(parseOptions(dataOptions, options, '--data'), context);
  const position = new Map(loaded.columns.map((name, index) => [name, index]));
  const order = dataset.columns.map((name) => position.get(name)!);
  const ordered = selectColumns(loaded, order, dataset.modalities);
  const rescaled = applyPreprocessing(ordered, preprocessing);
  requireFittingData(model, rescaled);
  return rescaled;
}

async function loadNamed(...[data, context]: Parameters<typeof loadDataset>): Promise<Dataset> {
  try {
    return await loadDataset(data, context);
  } catch (error) {
    const missing = error instanceof ConfigError ? /: "(.*)" meets no column/.exec(error.message)?.[1] : undefined;
    if (missing === undefined) throw error;
    throw new DataError('--data', `the column "${missing}" of the run is missing`, {
      expected: `all ${data.columns.include!.length} columns it was trained on, in any order`,
      cause: error,
    });
  }
}

/** Baselines are fitted on the rows that trained, whatever rows are measured. */
function besideTrainRows({ dataset, split }: Experiment, fresh: Dataset) {
  const train = selectRows(dataset, split.train);
  const rows = (first: number, count: number) => Int32Array.from({ length: count }, (_, i) => first + i);
  return {
    dataset: joinRows(train, fresh),
    split: {
      train: rows(0, train.rowCount),
      validation: new Int32Array(0),
      test: rows(train.rowCount, fresh.rowCount),
    },
    splits: ['test'] as const,
  };
}

/** A trained run opened for use: its model with its parameters, and rows to use it on - its own, or new ones. */
import { ConfigError, DataError } from '../base/errors.ts';
import { parseOptions } from '../base/options.ts';
import { dataOptions, type SourceOptions } from '../data/data-options.ts';
import type { Dataset, Modality, SplitName } from '../data/dataset.ts';
import type { LoadContext } from '../data/find-file.ts';
import type { Fingerprints } from '../data/fingerprint.ts';
import { loadDataset } from '../data/load.ts';
import { asFloat32, selectColumns } from '../data/select.ts';
import { applyPreprocessing, type Preprocessing } from '../data/standardize.ts';
import type { NamedTensors } from '../engine/program.ts';
import { readNewestCheckpoint } from '../store/checkpoint.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { requireFittingData } from '../vae/model.ts';
import { type Experiment, prepareExperiment } from './experiment.ts';
import type { ExperimentConfig } from './experiment-config.ts';
import { type ModelInUse, readPrepared } from './prepared.ts';
import { firstDifference } from './resume.ts';
import { readRunConfig } from './run-files.ts';

export interface TrainedRun {
  readonly experiment: ModelInUse;
  readonly parameters: NamedTensors;
  /** Whole sentences about its checkpoint. */
  readonly notices: readonly string[];
}

export interface TrainedRunWithData extends TrainedRun {
  readonly experiment: Experiment;
}

/** @throws DataError when the run has no checkpoint, or its data have changed */
export async function openTrainedRun(run: RunFolder, context: LoadContext): Promise<TrainedRunWithData> {
  const trained = readTrained(run);
  const experiment = await prepareExperiment(readRunConfig(run), context);
  requireUnchangedData(run, experiment.fingerprints);
  return { experiment, ...trained };
}

/**
 * The same without its data, as far as the run has kept what was made of them.
 *
 * @param context - where the data of a run from before that are looked for
 */
export async function openTrainedModel(run: RunFolder, context: LoadContext): Promise<TrainedRun> {
  const experiment = readPrepared(run);
  return experiment === undefined ? openTrainedRun(run, context) : { experiment, ...readTrained(run) };
}

function readTrained(run: RunFolder): Omit<TrainedRun, 'experiment'> {
  const checkpoint = readNewestCheckpoint(run.checkpoints);
  if (checkpoint === undefined) throw new DataError(run.path, 'the run has no checkpoint yet');
  return { parameters: checkpoint.tensors, notices: checkpoint.warnings };
}

function requireUnchangedData(run: RunFolder, now: Fingerprints): void {
  const { fingerprints } = run.read('env') as { fingerprints: Fingerprints };
  const difference = firstDifference(fingerprints, now);
  if (difference === undefined) return;
  throw new DataError(
    run.path,
    `its data have changed: the fingerprint of ${difference.path} was ${difference.before} and is ${difference.now}`,
    {
      expected: 'the data it was trained on: they hold its columns and its scale, for new data too',
      advice: 'Restore the data file',
    },
  );
}

/** New data, or one split of the run's own. */
export type RowChoice = { readonly source: SourceOptions } | { readonly split: SplitName };

export interface ChosenRows {
  /** Rescaled, with the columns of the run. */
  readonly dataset: Dataset;
  readonly rows: Int32Array;
  /** Whole sentences about data that were read anew. */
  readonly notices: readonly string[];
}

/** A run with the rows that its model is to be used on; the run's own data are read only where the rows are of them. */
export async function openWithRows(
  run: RunFolder,
  choice: RowChoice,
  context: LoadContext,
): Promise<{ trained: TrainedRun; chosen: ChosenRows }> {
  if ('source' in choice) {
    const trained = await openTrainedModel(run, context);
    return { trained, chosen: await newRows(trained.experiment, choice.source, context) };
  }
  const trained = await openTrainedRun(run, context);
  return { trained, chosen: await chooseRows(trained.experiment, choice, context) };
}

/** @throws DataError when the split has no rows, or new data lack a column */
export async function chooseRows(experiment: Experiment, choice: RowChoice, context: LoadContext): Promise<ChosenRows> {
  if ('source' in choice) return newRows(experiment, choice.source, context);
  const rows = experiment.split[choice.split];
  if (rows.length === 0) throw new DataError('--split', `the ${choice.split} split of the run has no rows`);
  return { dataset: experiment.dataset, rows, notices: [] };
}

async function newRows(experiment: ModelInUse, source: SourceOptions, context: LoadContext): Promise<ChosenRows> {
  const dataset = await loadLike(experiment, source, context);
  const rows = Int32Array.from({ length: dataset.rowCount }, (_, row) => row);
  return { dataset, rows, notices: dataset.notices };
}

/**
 * New data with the columns of the run, in its order, rescaled as the run's own were.
 *
 * @param without - modalities whose columns are not read: they stand at what rescaling calls 0
 */
export async function loadLike(
  { dataset, preprocessing, model, config }: ModelInUse,
  source: SourceOptions,
  context: LoadContext,
  without: readonly Modality[] = [],
): Promise<Dataset> {
  const { missing, badLines, header, delimiter, decimal, encoding, idColumn } = config.data;
  const reading = { missing, badLines, header, delimiter, decimal, encoding };
  const isLeftOut = (column: number) => without.some(({ start, count }) => column >= start && column < start + count);
  const wanted = dataset.columns.filter((_, column) => !isLeftOut(column));
  const options = { source, columns: { include: wanted }, ...reading };
  const loaded = await loadNamed(options, idColumn, context);
  const position = new Map(loaded.columns.map((name, index) => [name, index]));
  const order = wanted.map((name) => position.get(name)!);
  const ordered =
    without.length === 0
      ? selectColumns(loaded, order, dataset.modalities)
      : spreadColumns(
          loaded,
          dataset,
          (column) => (isLeftOut(column) ? undefined : position.get(dataset.columns[column]!)),
          preprocessing,
        );
  const rescaled = applyPreprocessing(ordered, preprocessing);
  requireFittingData(model, rescaled);
  if (order.every((column, index) => column === index)) return rescaled;
  const notice = 'The columns are in another order than those of the run; they were matched by name.';
  return { ...rescaled, notices: [...rescaled.notices, notice] };
}

/** The columns of the run, from those that were read. @param placeOf - in what was read; undefined: not there */
function spreadColumns(
  loaded: Dataset,
  like: ModelInUse['dataset'],
  placeOf: (column: number) => number | undefined,
  { offset }: Preprocessing,
): Dataset {
  const { columns, modalities } = like;
  const featureCount = columns.length;
  const read = asFloat32(loaded);
  const data = new Float32Array(loaded.rowCount * featureCount);
  for (let j = 0; j < featureCount; j++) {
    const place = placeOf(j);
    for (let row = 0; row < loaded.rowCount; row++)
      data[row * featureCount + j] = place === undefined ? (offset[j] ?? 0) : read[row * loaded.featureCount + place]!;
  }
  const values = { kind: 'float32', data } as const;
  return { ...loaded, featureCount, rowShape: [featureCount], columns, modalities, values };
}

type ReadingOptions = Partial<ExperimentConfig['data']> & { readonly columns: { readonly include: readonly string[] } };

/** @param idColumn - of the run; new data need not have it */
async function loadNamed(
  options: ReadingOptions,
  idColumn: string | number | undefined,
  context: LoadContext,
): Promise<Dataset> {
  const { include } = options.columns;
  const withId = idColumn === undefined ? options : { ...options, idColumn };
  try {
    const loaded = await loadDataset(parseOptions(dataOptions, withId, '--data'), context);
    // Where columns stand otherwise, a position may name another column, even a feature.
    const isElsewhere = typeof idColumn === 'number' && include.some((name, index) => loaded.columns[index] !== name);
    return isElsewhere ? loadNamed(options, undefined, context) : loaded;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    if (idColumn !== undefined && error.where.endsWith('.idColumn')) return loadNamed(options, undefined, context);
    const missing = /: "(.*)" meets no column/.exec(error.message)?.[1];
    if (missing === undefined) throw error;
    throw new DataError('--data', `the column "${missing}" of the run is missing`, {
      expected: `all ${include.length} columns it was trained on, in any order`,
      cause: error,
    });
  }
}

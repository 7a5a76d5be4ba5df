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

/** Whether labels of new data are read, where they have them, by the rule of the run. */
export type LabelReading = 'leave' | 'when-there';

/** A run with the rows that its model is to be used on; the run's own data are read only where the rows are of them. */
export async function openWithRows(
  run: RunFolder,
  choice: RowChoice,
  context: LoadContext,
  labels: LabelReading = 'leave',
): Promise<{ trained: TrainedRun; chosen: ChosenRows }> {
  if ('source' in choice) {
    const trained = await openTrainedModel(run, context);
    return { trained, chosen: await newRows(trained.experiment, choice.source, context, labels) };
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

async function newRows(
  experiment: ModelInUse,
  source: SourceOptions,
  context: LoadContext,
  labels: LabelReading = 'leave',
): Promise<ChosenRows> {
  const dataset = await loadLike(experiment, source, context, [], labels);
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
  labels: LabelReading = 'leave',
): Promise<Dataset> {
  const { missing, badLines, header, delimiter, decimal, encoding, idColumn, label } = config.data;
  const reading = { missing, badLines, header, delimiter, decimal, encoding };
  const isLeftOut = (column: number) => without.some(({ start, count }) => column >= start && column < start + count);
  const wanted = dataset.columns.filter((_, column) => !isLeftOut(column));
  const options = { source, columns: { include: wanted }, ...reading };
  const loaded = await loadNamed(
    options,
    { idColumn, label: labels === 'leave' ? undefined : withoutOrder(label) },
    context,
  );
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

/** Which of two classes is the positive one is the run's to say: new data may have one of them alone, or a third. */
function withoutOrder(label: ExperimentConfig['data']['label']): ExperimentConfig['data']['label'] {
  if (typeof label !== 'object') return label;
  const { positive: _, ...rule } = label;
  return rule;
}

/** Columns of the run beside its features; new data need not have them. */
type Beside = Pick<ExperimentConfig['data'], 'idColumn' | 'label'>;

async function loadNamed(options: ReadingOptions, beside: Beside, context: LoadContext): Promise<Dataset> {
  const { include } = options.columns;
  const present = Object.fromEntries(Object.entries(beside).filter(([, value]) => value !== undefined)) as Beside;
  const without = (key: keyof Beside): Promise<Dataset> => {
    const { [key]: _, ...others } = present;
    return loadNamed(options, others as Beside, context);
  };
  try {
    const loaded = await loadDataset(parseOptions(dataOptions, { ...options, ...present }, '--data'), context);
    // Where columns stand otherwise, a position may name another column, even a feature.
    const isElsewhere = include.some((name, index) => loaded.columns[index] !== name);
    const byPosition = BESIDE.find((key) => isElsewhere && isPosition(present[key]));
    return byPosition === undefined ? loaded : without(byPosition);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const absent = BESIDE.find((key) => present[key] !== undefined && isAbsent(error, key));
    if (absent !== undefined) return without(absent);
    const missing = /: "(.*)" meets no column/.exec(error.message)?.[1];
    if (missing === undefined) throw error;
    const byPosition = BESIDE.find((key) => isPosition(present[key]));
    if (byPosition !== undefined) return without(byPosition);
    throw new DataError('--data', `the column "${missing}" of the run is missing`, {
      expected: `all ${include.length} columns it was trained on, in any order`,
      cause: error,
    });
  }
}

const BESIDE = ['idColumn', 'label'] as const satisfies readonly (keyof Beside)[];

const isPosition = (given: Beside[keyof Beside]): boolean =>
  typeof (typeof given === 'object' ? given.column : given) === 'number';

const isAbsent = ({ where, message }: ConfigError, key: keyof Beside): boolean =>
  where.endsWith(`.${key}`)
    ? /is not a column|there is no column/.test(message)
    : key === 'label' && where.endsWith('.label.column');

/** Arrays on disk - .npy, .npz, IDX - as datasets, with the labels that come in another file or member. */
import { basename } from 'node:path';
import { ConfigError, DataError } from '../base/errors.ts';
import { type NpyArray, type NumberArray, readNpyFile } from '../tensor/npy.ts';
import { listNpz, readNpzMember } from '../tensor/npz.ts';
import { type ColumnPlan, planBeside } from './columns.ts';
import type { SourceOptions } from './data-options.ts';
import type { Dataset, Labels } from './dataset.ts';
import { findDataFile, type Loading, WHERE } from './find-file.ts';
import { labelsFromTexts } from './labels.ts';
import { besideFeatures, readTable } from './load-table.ts';
import { settleColumns } from './settle-columns.ts';
import { datasetFromArray, labelTexts, onlyDataMember } from './sources/arrays.ts';
import { readIdx } from './sources/idx.ts';

type NpySource = Extract<SourceOptions, { npy: string }>;
type NpzSource = Extract<SourceOptions, { npz: string }>;
type IdxSource = Extract<SourceOptions, { idx: string }>;

export async function loadNpy({ npy, labels }: NpySource, loading: Loading): Promise<Dataset> {
  const array = await readNpyFile(findDataFile(npy, loading.context));
  return withLabelFile(datasetFromArray(array, basename(npy)), labels, loading);
}

export async function loadNpz({ npz, member, labels }: NpzSource, loading: Loading): Promise<Dataset> {
  const path = findDataFile(npz, loading.context);
  const where = basename(npz);
  const array = await readNpzMember(path, member ?? (await onlyDataMember(path, where)));
  const dataset = await withNamedColumns(datasetFromArray(array, where), path);
  const isMember = labels !== undefined && (await listNpz(path)).some(({ name }) => name === labels);
  if (!isMember) return withLabelFile(dataset, labels, loading);
  const texts = labelTexts(await readNpzMember(path, labels), `${where}/${labels}`);
  return settleColumns(withLabels(dataset, labels, texts), loading.choice);
}

/** Names of columns from a member called `columns`, as `elbo data convert` writes them. */
async function withNamedColumns(dataset: Dataset, path: string): Promise<Dataset> {
  if (dataset.rowShape.length > 1) return dataset;
  const isNames = (await listNpz(path)).some(
    ({ name, dtype, shape }) =>
      name === 'columns' && dtype.startsWith('U') && shape.length === 1 && shape[0] === dataset.featureCount,
  );
  if (!isNames) return dataset;
  const columns = labelTexts(await readNpzMember(path, 'columns'), `${dataset.name}/columns`);
  if (new Set(columns).size === columns.length) return { ...dataset, columns };
  throw new DataError(`${dataset.name}/columns`, 'names two columns alike', {
    advice: 'Give every column its own name',
  });
}

export async function loadIdx(source: IdxSource, loading: Loading): Promise<Dataset> {
  const read = (file: string): Promise<NpyArray> => readIdx(findDataFile(file, loading.context));
  const train = await read(source.idx);
  const where = basename(source.idx);
  if (source.testIdx === undefined) return withLabelFile(datasetFromArray(train, where), source.labels, loading);
  const test = await read(source.testIdx);
  const dataset = datasetFromArray(joined(train, test, where, basename(source.testIdx)), where);
  const trainCount = train.shape[0]!;
  const partition: Labels = {
    name: 'file',
    classes: ['train', 'test'],
    values: Int32Array.from({ length: dataset.rowCount }, (_, row) => (row < trainCount ? 0 : 1)),
  };
  const { labels, testLabels } = source;
  if (labels === undefined) return settleColumns({ ...dataset, partition }, loading.choice);
  if (testLabels === undefined) {
    throw new ConfigError(`${WHERE}.source.testLabels`, 'is missing, while idx, labels and testIdx are named', {
      expected: "the file of the test rows' labels",
    });
  }
  const texts = [
    ...labelTexts(await read(labels), basename(labels)),
    ...labelTexts(await read(testLabels), basename(testLabels)),
  ];
  return settleColumns({ ...withLabels(dataset, 'label', texts), partition }, loading.choice);
}

/** Rows of the second after those of the first. */
function joined(first: NpyArray, second: NpyArray, firstName: string, secondName: string): NpyArray {
  const [a, b] = [first, second].map(({ dtype, shape }) => `${dtype} [rows, ${shape.slice(1).join(', ')}]`);
  if (a !== b || first.kind === 'texts' || second.kind === 'texts') {
    throw new DataError(secondName, `holds ${b}`, { expected: `${a}, as ${firstName} does` });
  }
  const Block = first.data.constructor as new (length: number) => NumberArray;
  const data = new Block(first.data.length + second.data.length);
  data.set(first.data);
  data.set(second.data, first.data.length);
  return { ...first, shape: [first.shape[0]! + second.shape[0]!, ...first.shape.slice(1)], data };
}

/** Adds labels, row ids and parts from a file that has one row for each row of the dataset. */
async function withLabelFile(dataset: Dataset, file: string | undefined, loading: Loading): Promise<Dataset> {
  const { choice, context } = loading;
  if (file === undefined) return settleColumns(dataset, choice);
  const isNpy = file.endsWith('.npy');
  if (isNpy || /(-ubyte|\.idx)(\.gz)?$/.test(file)) {
    const path = findDataFile(file, context);
    const texts = labelTexts(isNpy ? await readNpyFile(path) : await readIdx(path), basename(file));
    return settleColumns(withLabels(dataset, 'label', texts), choice);
  }
  const table = await readTable(file, loading, (columns) => planOfLabels(columns, loading));
  requireSameRows(dataset, table.rowCount, file);
  const notices = [...dataset.notices, ...table.notices];
  const { columns, modalities } = choice;
  return settleColumns({ ...dataset, ...besideFeatures(table), notices }, { columns, modalities });
}

/** A file of labels has no features; its only column is the label. */
function planOfLabels(columns: readonly string[], { choice }: Loading): ColumnPlan {
  if (choice.label === undefined && columns.length > 1) {
    throw new ConfigError(`${WHERE}.label`, 'is missing, and the file of labels has several columns', {
      expected: columns,
    });
  }
  const plan = planBeside(columns, { ...choice, label: choice.label ?? 0 }, WHERE);
  return { ...plan, features: [], modalities: [], notices: [] };
}

function withLabels(dataset: Dataset, name: string, texts: readonly string[]): Dataset {
  requireSameRows(dataset, texts.length, name);
  return { ...dataset, labels: labelsFromTexts(name, texts) };
}

function requireSameRows(dataset: Dataset, count: number, what: string): void {
  if (count === dataset.rowCount) return;
  throw new DataError(dataset.name, `has ${dataset.rowCount} rows, but ${what} has ${count}`, {
    expected: 'one label for each row',
  });
}

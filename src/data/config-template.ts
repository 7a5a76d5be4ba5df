/** A first config for data nobody has described yet: what its values look like decides likelihood, scale and sizes. */
import { Document, isMap, visit } from 'yaml';
import { DataError } from '../base/errors.ts';
import type { DataConfig } from './data-options.ts';
import type { Dataset } from './dataset.ts';
import { type DatasetDescription, describeDataset } from './describe.ts';
import { findDataFile, type LoadContext } from './find-file.ts';
import { numberFromText } from './sources/cell.ts';
import { csvLayout } from './sources/csv-layout.ts';
import { duckDbFormat, duckDbLayout } from './sources/duckdb-table.ts';

/** Keys of a data section that a table needs before it can be read. */
export type GuessedData = Pick<DataConfig, 'source'> &
  Partial<Pick<DataConfig, 'label' | 'idColumn' | 'columns' | 'missing'>>;

const FEW_CLASSES = 20;
const MIN_PREFIX_COLUMNS = 3;

/**
 * Guesses from the first rows of a table - delimited text, Parquet, lines of JSON - which column is the label and which the
 * row id; other columns of text are left out. Other kinds of files are taken as they are.
 */
export async function guessData(source: string, context: LoadContext): Promise<GuessedData> {
  const layout = await tableLayout(source, context);
  if (layout === undefined) return { source };
  const { columns, sample, hasHeader, isText } = layout;
  const reference = (column: number): string | number => (hasHeader ? columns[column]! : column);
  const distinct = columns.map((_, j) => new Set(sample.map((row) => row[j] ?? '')));
  const text = [...columns.keys()].filter((j) => isText[j]);
  const named = columns.findIndex((name) => /^(label|class|target|diagnosis|y)$/i.test(name));
  const label =
    named >= 0 ? named : text.find((j) => distinct[j]!.size <= FEW_CLASSES && distinct[j]!.size < sample.length);
  const looksLikeId = (j: number) =>
    distinct[j]!.size === sample.length && (isText[j] || sample.every((row) => /^\d{4,}$/.test(row[j] ?? '')));
  const id =
    sample.length > 3
      ? [...columns.keys()].find((j) => j !== label && (j === 0 || isText[j]) && looksLikeId(j))
      : undefined;
  const left = text.filter((j) => j !== label && j !== id);
  if (text.length === columns.length) throw new DataError(source, 'holds no column of numbers');
  return {
    source,
    ...(label === undefined ? {} : { label: reference(label) }),
    ...(id === undefined ? {} : { idColumn: reference(id) }),
    ...(left.length === 0 ? {} : { columns: { exclude: left.map((j) => columns[j]!) } }),
  };
}

interface TableLayout {
  readonly columns: readonly string[];
  readonly sample: readonly (readonly string[])[];
  readonly hasHeader: boolean;
  readonly isText: readonly boolean[];
}

async function tableLayout(source: string, context: LoadContext): Promise<TableLayout | undefined> {
  if (/\.(csv|tsv|txt|data|tes|tra)(\.gz)?$/i.test(source)) {
    const options = { header: 'auto', delimiter: 'auto', decimal: '.', encoding: 'auto' } as const;
    const layout = await csvLayout(findDataFile(source, context), options);
    const isText = layout.columns.map((_, j) =>
      layout.sample.some((row) => numberFromText(row[j] ?? '', '.') === undefined),
    );
    return { ...layout, isText };
  }
  const format = duckDbFormat(source);
  return format && { ...(await duckDbLayout(findDataFile(source, context), format)), hasHeader: true };
}

/**
 * A commented config for this data, as YAML.
 *
 * @param source - as it goes into `data.source`
 * @param guessed - other keys of the data section that were needed to read the data
 */
export function suggestConfig(
  dataset: Dataset,
  source: DataConfig['source'],
  guessed: Partial<GuessedData> = {},
): string {
  const description = describeDataset(dataset);
  const modalities = guessModalities(dataset);
  const isUnit = description.modalities.every(({ min, max }) => min >= 0 && max <= 1);
  const likelihood = isUnit ? 'bernoulli' : 'gaussian';
  const { encoder, latent, batchSize } = sizes(dataset);
  const config = {
    name: slug(dataset.name),
    seed: 42,
    data: {
      source,
      ...guessed,
      ...(modalities === undefined ? {} : { modalities }),
      split: {
        by: dataset.partition !== undefined ? 'given' : dataset.labels === undefined ? 'random' : 'stratified',
        ...(dataset.partition === undefined ? { train: 0.8, validation: 0.1, test: 0.1 } : { validation: 0.1 }),
      },
      standardize: isUnit ? 'none' : 'z-score',
    },
    architecture: {
      kind: 'dense',
      encoder,
      latent,
      decoder: encoder.toReversed(),
      activation: 'relu',
      batchNorm: false,
      dropout: 0,
    },
    likelihood,
    objective: { kind: 'beta', beta: 1 },
    training: { optimizer: { kind: 'adam', learningRate: 0.001 }, batchSize, epochs: 100, conventions: 'keras' },
    evaluation: { everyEpochs: 1 },
  };
  const document = new Document(config, { aliasDuplicateObjects: false });
  visit(document, {
    Seq: (_, node) => {
      node.flow = true;
    },
  });
  document.commentBefore = ` ${dataset.rowCount} rows, ${dataset.featureCount} columns. "elbo check" prints every other key with its default.`;
  comment(document.contents, 'data', ' Where rows come from, what their columns are, and how they are split.');
  comment(document.contents, 'architecture', ' Widths grow with the square root of the number of columns.');
  comment(document.contents, 'likelihood', reasonFor(description, isUnit));
  comment(document.contents, 'objective', ' beta 1 is the plain bound (ELBO), in nats summed over columns.');
  comment(document.contents, 'training', ' keras or pytorch: initial values, epsilon of Adam, batch norm.');
  return document.toString({ flowCollectionPadding: false, lineWidth: 120 });
}

function reasonFor({ storage }: DatasetDescription, isUnit: boolean): string {
  if (storage === 'bits') return ' All values are 0 or 1.';
  if (storage === 'bytes' && isUnit) return ' Grey levels as intensities between 0 and 1.';
  return isUnit ? ' All values lie between 0 and 1.' : ' Real values: brought to mean 0 and variance 1 first.';
}

function comment(contents: unknown, key: string, text: string): void {
  if (!isMap(contents)) return;
  for (const { key: node } of contents.items) {
    const scalar = node as { value: unknown; commentBefore?: string };
    if (scalar.value === key) scalar.commentBefore = text;
  }
}

/** One modality per common beginning of names such as `H3K9_17`, where such names cover nearly all columns. */
function guessModalities({ columns, rowShape, modalities }: Dataset): Record<string, string | string[]> | undefined {
  // Images have none, and what has several already brings them along.
  if (rowShape.length > 1 || modalities.length > 1) return undefined;
  const groups = new Map<string, number>();
  const beginnings = columns.map((name) => /^(.*[A-Za-z].*[_.])\d+$/.exec(name)?.[1]);
  for (const beginning of beginnings)
    if (beginning !== undefined) groups.set(beginning, (groups.get(beginning) ?? 0) + 1);
  const large = [...groups].filter(([, count]) => count >= MIN_PREFIX_COLUMNS);
  const isExact = large.every(([start, count]) => columns.filter((name) => name.startsWith(start)).length === count);
  const names = new Set(large.map(([start]) => start));
  const others = columns.filter((_, j) => !names.has(beginnings[j] ?? ''));
  if (large.length < 2 || !isExact || others.length > columns.length / 10) return undefined;
  return {
    ...Object.fromEntries(large.map(([start]) => [start.slice(0, -1).toLowerCase(), `${start}*`])),
    ...(others.length === 1 ? { [others[0]!.toLowerCase()]: others } : others.length > 1 ? { other: others } : {}),
  };
}

/** Widths that suit the number of columns; rows limit the batch. */
function sizes({ featureCount, rowCount }: Dataset): { encoder: number[]; latent: number; batchSize: number } {
  const first = powerOfTwo(16 * Math.sqrt(featureCount), 16, 1024);
  const second = Math.max(8, first / 2);
  const latent = Math.max(2, Math.min(50, Math.round(Math.sqrt(featureCount) / 2)));
  return { encoder: [first, second], latent, batchSize: powerOfTwo(rowCount / 40, 16, 128) };
}

const powerOfTwo = (near: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, 2 ** Math.round(Math.log2(Math.max(1, near)))));

const slug = (name: string): string =>
  name
    .replace(/(\.[a-z]+)+$/i, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase() || 'experiment';

/** Which rows train, validate and test. */
import { z } from 'zod';
import { ConfigError, DataError } from '../base/errors.ts';
import { choice, integer, list, number } from '../base/options.ts';
import type { RandomStreams } from '../base/random.ts';
import type { Dataset, Labels, Split, SplitName } from './dataset.ts';
import { cutFold, withGaps } from './folds.ts';

export const SPLIT_KINDS = ['random', 'stratified', 'position', 'column', 'given'] as const;

const values = (part: SplitName, words: string[]) =>
  list(z.union([z.string(), z.number()]), { default: words, help: `values of the column that mean ${part}` });

export const splitOptions = z.strictObject({
  by: choice(SPLIT_KINDS, {
    default: 'random',
    help: 'random; stratified keeps the share of each label; position takes rows in their order; column reads the part of each row from a column; given takes the files the source names',
  }),
  train: number({ min: 0, max: 1, help: 'share of rows that train; by default what the others leave' }).optional(),
  validation: number({
    default: 0.1,
    min: 0,
    max: 1,
    help: 'share of rows; for column and given: of the train rows, where the source gives no validation rows',
  }),
  test: number({ default: 0.1, min: 0, max: 1, help: 'share of rows; unused for column and given' }),
  gap: integer({ default: 0, min: 0, help: 'rows left out between neighbouring parts, for position', unit: 'rows' }),
  column: z
    .union([z.string(), z.int()])
    .optional()
    .meta({ description: 'column that names the part of each row, for column' }),
  fold: z
    .strictObject({
      number: integer({ min: 1, help: 'which fold, counted from 1' }),
      of: integer({ min: 2, help: 'how many there are' }),
    })
    .optional()
    .meta({ description: 'in place of a share: test rows are one of so many folds; `folds` makes a study of all' }),
  values: z
    .strictObject({
      train: values('train', ['train', 'training']),
      validation: values('validation', ['validation', 'valid', 'val', 'dev']),
      test: values('test', ['test', 'testing']),
    })
    .prefault({} as never)
    .meta({ description: 'which values of the column mean which part' }),
});

export type SplitOptions = z.output<typeof splitOptions>;

/**
 * Row numbers of each part, ascending. The parts are disjoint; rows in none are those of a gap, of shares that do not add
 * up to 1, or of values of the column that mean no part.
 *
 * @param random - draws from the stream `split`; with more rows in one part the others only lose rows to it
 * @throws ConfigError when the shares exceed 1 or a label or column is missing; DataError when no row is left to train
 */
export function makeSplit(dataset: Dataset, options: SplitOptions, random: RandomStreams): Split {
  const { rowCount } = dataset;
  const split =
    options.fold === undefined ? makers[options.by](dataset, options, random) : makeFold(dataset, options, random);
  if (split.train.length === 0) {
    throw new DataError(dataset.name, `no row is left to train: ${rowCount} rows, split by ${options.by}`, {
      advice: 'Give data.split.train a larger share',
    });
  }
  return split;
}

type MakeSplit = (dataset: Dataset, options: SplitOptions, random: RandomStreams) => Split;

const makers: Readonly<Record<(typeof SPLIT_KINDS)[number], MakeSplit>> = {
  random: ({ rowCount }, options, random) => cut([random.of('split').permutation(rowCount)], sharesOf(options)),
  stratified: (dataset, options, random) => cut(strataOf(dataset, random), sharesOf(options)),
  position: ({ rowCount }, options) => {
    const ends = boundaries(rowCount, sharesOf(options));
    const { gap } = options;
    const [train, validation, test] = [0, 1, 2].map((part) => {
      const isFirst = ends[part]! === 0;
      const start = ends[part]! + (isFirst ? 0 : gap);
      return Int32Array.from({ length: Math.max(0, ends[part + 1]! - start) }, (_, i) => start + i);
    });
    return { train: train!, validation: validation!, test: test! };
  },
  column: fromPartition,
  given: fromPartition,
};

/** Rows of each class, in random order. @throws ConfigError when the data have no labels */
function strataOf({ labels, rowCount }: Dataset, random: RandomStreams): number[][] {
  if (labels === undefined) {
    throw new ConfigError('config.data.split.by', '"stratified" needs labels and the data has none', {
      advice: 'Set data.label, or split by random',
    });
  }
  // Rows without a label are spread like one more class.
  const strata = Array.from({ length: labels.classes.length + 1 }, () => [] as number[]);
  for (const row of random.of('split').permutation(rowCount)) strata[labels.values[row]! + 1]!.push(row);
  return strata;
}

function sharesOf({ train, validation, test }: SplitOptions): readonly [number, number, number] {
  const sum = (train ?? 0) + validation + test;
  if (sum > 1 + 1e-9) {
    throw new ConfigError('config.data.split', `train, validation and test add up to ${Number(sum.toFixed(6))}`, {
      expected: 'at most 1',
      advice: 'A share that is not set is 0.1 for validation and for test; set it to 0 where it is not wanted',
    });
  }
  return [train ?? 1 - validation - test, validation, test];
}

/** Ends of the parts: 0, train, train + validation, all. Rounded down, as 80 % of 1902 rows are 1521. */
function boundaries(rowCount: number, shares: readonly [number, number, number]): number[] {
  let sum = 0;
  return [0, ...shares.map((share) => Math.min(rowCount, Math.floor(rowCount * (sum += share) + 1e-9)))];
}

function cut(strata: readonly ArrayLike<number>[], shares: readonly [number, number, number]): Split {
  const parts: [number[], number[], number[]] = [[], [], []];
  for (const rows of strata) {
    const ends = boundaries(rows.length, shares);
    for (let i = 0; i < ends[3]!; i++) parts[i < ends[1]! ? 0 : i < ends[2]! ? 1 : 2].push(rows[i]!);
  }
  const [train, validation, test] = parts.map((rows) => Int32Array.from(rows).sort());
  return { train: train!, validation: validation!, test: test! };
}

function fromPartition(dataset: Dataset, options: SplitOptions, random: RandomStreams): Split {
  const { partition } = dataset;
  if (partition === undefined) {
    throw new ConfigError('config.data.split.by', `"${options.by}" needs a source that says which rows are which`, {
      advice: 'Set data.split.column, or name test files in data.source',
    });
  }
  const train = rowsNamed(partition, options.values.train);
  const validation = rowsNamed(partition, options.values.validation);
  const test = rowsNamed(partition, options.values.test);
  if (train.length === 0) {
    throw new DataError(
      dataset.name,
      `no row of "${partition.name}" says train; it holds ${partition.classes.join(', ')}`,
      {
        advice: 'Say which values mean which part in data.split.values',
      },
    );
  }
  const wanted = validation.length > 0 ? 0 : Math.floor(train.length * options.validation + 1e-9);
  if (wanted === 0) return { train, validation, test };
  const order = random.of('split', 1).permutation(train.length);
  const rows = Int32Array.from(order, (i) => train[i]!);
  return { train: rows.slice(wanted).sort(), validation: rows.slice(0, wanted).sort(), test };
}

function rowsNamed({ classes, values: parts }: Labels, words: readonly (string | number)[]): Int32Array {
  const wanted = new Set(words.map((word) => classes.indexOf(String(word))).filter((position) => position >= 0));
  const rows: number[] = [];
  parts.forEach((part, row) => {
    if (wanted.has(part)) rows.push(row);
  });
  return Int32Array.from(rows);
}

/** @throws ConfigError when the source gives the parts, or there is no such fold; DataError when the fold has no row */
function makeFold(dataset: Dataset, options: SplitOptions, random: RandomStreams): Split {
  const { by, fold, gap, validation, train } = options;
  const { number: which, of } = fold!;
  if (which > of)
    throw new ConfigError('config.data.split.fold.number', `there is no fold ${which} of ${of}`, {
      expected: `a whole number from 1 to ${of}`,
    });
  const split = cutFold(foldStrata(dataset, by, random), { which, of, validation, train: train ?? 1 });
  if (split.test.length === 0)
    throw new DataError(dataset.name, `fold ${which} of ${of} has no row: there are ${dataset.rowCount} rows`, {
      advice: 'Ask for fewer folds',
    });
  return by === 'position' && gap > 0 ? withGaps(split, gap, dataset.rowCount) : split;
}

function foldStrata(dataset: Dataset, by: SplitOptions['by'], random: RandomStreams): ArrayLike<number>[] {
  switch (by) {
    case 'random':
      return [random.of('split').permutation(dataset.rowCount)];
    case 'stratified':
      return strataOf(dataset, random);
    case 'position':
      return [Int32Array.from({ length: dataset.rowCount }, (_, row) => row)];
    default:
      throw new ConfigError('config.data.split.by', `"${by}" says which rows are which, so there are no folds`, {
        expected: ['random', 'stratified', 'position'],
      });
  }
}

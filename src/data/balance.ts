/**
 * Rows balanced by label: as many of each class. Losses and probabilities learned on balanced rows speak of a world in
 * which classes are equally common; so held-out rows are left as they are, unless a config asks for the mistake.
 */
import { z } from 'zod';
import { ConfigError, DataError } from '../base/errors.ts';
import { choice, text } from '../base/options.ts';
import type { RandomStreams } from '../base/random.ts';
import { type Dataset, type Labels, readRows, SPLIT_NAMES, type Split, type SplitName } from './dataset.ts';

const WHERE = 'config.data.balance';

export const balanceOption = z
  .union([
    z.literal('none'),
    z.strictObject({
      by: text({ help: 'the label; by default that of the data' }).optional(),
      method: choice(['under', 'over'], {
        default: 'under',
        help: 'under leaves rows of larger classes out; over repeats rows of smaller ones',
      }),
      splits: choice(['train', 'all'], {
        default: 'train',
        help: 'which parts; all makes validation and test unlike the data, and raises a finding',
      }),
    }),
  ])
  .default('none')
  .meta({ description: '`none`, or {by, method: under | over, splits: train | all}: as many rows of each class' });

export type BalanceOptions = z.output<typeof balanceOption>;

/** Rows of each class. */
export type ClassCounts = Readonly<Record<string, number>>;

/** What was done, in plain data. */
export interface Balance {
  /** Name of the label. */
  readonly by: string;
  readonly method: 'under' | 'over';
  readonly splits: 'train' | 'all';
  /** Of each part that was balanced. */
  readonly counts: Readonly<Partial<Record<SplitName, { readonly before: ClassCounts; readonly after: ClassCounts }>>>;
}

/**
 * The split with as many rows of each class. Rows without a label are left out where rows are balanced.
 *
 * @param random - draws which rows go or come twice, from the stream `balance`
 * @returns the same split and no balance where none is asked for; with `over` a row number may come several times
 * @throws ConfigError when the data have no such label; DataError when rows are of one class
 */
export function balanceSplit(
  dataset: Dataset,
  split: Split,
  options: BalanceOptions,
  random: RandomStreams,
): { readonly split: Split; readonly balance?: Balance } {
  if (options === 'none') return { split };
  const { method, splits } = options;
  const labels = requireLabel(dataset, options.by);
  const parts = SPLIT_NAMES.filter((name) => name === 'train' || (splits === 'all' && split[name].length > 0));
  const balanced = Object.fromEntries(
    parts.map((name) => {
      const perClass = rowsPerClass(split[name], labels);
      const sizes = perClass.map((rows) => rows.length).filter((size) => size > 0);
      if (sizes.length < 2)
        throw new DataError(dataset.name, `${name} rows are of one class of ${labels.name}, so none can be balanced`, {
          advice: 'Set data.balance: none, or split so that every part has rows of each class',
        });
      const size = method === 'under' ? Math.min(...sizes) : Math.max(...sizes);
      const chosen = perClass.map((rows, index) => {
        const order = random.of('balance', SPLIT_NAMES.indexOf(name), index).permutation(rows.length);
        // Every row comes as often as the others of its class, or once more.
        return rows.length === 0 ? [] : Array.from({ length: size }, (_, i) => rows[order[i % rows.length]!]!);
      });
      const count = (all: readonly ArrayLike<number>[]) =>
        Object.fromEntries(labels.classes.map((one, index) => [one, all[index]!.length]));
      const counts = { before: count(perClass), after: count(chosen) };
      return [name, { rows: Int32Array.from(chosen.flat()).sort(), counts }];
    }),
  );
  const entries = Object.entries(balanced);
  return {
    split: { ...split, ...Object.fromEntries(entries.map(([name, { rows }]) => [name, rows])) },
    balance: {
      by: labels.name,
      method,
      splits,
      counts: Object.fromEntries(entries.map(([name, { counts }]) => [name, counts])),
    },
  };
}

function requireLabel({ labels }: Dataset, by: string | undefined): Labels {
  if (labels === undefined)
    throw new ConfigError(WHERE, 'rows are balanced by label, and the data have none', {
      advice: by === undefined ? 'Set data.label' : `Set data.label: ${by}`,
    });
  if (by === undefined || by === labels.name) return labels;
  throw new ConfigError(`${WHERE}.by`, `"${by}" is not the label of the data`, {
    expected: `"${labels.name}"`,
    advice: `Leave it out, or set data.label: ${by}`,
  });
}

function rowsPerClass(rows: Int32Array, { classes, values }: Labels): number[][] {
  const perClass = classes.map((): number[] => []);
  for (const row of rows) perClass[values[row]!]?.push(row);
  return perClass;
}

/**
 * What the rows of each class hold in a column: of a label that is a column too, whatever its classes are called.
 *
 * @param rows - of which the first of each class is asked
 */
export function valuesOfClasses(dataset: Dataset, rows: Int32Array, column: number): Record<string, number> {
  const { classes, values } = dataset.labels!;
  return Object.fromEntries(
    classes.flatMap((name, index) => {
      const row = rows.find((one) => values[one] === index);
      return row === undefined ? [] : [[name, readRows(dataset, [row])[column]!]];
    }),
  );
}

/** The share of rows whose class stands for a 1; absent where one stands for neither 0 nor 1. */
export function shareOfOnes(counts: ClassCounts, valuePerClass: Readonly<Record<string, number>>): number | undefined {
  const known = Object.entries(counts).filter(([, count]) => count > 0);
  if (known.some(([name]) => valuePerClass[name] !== 0 && valuePerClass[name] !== 1)) return undefined;
  const rows = (value: number): number =>
    known.reduce((sum, [name, count]) => sum + (valuePerClass[name] === value ? count : 0), 0);
  return rows(1) / (rows(0) + rows(1));
}

/** What was done, in one sentence for each part. */
export function balanceNotices({ by, method, counts }: Balance): string[] {
  const write = (all: ClassCounts) =>
    Object.entries(all)
      .map(([name, count]) => `${count} of class ${name}`)
      .join(', ');
  return Object.entries(counts).map(
    ([split, { before, after }]) =>
      `Balanced by ${by}, ${method === 'under' ? 'by leaving rows out' : 'by repeating rows'}: ${split} had ${write(before)}, and has ${write(after)}.`,
  );
}

/** What labels must be like for a classifier to be trained and judged on them. */
import { ConfigError, DataError } from '../base/errors.ts';
import { type Dataset, type Labels, readRows, SPLIT_NAMES, type Split } from './dataset.ts';

/** More values than this share of rows are measurements or ids, not classes. */
const MOST_CLASSES_PER_ROW = 0.5;
const WHERE = 'config.data.label';

/**
 * @param allowed - columns that may tell the label, because a config says so
 * @throws ConfigError when there are no labels, or they are no classes; DataError when a part of the split is of one class,
 * or a feature is the label over again
 */
export function requireClasses(dataset: Dataset, split: Split, allowed: readonly string[] = []): Labels {
  const { labels, name } = dataset;
  if (labels === undefined) throw new ConfigError(WHERE, 'is missing, and a classifier learns from labels');
  const known = labels.values.reduce((count, value) => count + (value >= 0 ? 1 : 0), 0);
  if (labels.classes.length > Math.max(2, MOST_CLASSES_PER_ROW * known)) {
    throw new ConfigError(WHERE, `${labels.name} has ${labels.classes.length} values in ${known} rows`, {
      expected: 'a column of classes, not of measurements or ids',
      ...(labels.classes.every((value) => Number.isFinite(Number(value)))
        ? { advice: 'To tell numbers, set architecture.task: regression' }
        : {}),
    });
  }
  for (const part of SPLIT_NAMES) {
    const present = new Set(Array.from(split[part], (row) => labels.values[row]!).filter((value) => value >= 0));
    if (present.size > 1 || (split[part].length === 0 && part !== 'train')) continue;
    const [only] = present;
    const said = only === undefined ? 'have no label' : `are all of the class "${labels.classes[only]}"`;
    throw new DataError(name, `the ${split[part].length} ${part} rows ${said} of ${labels.name}`, {
      expected: 'rows of two classes at least',
      advice: 'Set data.split.by: stratified, or give the part a larger share',
    });
  }
  const twin = labelTwins(dataset, labels, split.train).find((column) => !allowed.includes(column));
  if (twin !== undefined) {
    throw new DataError(name, `the feature "${twin}" has one value for each class of ${labels.name}: it is the label`, {
      advice: 'Add it to data.columns.exclude',
    });
  }
  return labels;
}

/** Columns with as many values as there are classes in these rows, one for each. */
export function labelTwins(dataset: Dataset, labels: Labels, rows: Int32Array): string[] {
  const known = rows.filter((row) => labels.values[row]! >= 0);
  const { featureCount } = dataset;
  const classByValue = Array.from({ length: featureCount }, () => new Map<number, number>());
  const valueByClass = Array.from({ length: featureCount }, () => new Map<number, number>());
  let left = Array.from(classByValue.keys());
  const row = new Float32Array(featureCount);
  for (const at of known) {
    // Most columns are out after a few rows.
    if (left.length === 0) return [];
    readRows(dataset, [at], row);
    const target = labels.values[at]!;
    left = left.filter((j) => {
      const value = row[j]!;
      if ((classByValue[j]!.get(value) ?? target) !== target || (valueByClass[j]!.get(target) ?? value) !== value)
        return false;
      classByValue[j]!.set(value, target);
      valueByClass[j]!.set(target, value);
      return true;
    });
  }
  return left.filter((j) => valueByClass[j]!.size > 1).map((j) => dataset.columns[j]!);
}

/** @throws DataError when a class has fewer rows than there are folds, so that some fold tests none of it */
export function requireFolds({ name }: Dataset, labels: Labels, foldCount: number): void {
  const counts = new Array<number>(labels.classes.length).fill(0);
  for (const value of labels.values) if (value >= 0) counts[value]!++;
  const small = counts.findIndex((count) => count < foldCount);
  if (small < 0) return;
  throw new DataError(
    name,
    `the class "${labels.classes[small]}" of ${labels.name} has ${counts[small]} ${counts[small] === 1 ? 'row' : 'rows'}, fewer than the ${foldCount} folds`,
    {
      advice:
        counts[small]! < 2
          ? 'Leave the class out with data.classes'
          : `Take at most ${counts[small]} folds, or leave the class out with data.classes`,
    },
  );
}

/** A label must be there for every row that a head is trained or judged on, and must not stand among the columns. */
import { ConfigError, DataError } from '../base/errors.ts';
import { type Dataset, SPLIT_NAMES, type Split } from '../data/dataset.ts';
import { requireClasses, requireFolds } from '../data/require-classes.ts';
import { isScore } from '../train/stopping.ts';
import type { TrainingOptions } from '../train/training-options.ts';
import type { Model } from '../vae/model.ts';

/**
 * @param model - without a label there is nothing to check
 * @param foldCount - where test rows are one of so many folds: each class must have rows for all of them
 * @throws ConfigError or DataError when rows have no label, a part of the split is of one class, or a column is the label
 */
export function requireLabel(
  { label }: Pick<Model, 'label'>,
  dataset: Dataset,
  split: Split,
  foldCount?: number,
): void {
  const { labels, name } = dataset;
  if (label === undefined || labels === undefined) return;
  for (const part of SPLIT_NAMES) {
    const missing = split[part].reduce((count, row) => count + (labels.values[row]! < 0 ? 1 : 0), 0);
    if (missing === 0) continue;
    throw new DataError(name, `${missing} of the ${split[part].length} ${part} rows have no ${labels.name}`, {
      expected: 'a label in every row that a head is trained or judged on',
      advice: 'Set data.missingLabels: drop',
    });
  }
  if (label.task === 'regression') return;
  if (foldCount !== undefined) requireFolds(dataset, labels, foldCount);
  requireClasses(dataset, split);
}

/** @throws ConfigError when early stopping watches what no head of classes tells */
export function requireMonitor({ label }: Partial<Pick<Model, 'label'>>, { earlyStopping }: TrainingOptions): void {
  if (earlyStopping === 'none' || !isScore(earlyStopping.monitor)) return;
  if (label !== undefined && label.task !== 'regression') return;
  throw new ConfigError(
    'config.training.earlyStopping.monitor',
    `${earlyStopping.monitor} is of a head that tells classes, and the model has none`,
    { expected: 'loss, negativeElbo or reconstruction' },
  );
}

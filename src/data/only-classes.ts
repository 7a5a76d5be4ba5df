/** Rows of some classes alone, in the parts they have anyway: a model of one class is judged on rows that others are judged on. */
import { ConfigError } from '../base/errors.ts';
import type { Dataset, Labels, Split } from './dataset.ts';

const WHERE = 'config.data.classes';

/** @throws ConfigError when the data have no labels, or no such class */
export function onlyClasses(
  { labels }: Pick<Dataset, 'labels'>,
  split: Split,
  classes: readonly (string | number)[] | undefined,
): Split {
  if (classes === undefined) return split;
  if (labels === undefined)
    throw new ConfigError(WHERE, 'rows are chosen by label, and the data have none', { advice: 'Set data.label' });
  const unknown = classes.find((name) => !labels.classes.includes(String(name)));
  if (unknown !== undefined) {
    const given = String(unknown);
    throw new ConfigError(WHERE, `"${given}" is not a class of ${labels.name}`, { expected: labels.classes, given });
  }
  return rowsOfClasses(split, labels, classes.map(String));
}

/** @param names - of classes that there are */
export function rowsOfClasses(split: Split, { classes, values }: Labels, names: readonly string[]): Split {
  const wanted = new Set(names.map((name) => classes.indexOf(name)));
  const only = (rows: Int32Array): Int32Array => rows.filter((row) => wanted.has(values[row]!));
  return { train: only(split.train), validation: only(split.validation), test: only(split.test) };
}

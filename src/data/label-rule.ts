/**
 * How the values of a label column become classes: by the names given them, or by a text they contain. Which of two classes
 * is the one that precision, recall and F1 speak of is said here, or left to the order of their names - never guessed.
 */
import { z } from 'zod';
import { ConfigError, DataError } from '../base/errors.ts';
import { choice, text } from '../base/options.ts';
import type { Dataset, Labels } from './dataset.ts';
import { selectRows } from './select.ts';

const reference = z.union([z.string(), z.int()]);

export const labelOption = z
  .union([
    reference,
    z.strictObject({
      column: reference
        .optional()
        .meta({ description: 'by name or by position; not needed where labels come in a file of their own' }),
      name: text({ help: 'what the label is called, where the file does not say' }).optional(),
      names: z
        .record(z.string(), z.string().min(1))
        .optional()
        .meta({ description: 'value to the name of its class, every value; values of one name are one class' }),
      contains: text({ help: 'a text: values that contain it are the class of that name' }).optional(),
      otherwise: text({ help: 'the class of all other values; by default `not` and the text' }).optional(),
      positive: text({ help: 'of two classes, the one that precision, recall and F1 are of' }).optional(),
    }),
  ])
  .optional()
  .meta({
    description:
      'the column of classes, by name or by position counted from 0, -1 is the last; or {column, name, names, contains, otherwise, positive}',
  });

export type LabelOption = z.output<typeof labelOption>;

export const missingLabelsOption = choice(['keep', 'drop', 'refuse'], {
  default: 'keep',
  help: 'what to do with rows without a label: keep trains on them where no label is needed; rows left out are counted',
});

export type MissingLabels = z.output<typeof missingLabelsOption>;

const WHERE = 'config.data.label';

/** The column alone. */
export const labelColumn = (option: LabelOption): string | number | undefined =>
  typeof option === 'object' ? option.column : option;

/**
 * The dataset with its classes named and ordered as asked: of two, the positive one is the second.
 *
 * @throws ConfigError when the option does not fit the values, DataError when rows without a label are refused or all are
 */
export function settleLabels(dataset: Dataset, option: LabelOption, missing: MissingLabels): Dataset {
  const labels = dataset.labels;
  if (labels === undefined) {
    if (typeof option !== 'object') return dataset;
    throw new ConfigError(`${WHERE}.column`, 'is missing, and no labels came beside the rows', {
      expected: 'the column that holds the label',
    });
  }
  const settled = typeof option === 'object' ? applyRule(labels, option) : labels;
  return withoutMissing(settled === labels ? dataset : { ...dataset, labels: settled }, settled, missing);
}

type Rule = Exclude<LabelOption, string | number | undefined>;

function applyRule(labels: Labels, rule: Rule): Labels {
  if (rule.names !== undefined && rule.contains !== undefined) {
    throw new ConfigError(WHERE, 'has both names and contains', { expected: 'one of them' });
  }
  if (rule.otherwise !== undefined && rule.contains === undefined) {
    throw new ConfigError(`${WHERE}.otherwise`, 'is said without contains', {
      advice: 'Give the text that the first class contains',
    });
  }
  const renamed =
    rule.names !== undefined
      ? byNames(labels, rule.names)
      : rule.contains !== undefined
        ? byText(labels, rule.contains, rule.otherwise ?? `not ${rule.contains}`)
        : labels;
  const named = rule.name === undefined ? renamed : { ...renamed, name: rule.name };
  return rule.positive === undefined ? named : withPositive(named, rule.positive);
}

function byNames(labels: Labels, names: Readonly<Record<string, string>>): Labels {
  // A name for a value that no row has is no mistake: new data may have rows of one class alone.
  const unnamed = labels.classes.find((value) => names[value] === undefined);
  if (unnamed !== undefined) {
    throw new ConfigError(`${WHERE}.names`, `the value "${unnamed}" of ${labels.name} has no name`, {
      expected: `one for each of: ${shown(labels.classes).join(', ')}`,
      advice: 'Rows of a class are left out by data.classes',
    });
  }
  const classes = [...new Set(Object.values(names))];
  return mapped(labels, classes, (value) => names[value]!);
}

function byText(labels: Labels, part: string, otherwise: string): Labels {
  if (part === otherwise) throw new ConfigError(`${WHERE}.otherwise`, 'is the name of the other class too');
  const classes = [part, otherwise].sort((a, b) => (a < b ? -1 : 1));
  return mapped(labels, classes, (value) => (value.includes(part) ? part : otherwise));
}

function mapped(labels: Labels, classes: readonly string[], nameOf: (value: string) => string): Labels {
  const positions = labels.classes.map((value) => classes.indexOf(nameOf(value)));
  return { ...labels, classes, values: labels.values.map((value) => (value < 0 ? -1 : positions[value]!)) };
}

function withPositive(labels: Labels, positive: string): Labels {
  const where = `${WHERE}.positive`;
  const { classes } = labels;
  // Rows of one class alone, as new data may be, leave nothing to order.
  if (classes.length < 2) return labels;
  if (!classes.includes(positive)) {
    throw new ConfigError(where, `"${positive}" is not a class of ${labels.name}`, {
      expected: shown(classes),
      given: positive,
    });
  }
  if (classes.length !== 2) {
    throw new ConfigError(where, `${labels.name} has ${classes.length} classes`, { expected: 'two classes' });
  }
  const other = classes.find((name) => name !== positive)!;
  return { ...mapped(labels, [other, positive], (value) => value), positive };
}

const shown = (values: readonly string[]): readonly string[] =>
  values.length <= 20 ? values : [...values.slice(0, 20), '...'];

function withoutMissing(dataset: Dataset, labels: Labels, policy: MissingLabels): Dataset {
  const { rowCount, name } = dataset;
  if (policy === 'keep' || !labels.values.includes(-1)) return dataset;
  const kept = Array.from(labels.values.keys()).filter((row) => labels.values[row]! >= 0);
  const missingCount = rowCount - kept.length;
  const told = `${missingCount} of ${rowCount} rows have no label ${labels.name}`;
  if (policy === 'refuse') {
    const row = labels.values.indexOf(-1);
    throw new DataError(name, `${told}, the first in row ${(dataset.fileRows?.[row] ?? row) + 1}`, {
      advice: 'Set data.missingLabels: drop to go on without them',
    });
  }
  if (kept.length === 0) throw new DataError(name, `no row has a label ${labels.name}`);
  return { ...selectRows(dataset, kept), notices: [...dataset.notices, `${told} and were left out.`] };
}

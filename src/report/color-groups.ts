/** Labels of rows as few enough groups for colours to tell them apart. */
import { formatNumber } from '../base/format-number.ts';
import { quantile } from '../base/statistics.ts';
import { CLASS_COLORS, OTHER_CLASSES } from '../figures/class-colors.ts';
import { plainText } from './plain-text.ts';

export interface ColorGroups {
  /** In the order of a legend. */
  readonly names: readonly string[];
  /** @param label - place in the classes; -1 where a row has none. @returns a place in the names, or -1 */
  readonly of: (label: number) => number;
}

const LONGEST_NAME = 40;

/**
 * Each class by itself; of more classes than colours the first ones and all others as one; many numbers in quarters.
 *
 * @param values - places in the classes of all rows that are drawn; without classes all of them are one group
 */
export function colorGroups(classes: readonly string[], values: readonly number[]): ColorGroups {
  const most = CLASS_COLORS.length;
  if (classes.length === 0) return { names: ['rows'], of: () => 0 };
  if (classes.length > most && classes.every((name) => Number.isFinite(Number(name))))
    return quarters(classes.map(Number), values);
  const own = classes.length > most ? most - 1 : classes.length;
  const names = classes.slice(0, own).map((name) => plainText(name, LONGEST_NAME));
  return {
    names: own < classes.length ? [...names, OTHER_CLASSES] : names,
    of: (label) => (label < 0 ? -1 : Math.min(label, own)),
  };
}

/** As many rows in each as ties allow. */
function quarters(numbers: readonly number[], values: readonly number[]): ColorGroups {
  const own = values.flatMap((value) => (value < 0 ? [] : [numbers[value]!]));
  if (own.length === 0) return { names: [], of: () => -1 };
  const edges = [0.25, 0.5, 0.75, 1].map((share) => quantile(own, share));
  const [first, second, third] = edges.map((edge) => formatNumber(Number(edge.toPrecision(3))));
  return {
    names: [`to ${first}`, `to ${second}`, `to ${third}`, `above ${third}`],
    of: (label) => (label < 0 ? -1 : edges.findIndex((edge) => numbers[label]! <= edge)),
  };
}

/** The one number that two runs are compared by: the bound, or what it is that was hidden. */

import { formatNumber } from '../../base/format-number.ts';
import type { SplitName } from '../../data/dataset.ts';
import { percent } from '../wording.ts';
import { type ComparedMetric, findMetric, relativeDelta, type SideComparison } from './compare-sides.ts';
import type { ComparedSide } from './compared-run.ts';
import { METRICS, type MetricName } from './metric-values.ts';
import type { Interval } from './paired-bootstrap.ts';

/** The split that readings speak of: the rows that both know least. */
export const comparedSplit = ({ metrics }: SideComparison): SplitName | undefined => metrics[0]?.split;

/** What is hidden is predicted and judged by its reconstruction; a plain autoencoder has no bound. */
export function mainMetric(
  comparison: SideComparison,
  split: SplitName,
  { members }: ComparedSide,
): ComparedMetric | undefined {
  const { masking } = members[0]!.run.evaluation;
  const isHidden = masking !== undefined && masking.trains === 'hidden';
  const names: readonly MetricName[] = isHidden
    ? ['hiddenReconstruction', 'negativeElbo', 'reconstruction']
    : ['negativeElbo', 'reconstruction'];
  return names.map((name) => findMetric(comparison, split, name)).find((metric) => metric !== undefined);
}

/**
 * Such as `lower by 0.42 nats per row (1.3 %)`. Of errors without a scale of their own the percent alone is told, of shares
 * from 0 to 1 the difference alone.
 */
export function changeInWords(metric: ComparedMetric): string {
  const { delta = 0, name } = metric;
  if (delta === 0) return 'unchanged';
  const { unit } = METRICS[name];
  const way = delta < 0 ? 'lower' : 'higher';
  const relative = relativeDelta(metric);
  const share = relative === undefined ? undefined : percent(Math.abs(relative));
  const size = formatNumber(Number(Math.abs(delta).toPrecision(3)));
  if (unit === undefined) return `${way} by ${size}`;
  if (!unit.startsWith('nats')) return `${way} by ${share ?? `${size} ${unit}`}`;
  return `${way} by ${size} ${unit}${share === undefined ? '' : ` (${share})`}`;
}

/** Such as `-0.3 to 0.1`. */
export const intervalInWords = ({ low, high }: Interval): string =>
  `${formatNumber(Number(low.toPrecision(3)))} to ${formatNumber(Number(high.toPrecision(3)))}`;

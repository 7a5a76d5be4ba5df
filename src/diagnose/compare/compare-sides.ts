/** Two runs, or studies of runs, number by number: the difference, how far chance alone puts it, and what is withheld. */
import { type MeanInterval, meanInterval, sampleVariance, studentQuantile } from '../../base/statistics.ts';
import type { SplitName } from '../../data/dataset.ts';
import { type Difference, differences } from './aspects.ts';
import type { ComparedRun, ComparedSide } from './compared-run.ts';
import { METRICS, type MetricName, type MetricValue, metricKey, metricValues } from './metric-values.ts';
import { bootstrapMeans, CONFIDENCE, holdsZero, type Interval } from './paired-bootstrap.ts';

/** `unclear`: an interval of the difference contains 0. `withheld`: the two do not measure the same. */
export type Change = 'same' | 'lower' | 'higher' | 'unclear' | 'withheld';

export interface ComparedMetric extends Pick<MetricValue, 'split' | 'part' | 'modality' | 'name'> {
  readonly before: MeanInterval;
  readonly now: MeanInterval;
  readonly change: Change;
  /** Now minus before; absent where it is withheld. */
  readonly delta?: number;
  /** 95 % interval of the difference over draws of rows. */
  readonly overRows?: Interval;
  /** 95 % interval of the difference over seeds, or over the runs of two studies that go in pairs. */
  readonly overSeeds?: Interval;
  /** Why there is no difference: clauses. */
  readonly withheld?: readonly string[];
}

export interface SideComparison {
  readonly differences: readonly Difference[];
  /** In the order of `METRICS`, split by split. */
  readonly metrics: readonly ComparedMetric[];
  /** Runs that tell how far seeds put a number, on either side. */
  readonly repeatCount: number;
  /** Whether runs went in pairs of the same seed or fold. */
  readonly isPaired: boolean;
}

export function compareSides(before: ComparedSide, now: ComparedSide): SideComparison {
  const pairs = pairsOf(before, now);
  const apart = uniqueDifferences(pairs ?? everyPair(before, now));
  const runs = [
    before.members.map(({ run }) => run),
    pairs?.map(([, run]) => run) ?? now.members.map(({ run }) => run),
  ];
  const values = runs.map((of) => of.map((run) => byKey(metricValues(run))));
  const repeats = [before, now].map(({ repeats: runs }) =>
    (runs.length > 1 ? runs : []).map((run) => byKey(metricValues(run))),
  );
  const overRows =
    before.members.length === 1 && now.members.length === 1 ? rowIntervals(before, now, apart) : undefined;
  const metrics = [...values[0]![0]!].flatMap(([key, metric]): ComparedMetric[] => {
    const [first, second] = values.map((runs) => runs.flatMap((of) => of.get(key)?.value ?? []));
    if (first!.length < before.members.length || second!.length < now.members.length) return [];
    const { split, part, modality, name } = metric;
    const numbers = {
      split,
      ...(part === undefined ? {} : { part }),
      ...(modality === undefined ? {} : { modality }),
      name,
      before: meanInterval(first!, CONFIDENCE, before.overlap),
      now: meanInterval(second!, CONFIDENCE, now.overlap),
    };
    const reasons = apart.filter((difference) => touches(difference, metric)).map(({ says }) => says);
    if (reasons.length > 0) return [{ ...numbers, change: 'withheld', withheld: reasons }];
    const delta = numbers.now.mean - numbers.before.mean;
    const seeds =
      pairs === undefined
        ? pooled(
            delta,
            repeats.map((runs) => runs.flatMap((of) => of.get(key)?.value ?? [])),
            [first!.length, second!.length],
          )
        : paired(
            second!.map((value, k) => value - first![k]!),
            now.overlap,
          );
    const rows = overRows?.get(key);
    const isUnclear = [seeds, rows].some((interval) => interval !== undefined && holdsZero(interval));
    const change = delta === 0 ? 'same' : isUnclear ? 'unclear' : delta < 0 ? 'lower' : 'higher';
    return [
      {
        ...numbers,
        change,
        delta,
        ...(rows === undefined ? {} : { overRows: rows }),
        ...(seeds === undefined ? {} : { overSeeds: seeds }),
      },
    ];
  });
  const order = Object.keys(METRICS);
  return {
    differences: apart,
    metrics: metrics.sort(
      (a, b) =>
        splitRank(a.split) - splitRank(b.split) ||
        Number(a.part !== undefined) - Number(b.part !== undefined) ||
        (a.part === undefined ? order.indexOf(a.name) - order.indexOf(b.name) : 0),
    ),
    repeatCount: Math.max(...repeats.map((runs) => runs.length)),
    isPaired: pairs !== undefined,
  };
}

/** The rows that a model knows least come first. */
const SPLITS: readonly SplitName[] = ['test', 'validation', 'train'];
const splitRank = (split: SplitName): number => SPLITS.indexOf(split);

const byKey = (values: readonly MetricValue[]) => new Map(values.map((value) => [metricKey(value), value]));

type Pair = readonly [ComparedRun, ComparedRun];

/** Runs of two studies that go together, in the order of the first, where every one has its other. */
function pairsOf({ members: before }: ComparedSide, { members: now }: ComparedSide): Pair[] | undefined {
  if (before.length < 2 || before.length !== now.length) return undefined;
  const pairs = before.flatMap(({ key, run }): Pair[] => {
    const other = now.find((member) => member.key === key);
    return other === undefined ? [] : [[run, other.run]];
  });
  return pairs.length === before.length ? pairs : undefined;
}

const everyPair = (before: ComparedSide, now: ComparedSide): Pair[] =>
  before.members.flatMap((first) => now.members.map((second): Pair => [first.run, second.run]));

function uniqueDifferences(pairs: readonly Pair[]): Difference[] {
  const found = new Map<string, Difference>();
  for (const [first, second] of pairs)
    for (const difference of differences(first, second))
      if (!found.has(difference.aspect)) found.set(difference.aspect, difference);
  return [...found.values()];
}

/** Whether a difference keeps a number from being compared. Numbers of all modalities have the likelihoods of all. */
const touches = ({ aspect, modalities }: Difference, { needs, modality }: MetricValue): boolean =>
  needs.includes(aspect) && (modalities === undefined || modality === undefined || modalities.includes(modality));

/** Differences of pairs share what is common to both runs of a pair: luck with a split, above all. */
function paired(deltas: readonly number[], overlap = 0): Interval | undefined {
  const { mean: delta, halfWidth } = meanInterval(deltas, CONFIDENCE, overlap);
  // As below, pairs that agree to the last digit tell nothing of chance.
  return halfWidth === undefined || halfWidth === 0 ? undefined : { low: delta - halfWidth, high: delta + halfWidth };
}

/**
 * The spread over seeds of those that were repeated is taken for that of both.
 *
 *   delta +- t s sqrt(1 / n + 1 / m), s^2 pooled over the repeats
 *
 * @param counts - runs that each side's number is a mean of
 */
function pooled(
  delta: number,
  repeats: readonly (readonly number[])[],
  counts: readonly number[],
): Interval | undefined {
  const known = repeats.filter((values) => values.length > 1);
  const freedom = known.reduce((sum, values) => sum + values.length - 1, 0);
  const squares = known.reduce((sum, values) => sum + sampleVariance(values) * (values.length - 1), 0);
  // Repeats that agree to the last digit say that a number is coarse, not that chance is nothing.
  if (squares === 0) return undefined;
  const share = counts.reduce((sum, count) => sum + 1 / count, 0);
  const halfWidth = studentQuantile(0.5 + CONFIDENCE / 2, freedom) * Math.sqrt((squares / freedom) * share);
  return { low: delta - halfWidth, high: delta + halfWidth };
}

/** Of every number that is a sum of terms kept row by row. */
function rowIntervals(before: ComparedSide, now: ComparedSide, apart: readonly Difference[]): Map<string, Interval> {
  const [first, second] = [before.members[0]!.run, now.members[0]!.run];
  const found = new Map<string, Interval>();
  for (const split of SPLITS) {
    const [a, b] = [first.terms[split], second.terms[split]];
    if (a === undefined || b === undefined || a.rowCount !== b.rowCount) continue;
    const metrics = metricValues(first).filter(
      (metric) =>
        metric.split === split &&
        metric.terms?.every((name) => a.columns.includes(name) && b.columns.includes(name)) === true &&
        !apart.some((difference) => touches(difference, metric)),
    );
    const columns = metrics.map(({ terms }) => {
      const sums = new Float64Array(a.rowCount);
      for (const name of terms!) {
        const [i, j] = [a.columns.indexOf(name), b.columns.indexOf(name)];
        for (let row = 0; row < a.rowCount; row++)
          sums[row]! += b.values[row * b.columns.length + j]! - a.values[row * a.columns.length + i]!;
      }
      return sums;
    });
    bootstrapMeans(columns).forEach((interval, k) => {
      found.set(metricKey(metrics[k]!), interval);
    });
  }
  return found;
}

/** A number of the comparison, if it has it. */
export const findMetric = (
  { metrics }: SideComparison,
  split: SplitName,
  name: MetricName,
  part?: string,
): ComparedMetric | undefined =>
  metrics.find((metric) => metric.split === split && metric.name === name && metric.part === part);

/** Of the numbers on both sides; absent where 0 is no floor, and a share of it says nothing. */
export const relativeDelta = ({ name, delta, before }: ComparedMetric): number | undefined =>
  delta === undefined || before.mean <= 0 || name === 'mcc' ? undefined : delta / before.mean;

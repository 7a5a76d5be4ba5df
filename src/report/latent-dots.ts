/** The latent point by point: its quantiles against the standard normal's, and where rows lie by their label. */
import { formatNumber } from '../base/format-number.ts';
import { leadingAxes } from '../base/leading-axes.ts';
import { normalQuantile } from '../base/normal-distribution.ts';
import { quantile } from '../base/statistics.ts';
import type { SplitName } from '../data/dataset.ts';
import type { Latents, SplitEvaluation } from '../diagnose/evaluation.ts';
import { judgedSplit } from '../diagnose/judged-split.ts';
import { CLASS_COLORS, NO_CLASS } from '../figures/class-colors.ts';
import { dotPanels } from '../figures/dot-panels.ts';
import type { Figure } from '../figures/figure.ts';
import { COLORS } from '../figures/theme.ts';
import type { NamedFigures } from './loss-figures.ts';
import { plainText } from './plain-text.ts';
import type { LatentLabels, ReportInput } from './report-input.ts';

const UNITS_UP_TO = 12;
const QUANTILES = 60;
const POINTS_UP_TO = 1200;
const QQ_RANGE = 3.5;

/** Of the split that findings speak of. */
export function latentDotFigures({ evaluation, latents = {}, latentLabels }: ReportInput): NamedFigures {
  const judged = judgedSplit(evaluation);
  const values = judged && latents[judged[0]];
  if (judged === undefined || values === undefined || values.rowCount < 2) return {};
  const [name, split] = judged;
  return {
    [`latent-qq-${name}`]: qqPlots(name, values, split, evaluation.latentIsSampled),
    ...(values.latentCount > 1
      ? { [`latent-map-${name}`]: map(name, values, labelsOf(name, values, latentLabels)) }
      : {}),
  };
}

function qqPlots(name: SplitName, latents: Latents, { klPerUnit }: SplitEvaluation, isSampled: boolean): Figure {
  const { rowCount, latentCount, sample, mean } = latents;
  const units = klPerUnit
    .map((kl, unit) => ({ kl, unit }))
    .sort((a, b) => b.kl - a.kl)
    .slice(0, UNITS_UP_TO);
  const kinds = [
    ...(isSampled ? [{ name: 'z, sampled', block: sample }] : []),
    { name: 'posterior mean', block: mean },
  ];
  const dots = units.map(({ unit }) =>
    kinds.map(({ name: kind, block }) => ({ name: kind, points: quantilePoints(column(block, latentCount, unit)) })),
  );
  const largest = dots.flat(2).flatMap(({ points }) => points.map(({ x, y }) => Math.max(Math.abs(x), Math.abs(y))));
  const range = Math.max(QQ_RANGE, 1.05 * largest.reduce((most, value) => Math.max(most, value), 0));
  return dotPanels({
    title: `Latent units against the standard normal, ${name}`,
    subtitle: [
      `quantiles of ${formatNumber(rowCount)} rows; line: the standard normal`,
      isSampled
        ? 'z on the line with means that lie flat is a collapsed unit: its z is noise of the prior'
        : 'the latent is the mean: nothing draws it towards the standard normal',
      ...(latentCount > units.length
        ? [`the ${units.length} units of the largest KL; ${latentCount - units.length} more are not drawn`]
        : []),
    ],
    xTitle: 'standard normal quantile',
    yTitle: 'quantile of the unit',
    withDiagonal: true,
    colours: isSampled
      ? { 'z, sampled': COLORS.blue, 'posterior mean': COLORS.orange }
      : { 'posterior mean': COLORS.orange },
    panels: units.map(({ unit, kl }, index) => ({
      title: `unit ${unit + 1}`,
      subtitle: `KL ${formatNumber(Number(kl.toPrecision(3)))} nats`,
      range: [-range, range] as const,
      dots: dots[index]!,
    })),
  });
}

const column = (block: Float32Array, width: number, unit: number): Float64Array =>
  Float64Array.from({ length: block.length / width }, (_, row) => block[row * width + unit]!);

/** All values where they are few; of many so many quantiles, evenly spread, and both ends. */
function quantilePoints(values: Float64Array): { x: number; y: number }[] {
  const sorted = values.filter(Number.isFinite).sort();
  const count = sorted.length;
  const pointCount = Math.min(count, QUANTILES);
  return Array.from({ length: pointCount }, (_, k) => {
    const place = pointCount === 1 ? 0 : Math.round((k * (count - 1)) / (pointCount - 1));
    return { x: normalQuantile((place + 0.5) / count), y: sorted[place]! };
  });
}

const OTHER = 'other';
/** Range the axes cover even where rows lie closer, so that a collapsed posterior is seen as the point it is. */
const MAP_RANGE = 3;

function map(name: SplitName, latents: Latents, labels: RowLabels | undefined): Figure {
  const { rowCount, latentCount, mean } = latents;
  const chosen = Array.from({ length: Math.min(rowCount, POINTS_UP_TO) }, (_, k) =>
    Math.floor((k * rowCount) / Math.min(rowCount, POINTS_UP_TO)),
  );
  const points = Float64Array.from(
    chosen.flatMap((row) => [...mean.subarray(row * latentCount, (row + 1) * latentCount)]),
  );
  const axes = latentCount === 2 ? undefined : leadingAxes(points, latentCount, 2);
  const [xs, ys] = axes?.coordinates ?? [
    column(Float32Array.from(points), 2, 0),
    column(Float32Array.from(points), 2, 1),
  ];
  const nameOf = namesByLabel(labels);
  const groups = new Map<string, { x: number; y: number }[]>();
  chosen.forEach((row, k) => {
    const group = labels === undefined ? 'rows' : nameOf(labels.values[row]!);
    const point = { x: xs![k]!, y: ys![k]! };
    if (!Number.isFinite(point.x) || !Number.isFinite(point.y)) return;
    const points = groups.get(group);
    if (points === undefined) groups.set(group, [point]);
    else points.push(point);
  });
  const order = [...groups.keys()].sort((a, b) => rank(a, labels) - rank(b, labels));
  const largest = [...groups.values()].flat().reduce((most, { x, y }) => Math.max(most, Math.abs(x), Math.abs(y)), 0);
  const range = Math.max(MAP_RANGE, 1.05 * largest);
  const share = (axis: number) => `${formatNumber(Math.round(1000 * axes!.shares[axis]!) / 10)} % of the variance`;
  return dotPanels({
    title: `Rows by their posterior means, ${name}`,
    subtitle: [
      `${formatNumber(chosen.length)} of ${formatNumber(rowCount)} rows${labels === undefined ? '' : `, coloured by ${labels.name}`}`,
      `axes of one scale that reach ${MAP_RANGE} or more: under a collapsed posterior all rows lie in one point`,
    ],
    xTitle: axes === undefined ? 'mean of unit 1' : `first principal component, ${share(0)}`,
    yTitle: axes === undefined ? 'mean of unit 2' : `second, ${share(1)}`,
    withDiagonal: false,
    side: 380,
    colours: Object.fromEntries(
      order.map((group, index) => [
        group,
        group === OTHER || group === NO_CLASS ? COLORS.grey : CLASS_COLORS[index % CLASS_COLORS.length]!,
      ]),
    ),
    panels: [{ range: [-range, range], dots: order.map((group) => ({ name: group, points: groups.get(group)! })) }],
  });
}

interface RowLabels {
  readonly name: string;
  readonly classes: readonly string[];
  /** Of each row; -1 where it has none. */
  readonly values: readonly number[];
}

const LONGEST_CLASS = 40;

/** Names as a legend has room for them; many numbers in quarters. */
function labelsOf(split: SplitName, { rowCount }: Latents, given: LatentLabels | undefined): RowLabels | undefined {
  const values = given?.splits[split];
  if (given === undefined || values?.length !== rowCount) return undefined;
  const { name, classes } = given;
  const isNumber = classes.length > CLASS_COLORS.length && classes.every((each) => Number.isFinite(Number(each)));
  const grouped = isNumber ? quarters(classes.map(Number), values) : { classes, values };
  return {
    name: plainText(name, LONGEST_CLASS),
    classes: grouped.classes.map((each) => plainText(each, LONGEST_CLASS)),
    values: grouped.values,
  };
}

/** As many rows in each as ties allow. */
function quarters(numbers: readonly number[], values: readonly number[]): Pick<RowLabels, 'classes' | 'values'> {
  const own = values.flatMap((value) => (value < 0 ? [] : [numbers[value]!]));
  const edges = own.length === 0 ? [] : [0.25, 0.5, 0.75, 1].map((share) => quantile(own, share));
  const [first, second, third] = edges.map((edge) => formatNumber(Number(edge.toPrecision(3))));
  return {
    classes: [`to ${first}`, `to ${second}`, `to ${third}`, `above ${third}`],
    values: values.map((value) => (value < 0 ? -1 : edges.findIndex((edge) => numbers[value]! <= edge))),
  };
}

/** Classes beyond those that colours tell apart are one. */
function namesByLabel(labels: RowLabels | undefined): (label: number) => string {
  const classes = labels?.classes ?? [];
  const own = classes.length <= CLASS_COLORS.length ? classes.length : CLASS_COLORS.length - 1;
  return (label) => (label < 0 ? NO_CLASS : label < own ? classes[label]! : OTHER);
}

function rank(name: string, labels: RowLabels | undefined): number {
  const index = labels?.classes.indexOf(name) ?? 0;
  return index === -1 ? Number.MAX_SAFE_INTEGER : index;
}

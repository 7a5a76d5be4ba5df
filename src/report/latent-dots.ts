/** The latent point by point: its quantiles against the standard normal's, and where rows lie by their label. */
import { formatNumber } from '../base/format-number.ts';
import { leadingAxes } from '../base/leading-axes.ts';
import { normalQuantile } from '../base/normal-distribution.ts';
import type { SplitName } from '../data/dataset.ts';
import type { Latents, SplitEvaluation } from '../diagnose/evaluation.ts';
import { judgedSplit } from '../diagnose/judged-split.ts';
import { dotPanels } from '../figures/dot-panels.ts';
import type { Figure } from '../figures/figure.ts';
import { latentPanels } from '../figures/latent-panels.ts';
import { COLORS } from '../figures/theme.ts';
import { colorGroups } from './color-groups.ts';
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
    ...(values.latentCount > 1 ? { [`latent-map-${name}`]: map(name, values, latentLabels) } : {}),
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

const LONGEST_NAME = 40;
/** Range the axes cover even where rows lie closer, so that a collapsed posterior is seen as the point it is. */
const MAP_RANGE = 3;

function map(name: SplitName, latents: Latents, given: LatentLabels | undefined): Figure {
  const { rowCount, latentCount, mean } = latents;
  const labels = given?.splits[name]?.length === rowCount ? given : undefined;
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
  const values = labels?.splits[name] ?? [];
  const groups = colorGroups(labels?.classes ?? [], values);
  const largest = [...xs!, ...ys!].reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0);
  const range = Math.max(MAP_RANGE, 1.05 * largest);
  const share = (axis: number) => `${formatNumber(Math.round(1000 * axes!.shares[axis]!) / 10)} % of the variance`;
  return latentPanels({
    title: `Rows by their posterior means, ${name}`,
    subtitle: [
      `${formatNumber(chosen.length)} of ${formatNumber(rowCount)} rows${labels === undefined ? '' : `, coloured by ${plainText(labels.name, LONGEST_NAME)}`}`,
      `axes of one scale that reach ${MAP_RANGE} or more: under a collapsed posterior all rows lie in one point`,
    ],
    xTitle: axes === undefined ? 'mean of unit 1' : `first principal component, ${share(0)}`,
    yTitle: axes === undefined ? 'mean of unit 2' : `second, ${share(1)}`,
    classes: groups.names,
    columns: 1,
    side: 380,
    panels: [
      {
        points: { x: xs!, y: ys!, classes: chosen.map((row) => groups.of(values[row] ?? -1)) },
        xRange: [-range, range],
        yRange: [-range, range],
      },
    ],
  });
}

/**
 * Histograms side by side, as densities, so that a density known by formula can be laid over them: z and the posterior
 * mean against the standard normal. A collapsed posterior makes z look perfect; it shows in the mean beside it.
 */
import type { TopLevelSpec } from 'vega-lite';
import { formatNumber } from '../base/format-number.ts';
import { quantile } from '../base/statistics.ts';
import type { Figure, FigureRow, FigureTitle } from './figure.ts';
import { COLORS } from './theme.ts';

export interface HistogramPanel {
  readonly title: string;
  /** With the unit, if there is one. */
  readonly xTitle: string;
  readonly values: ArrayLike<number>;
  /** Range the axis covers even where there are no values. */
  readonly atLeast: readonly [number, number];
  /** Lay the standard normal density over it. */
  readonly standardNormal?: boolean;
  /** A value to compare with, drawn as a dashed rule. */
  readonly reference?: { readonly label: string; readonly value: number };
}

const WIDTH = 250;
const HEIGHT = 220;
const BIN_COUNT = 60;
const NORMAL_PEAK = 1 / Math.sqrt(2 * Math.PI);
/** Share of values at either end that may lie beyond the axis: one wild value must not squeeze all others into a bar. */
const TAIL = 0.001;

export function histogramPanels(figure: FigureTitle & { readonly panels: readonly HistogramPanel[] }): Figure {
  const binned = figure.panels.map(binValues);
  const data: Record<string, readonly FigureRow[]> = {};
  binned.forEach(({ bins, range }, index) => {
    data[`bins${index}`] = bins;
    if (figure.panels[index]!.standardNormal === true) data[`normal${index}`] = normalDensity(range);
  });
  return {
    title: figure.title,
    subtitle: figure.subtitle ?? [],
    spec: {
      hconcat: figure.panels.map((panel, index) => panelSpec(panel, index, binned[index]!)),
      spacing: 28,
    } as unknown as TopLevelSpec,
    data,
  };
}

interface Binned {
  readonly bins: readonly { readonly from: number; readonly to: number; readonly density: number }[];
  readonly range: readonly [number, number];
  readonly notes: readonly string[];
}

function binValues({ values, atLeast }: HistogramPanel): Binned {
  const finite = new Float64Array(values).filter(Number.isFinite);
  let [low, high] = atLeast;
  if (finite.length > 0) {
    low = Math.min(low, quantile(finite, TAIL));
    high = Math.max(high, quantile(finite, 1 - TAIL));
  }
  const width = (high - low) / BIN_COUNT;
  const counts = new Array<number>(BIN_COUNT).fill(0);
  let [smallest, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of finite) {
    smallest = Math.min(smallest, value);
    largest = Math.max(largest, value);
    if (value >= low && value <= high) counts[Math.min(BIN_COUNT - 1, Math.floor((value - low) / width))]!++;
  }
  const bins = counts.map((count, bin) => ({
    from: low + bin * width,
    to: low + (bin + 1) * width,
    density: count / Math.max(1, finite.length) / width,
  }));
  const notes = [
    finite.length === 0 ? 'no finite value' : `values from ${formatNumber(smallest)} to ${formatNumber(largest)}`,
    ...(finite.length < values.length ? [`${values.length - finite.length} values are not finite`] : []),
  ];
  return { bins, range: [low, high], notes };
}

function normalDensity([low, high]: readonly [number, number]): FigureRow[] {
  const pointCount = 121;
  return Array.from({ length: pointCount }, (_, index) => {
    const x = low + ((high - low) * index) / (pointCount - 1);
    return { x, density: NORMAL_PEAK * Math.exp(-0.5 * x * x) };
  });
}

function panelSpec(panel: HistogramPanel, index: number, { bins, range, notes }: Binned) {
  const { title, xTitle, standardNormal = false, reference } = panel;
  // The range is said because the axis may leave out a tail.
  const subtitle = [
    standardNormal ? 'line: standard normal' : reference === undefined ? ' ' : `dashed: ${reference.label}`,
    ...notes,
  ];
  const x = { type: 'quantitative', title: xTitle, scale: { domain: [...range], nice: false, zero: false } };
  // A label that stood out over the upper edge would push up the title of its panel alone.
  const highest = Math.max(standardNormal ? NORMAL_PEAK : 0, ...bins.map((bin) => bin.density));
  const y = {
    field: 'density',
    type: 'quantitative',
    title: 'density',
    scale: { domain: [0, highest > 0 ? 1.08 * highest : 1], nice: false },
    axis: { tickCount: 5, labelFlush: 8 },
  };
  return {
    title: { text: title, subtitle, fontSize: 13, offset: 12, limit: WIDTH, frame: 'group' },
    width: WIDTH,
    height: HEIGHT,
    layer: [
      {
        data: { name: `bins${index}` },
        mark: { type: 'bar', color: COLORS.sky, binSpacing: 0, clip: true },
        encoding: {
          x: { ...x, field: 'from', bin: 'binned', axis: { tickCount: 6, grid: false } },
          x2: { field: 'to' },
          y,
        },
      },
      ...(standardNormal
        ? [
            {
              data: { name: `normal${index}` },
              mark: { type: 'line', color: COLORS.orange, strokeWidth: 2 },
              encoding: { x: { ...x, field: 'x' }, y },
            },
          ]
        : []),
      ...(reference === undefined
        ? []
        : [
            {
              data: { values: [{ value: reference.value }] },
              mark: { type: 'rule', color: COLORS.ink, strokeDash: [5, 4] },
              encoding: { x: { ...x, field: 'value' } },
            },
          ]),
    ],
  };
}

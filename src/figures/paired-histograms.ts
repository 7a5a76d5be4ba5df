/** Two histograms in one panel, filled and as a line, panel beside panel: predictions over the data they are of. */
import type { TopLevelSpec } from 'vega-lite';
import type { Figure, FigureRow, FigureTitle } from './figure.ts';
import { COLORS } from './theme.ts';

export interface PairedHistogram {
  readonly title: string;
  readonly subtitle: readonly string[];
  /** With the unit, if there is one. */
  readonly xTitle: string;
  /** Range of the bins, all of one width. */
  readonly range: readonly [number, number];
  /** Counts by bin: drawn filled, and as a line over it. */
  readonly filled: { readonly name: string; readonly counts: readonly number[] };
  readonly line: { readonly name: string; readonly counts: readonly number[] };
  /** A value to compare with, drawn as a dashed rule; its label belongs into the subtitle. */
  readonly reference?: number;
}

export interface PairedHistograms extends FigureTitle {
  readonly panels: readonly PairedHistogram[];
  /** Panels beside each other. */
  readonly columns?: number;
  /** Draw the roots of densities, where one bar would otherwise hide all others. */
  readonly roots?: boolean;
}

const WIDTH = 250;
const HEIGHT = 170;
const COLUMNS = 3;

export function pairedHistograms(figure: PairedHistograms): Figure {
  const data: Record<string, readonly FigureRow[]> = {};
  figure.panels.forEach(({ range, filled, line }, index) => {
    data[`filled${index}`] = densities(filled, range);
    data[`line${index}`] = outline(densities(line, range));
  });
  return {
    title: figure.title,
    subtitle: figure.subtitle ?? [],
    spec: {
      concat: figure.panels.map((panel, index) => panelSpec(figure, panel, index, data)),
      columns: figure.columns ?? COLUMNS,
      spacing: 26,
    } as unknown as TopLevelSpec,
    data,
  };
}

interface Bin extends FigureRow {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly density: number;
}

function densities({ name, counts }: PairedHistogram['filled'], [low, high]: readonly [number, number]): Bin[] {
  const width = (high - low) / counts.length;
  const total = Math.max(
    1,
    counts.reduce((sum, count) => sum + count, 0),
  );
  return counts.map((count, bin) => ({
    name,
    from: low + bin * width,
    to: low + (bin + 1) * width,
    density: count / total / width,
  }));
}

/** The steps of a histogram: where neighbours are as high no point is needed between them. */
const outline = (bins: readonly Bin[]): FigureRow[] =>
  bins.flatMap(({ name, from, to, density }) => [
    { name, x: from, density },
    { name, x: to, density },
  ]);

function panelSpec(
  { panels, roots = false }: PairedHistograms,
  panel: PairedHistogram,
  index: number,
  data: Readonly<Record<string, readonly FigureRow[]>>,
) {
  const { title, subtitle, xTitle, range, reference } = panel;
  // One legend for all panels.
  const fills = [...new Set(panels.map(({ filled }) => filled.name))];
  const lines = [...new Set(panels.map(({ line }) => line.name))];
  const scale = { domain: [...range], nice: false, zero: false };
  const all = [...data[`filled${index}`]!, ...data[`line${index}`]!].map((row) => Number(row.density));
  const highest = all.reduce((most, density) => Math.max(most, density), 0);
  const y = {
    field: 'density',
    type: 'quantitative',
    title: roots ? 'density, root scale' : 'density',
    scale: { domain: [0, highest > 0 ? 1.05 * highest : 1], nice: false, ...(roots ? { type: 'sqrt' } : {}) },
    axis: { tickCount: 4, labelFlush: 8 },
  };
  const color = {
    field: 'name',
    type: 'nominal',
    scale: { domain: [...fills, ...lines], range: [...fills.map(() => COLORS.sky), ...lines.map(() => COLORS.orange)] },
    legend: { symbolType: 'square' },
  };
  return {
    title: { text: title, subtitle: [...subtitle], fontSize: 13, offset: 10, limit: WIDTH, frame: 'group' },
    width: WIDTH,
    height: HEIGHT,
    layer: [
      {
        data: { name: `filled${index}` },
        mark: { type: 'bar', binSpacing: 0 },
        encoding: {
          x: {
            field: 'from',
            bin: 'binned',
            type: 'quantitative',
            title: xTitle,
            scale,
            axis: { tickCount: 5, grid: false },
          },
          x2: { field: 'to' },
          y,
          color,
        },
      },
      {
        data: { name: `line${index}` },
        mark: { type: 'line', strokeWidth: 1.8 },
        encoding: { x: { field: 'x', type: 'quantitative', title: xTitle, scale }, y, color },
      },
      ...(reference === undefined
        ? []
        : [
            {
              data: { values: [{ value: reference }] },
              mark: { type: 'rule', color: COLORS.ink, strokeDash: [5, 4] },
              encoding: { x: { field: 'value', type: 'quantitative', title: xTitle, scale } },
            },
          ]),
    ],
  };
}

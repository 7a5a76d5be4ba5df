/** Lines over epochs, a panel for each run, all on the same axes: what differs in height differs in truth. */
import type { TopLevelSpec } from 'vega-lite';
import type { Figure, FigureRow, FigureTitle } from './figure.ts';
import type { Line } from './line-chart.ts';
import { type ScaleKind, valueScale } from './scale.ts';
import { COLORS, LINE_COLORS } from './theme.ts';

export interface LinePanel {
  readonly title: string;
  readonly lines: readonly Line[];
}

export interface LinePanels extends FigureTitle {
  readonly xTitle: string;
  /** With the unit. */
  readonly yTitle: string;
  /** Values not above 0 are left out of a logarithmic one. */
  readonly scale: ScaleKind;
  readonly panels: readonly LinePanel[];
  /** A value to compare with, drawn as a dashed rule in every panel. */
  readonly baselines?: readonly { readonly label: string; readonly value: number }[];
}

const WIDTH = 250;
const HEIGHT = 200;
const COLUMNS = 3;
/** Up to this many epochs each gets a dot, so that one epoch alone is seen too. */
const DOTS_UP_TO = 30;

export function linePanels({
  title,
  subtitle = [],
  xTitle,
  yTitle,
  scale: kind,
  panels,
  baselines = [],
}: LinePanels): Figure {
  const draws = (value: number): boolean => Number.isFinite(value) && (kind === 'linear' || value > 0);
  const rules = baselines.filter(({ value }) => draws(value));
  const drawn = panels.map(({ lines }) =>
    lines.flatMap(({ name, points }) =>
      points.filter(({ y }) => draws(y)).map(({ x, y, low = y, high = y }) => ({ line: name, x, y, low, high })),
    ),
  );
  const values = drawn.flat();
  const ys = [...values.flatMap(({ low, high }) => [low, high]), ...rules.map(({ value }) => value)];
  const scale = valueScale(kind, ys.length > 0 ? ys : [1, 10]);
  const xs = values.map(({ x }) => x);
  const [first, last] = [
    xs.reduce((a, b) => Math.min(a, b), xs[0] ?? 1),
    xs.reduce((a, b) => Math.max(a, b), xs[0] ?? 1),
  ];
  const names = [...new Set(panels.flatMap(({ lines }) => lines.map(({ name }) => name)))];
  const hasBand = values.some(({ low, high }) => low < high);
  const x = {
    field: 'x',
    type: 'quantitative',
    title: xTitle,
    scale: { domain: first < last ? [first, last] : [first - 1, last + 1], nice: false, zero: false },
    axis: { format: ',d', tickMinStep: 1, tickCount: 5, grid: false },
  };
  const y = {
    field: 'y',
    type: 'quantitative',
    title: yTitle,
    scale: { type: kind, domain: [...scale.domain], nice: false, ...(kind === 'linear' ? { zero: false } : {}) },
    axis: { values: [...scale.ticks], format: scale.format },
  };
  const color = {
    field: 'line',
    type: 'nominal',
    scale: { domain: names, range: names.map((_, index) => LINE_COLORS[index % LINE_COLORS.length]!) },
    legend: { symbolType: 'stroke', symbolStrokeWidth: 3, symbolOpacity: 1 },
  };
  const dots = last - first < DOTS_UP_TO ? { point: { size: 20, filled: true } } : {};
  const data: Record<string, readonly FigureRow[]> = {
    baselines: rules.map(({ label, value }) => ({ label, value })),
  };
  drawn.forEach((rows, index) => {
    data[`lines${index}`] = rows;
  });
  return {
    title,
    subtitle,
    spec: {
      concat: panels.map((panel, index) => ({
        title: { text: panel.title, fontSize: 12.5, offset: 4, limit: WIDTH + 20, frame: 'group' },
        width: WIDTH,
        height: HEIGHT,
        layer: [
          {
            data: { name: 'baselines' },
            mark: { type: 'rule', color: COLORS.grey, strokeDash: [5, 4] },
            encoding: { y: { field: 'value', type: 'quantitative' } },
          },
          ...(hasBand
            ? [
                {
                  data: { name: `lines${index}` },
                  mark: { type: 'area', opacity: 0.2 },
                  encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
                },
              ]
            : []),
          {
            data: { name: `lines${index}` },
            mark: { type: 'line', strokeWidth: 2, ...dots },
            encoding: { x, y, color },
          },
        ],
      })),
      columns: COLUMNS,
      spacing: 20,
    } as unknown as TopLevelSpec,
    data,
  };
}

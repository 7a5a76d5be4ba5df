/**
 * Lines over epochs with the trivial models they are judged by: dashed rules, named at their right end. A line may
 * carry a band (lowest and highest over the runs of a study). Linear and logarithmic from the same call.
 */
import type { TopLevelSpec } from 'vega-lite';
import { formatNumber } from '../base/format-number.ts';
import type { Figure, FigureRow, FigureTitle } from './figure.ts';
import { labelPlaces } from './label-places.ts';
import { type ScaleKind, type ValueScale, valueScale } from './scale.ts';
import { COLORS, LINE_COLORS } from './theme.ts';

export interface LinePoint {
  readonly x: number;
  readonly y: number;
  /** Lower edge of a band around `y`. */
  readonly low?: number;
  readonly high?: number;
}

export interface Line {
  readonly name: string;
  readonly points: readonly LinePoint[];
  /** What the legend names it; lines of one such name share a colour. Default: the name */
  readonly color?: string;
  readonly isDashed?: boolean;
}

/** A value to compare with, drawn as a dashed rule. */
export interface Baseline {
  readonly label: string;
  readonly value: number;
}

export interface LineChart extends FigureTitle {
  readonly xTitle: string;
  /** With the unit. */
  readonly yTitle: string;
  readonly scale: ScaleKind;
  readonly lines: readonly Line[];
  readonly baselines?: readonly Baseline[];
  /** Of names in the legend; by default in the order that lines get theirs. */
  readonly colors?: Readonly<Record<string, string>>;
  /** Epochs worth a line from top to bottom, named at its upper end. */
  readonly marks?: readonly { readonly x: number; readonly label: string }[];
}

const WIDTH = 560;
const HEIGHT = 320;
const LABEL_GAP = 15;
/** Up to this many epochs each gets a dot, so that one epoch alone is seen too. */
const DOTS_UP_TO = 30;

export function lineChart(chart: LineChart): Figure {
  const draws = (value: number): boolean => Number.isFinite(value) && (chart.scale === 'linear' || value > 0);
  const baselines = (chart.baselines ?? []).filter((baseline) => draws(baseline.value));
  const points = chart.lines.flatMap((line) =>
    line.points.map((point) => ({ ...point, line: line.name, group: groupOf(line) })),
  );
  const drawn = points.filter((point) => draws(point.y));
  // A band that reaches below what a logarithmic axis can show is cut at its line.
  const rows = drawn.map(({ line, group, x, y, low, high }) => ({
    line,
    ...(group === line ? {} : { group }),
    x,
    y,
    low: low !== undefined && draws(low) ? low : y,
    high: high !== undefined && draws(high) ? high : y,
  }));
  const values = [...rows.flatMap(({ low, high }) => [low, high]), ...baselines.map(({ value }) => value)];
  const scale = valueScale(chart.scale, values.length > 0 ? values : [1, 10]);
  const notes = [...(chart.subtitle ?? []), ...leftOut(chart, points.length - drawn.length)];
  return {
    title: chart.title,
    subtitle: notes,
    spec: {
      width: WIDTH,
      height: HEIGHT,
      layer: [
        ...lineLayers(chart, rows, scale),
        ...baselineLayers(),
        ...markLayers(chart.marks),
        ...emptyLayers(rows.length === 0),
      ],
    } as TopLevelSpec,
    data: {
      lines: rows,
      baselines: baselineRows(baselines, scale),
      ...(chart.marks === undefined ? {} : { marks: markRows(chart.marks, chart.lines, scale) }),
    },
  };
}

const groupOf = ({ name, color = name }: Line): string => color;

/** What the axis cannot show, in words: a figure must not hide values in silence. */
function leftOut({ scale, baselines = [] }: LineChart, pointCount: number): string[] {
  const why = scale === 'log' ? 'not above 0, which a logarithmic axis cannot show' : 'not finite';
  const names = baselines
    .filter(({ value }) => !(Number.isFinite(value) && (scale === 'linear' || value > 0)))
    .map(({ label, value }) => `${label} (${formatNumber(value)})`);
  return [
    ...(pointCount > 0 ? [`Not drawn: ${pointCount} ${pointCount === 1 ? 'value' : 'values'} ${why}.`] : []),
    ...(names.length > 0 ? [`Not drawn: ${names.join(', ')}; ${why}.`] : []),
  ];
}

function lineLayers(chart: LineChart, rows: readonly { low: number; high: number }[], scale: ValueScale) {
  // Also where nothing is drawn: the linear and the logarithmic figure then cover the same epochs.
  const xs = chart.lines.flatMap((line) => line.points.map((point) => point.x));
  const first = xs.reduce((a, b) => Math.min(a, b), xs[0] ?? 1);
  const last = xs.reduce((a, b) => Math.max(a, b), xs[0] ?? 1);
  const isGrouped = chart.lines.some((line) => groupOf(line) !== line.name);
  const names = isGrouped ? [...new Set(chart.lines.map(groupOf))] : chart.lines.map((line) => line.name);
  const x = {
    field: 'x',
    type: 'quantitative',
    title: chart.xTitle,
    scale: { domain: first < last ? [first, last] : [first - 1, last + 1], nice: false, zero: false },
    axis: { format: ',d', tickMinStep: 1, tickCount: 8, grid: false },
  };
  const y = {
    field: 'y',
    type: 'quantitative',
    title: chart.yTitle,
    scale: {
      type: scale.kind,
      domain: [...scale.domain],
      nice: false,
      ...(scale.kind === 'linear' ? { zero: false } : {}),
    },
    axis: { values: [...scale.ticks], format: scale.format },
  };
  const color = {
    field: isGrouped ? 'group' : 'line',
    type: 'nominal',
    ...(isGrouped ? { title: null } : {}),
    scale: {
      domain: names,
      range: names.map((name, index) => chart.colors?.[name] ?? LINE_COLORS[index % LINE_COLORS.length]!),
    },
    legend: { symbolType: 'stroke', symbolStrokeWidth: 3, symbolOpacity: 1 },
  };
  const dashed = chart.lines.filter((line) => line.isDashed).map((line) => line.name);
  const own = {
    ...(isGrouped ? { detail: { field: 'line', type: 'nominal' } } : {}),
    ...(dashed.length === 0
      ? {}
      : { strokeDash: { condition: { test: { field: 'line', oneOf: dashed }, value: [5, 4] }, value: [1, 0] } }),
  };
  const hasBand = rows.some((row) => row.low < row.high);
  const dots = last - first < DOTS_UP_TO ? { point: { size: 24, filled: true } } : {};
  return [
    ...(hasBand
      ? [
          {
            data: { name: 'lines' },
            mark: { type: 'area', opacity: 0.2 },
            encoding: {
              x,
              y: { ...y, field: 'low' },
              y2: { field: 'high' },
              color,
              ...(isGrouped ? { detail: own.detail } : {}),
            },
          },
        ]
      : []),
    { data: { name: 'lines' }, mark: { type: 'line', strokeWidth: 2, ...dots }, encoding: { x, y, color, ...own } },
  ];
}

function baselineRows(baselines: readonly Baseline[], scale: ValueScale): FigureRow[] {
  const wanted = baselines.map((baseline) => scale.toPixel(baseline.value, HEIGHT));
  const places = labelPlaces(wanted, LABEL_GAP, HEIGHT);
  return baselines.map(({ label, value }, index) => ({
    value,
    label: `${label} ${formatNumber(value)}`,
    labelAt: scale.fromPixel(places[index]!, HEIGHT),
  }));
}

function baselineLayers() {
  const data = { name: 'baselines' };
  const stroke = { type: 'rule', color: COLORS.grey };
  const y = { field: 'value', type: 'quantitative' };
  const labelAt = { field: 'labelAt', type: 'quantitative' };
  return [
    { data, mark: { ...stroke, strokeDash: [5, 4] }, encoding: { y } },
    // From the end of a rule to its label, which may have been moved.
    {
      data,
      mark: stroke,
      encoding: { x: { value: WIDTH }, x2: { value: WIDTH + 14 }, y, y2: { field: 'labelAt' } },
    },
    {
      data,
      mark: { type: 'text', align: 'left', baseline: 'middle', fontSize: 11, color: COLORS.ink, limit: 320 },
      encoding: { x: { value: WIDTH + 18 }, y: labelAt, text: { field: 'label' } },
    },
  ];
}

function markRows(marks: NonNullable<LineChart['marks']>, lines: readonly Line[], scale: ValueScale): FigureRow[] {
  const xs = lines.flatMap(({ points }) => points.map(({ x }) => x));
  const [first, last] = [
    xs.reduce((a, b) => Math.min(a, b), xs[0] ?? 0),
    xs.reduce((a, b) => Math.max(a, b), xs[0] ?? 0),
  ];
  return marks.map(({ x, label }, index) => ({
    x,
    label,
    isLeft: 2 * x < first + last,
    // Each on a line of its own: epochs may be neighbours.
    labelAt: scale.fromPixel(HEIGHT - 4 - index * LABEL_GAP, HEIGHT),
  }));
}

/** Absent where there are none: figures without marks stay as they were. */
const markLayers = (marks: LineChart['marks']) =>
  marks === undefined
    ? []
    : [
        {
          data: { name: 'marks' },
          mark: { type: 'rule', color: COLORS.grey, strokeDash: [2, 3] },
          encoding: { x: { field: 'x', type: 'quantitative' } },
        },
        // On the side where there is room.
        ...([true, false] as const).map((isLeft) => ({
          data: { name: 'marks' },
          transform: [{ filter: { field: 'isLeft', equal: isLeft } }],
          mark: {
            type: 'text',
            align: isLeft ? 'left' : 'right',
            dx: isLeft ? 4 : -4,
            baseline: 'bottom',
            fontSize: 11,
            color: COLORS.ink,
          },
          encoding: {
            x: { field: 'x', type: 'quantitative' },
            y: { field: 'labelAt', type: 'quantitative' },
            text: { field: 'label' },
          },
        })),
      ];

const emptyLayers = (isEmpty: boolean) =>
  isEmpty
    ? [
        {
          data: { values: [{}] },
          mark: { type: 'text', fontSize: 13, color: COLORS.ink, text: 'Nothing to draw' },
          encoding: { x: { value: WIDTH / 2 }, y: { value: HEIGHT / 2 } },
        },
      ]
    : [];

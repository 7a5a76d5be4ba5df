/**
 * Dots against a line they would lie on, panel beside panel on the same axes: quantiles against those of a
 * distribution, predictions against truth, the first latent units against each other.
 */
import type { TopLevelSpec } from 'vega-lite';
import type { Figure, FigureRow, FigureTitle } from './figure.ts';
import { panelTitle } from './panel-title.ts';
import { COLORS } from './theme.ts';

export interface Dots {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface DotPanel {
  /** None where there is one panel alone. */
  readonly title?: string;
  readonly subtitle?: string;
  readonly dots: readonly Dots[];
  /** Range both axes cover; both are as long, so that the line y = x rises by a half turn. */
  readonly range: readonly [number, number];
  /** A horizontal value to compare with. */
  readonly reference?: { readonly label: string; readonly value: number };
}

export interface DotPanels extends FigureTitle {
  /** With the unit, if there is one. */
  readonly xTitle: string;
  readonly yTitle: string;
  readonly panels: readonly DotPanel[];
  /** Names and colours of all dots, in the order of the legend; no legend for one name. */
  readonly colours: Readonly<Record<string, string>>;
  /** Draw the line on which both axes agree. */
  readonly withDiagonal: boolean;
  readonly columns?: number;
  /** Of a panel, in pixels. */
  readonly side?: number;
}

export function dotPanels(figure: DotPanels): Figure {
  const { panels, columns = 4, side = 150 } = figure;
  const data: Record<string, readonly FigureRow[]> = {};
  panels.forEach(({ dots, range: [low, high] }, index) => {
    const inside = ({ x, y }: { x: number; y: number }) => x >= low && x <= high && y >= low && y <= high;
    data[`dots${index}`] = dots.flatMap(({ name, points }) =>
      points.filter(inside).map(({ x, y }) => ({ x: short(x), y: short(y), name })),
    );
  });
  return {
    title: figure.title,
    subtitle: figure.subtitle ?? [],
    spec: {
      concat: panels.map((panel, index) => panelSpec(figure, panel, index, side)),
      columns,
      spacing: 18,
    } as unknown as TopLevelSpec,
    data,
  };
}

/** Dots are many and no eye tells more digits. */
const short = (value: number): number => Number(value.toPrecision(4));

function panelSpec(figure: DotPanels, panel: DotPanel, index: number, side: number) {
  const { range, title, subtitle, reference } = panel;
  const names = Object.keys(figure.colours);
  const scale = { domain: [...range], nice: false, zero: false };
  const x = { field: 'x', type: 'quantitative', title: figure.xTitle, scale, axis: { tickCount: 5 } };
  const y = { field: 'y', type: 'quantitative', title: figure.yTitle, scale, axis: { tickCount: 5 } };
  const leftOut = panel.dots.reduce(
    (sum, { points }) => sum + points.filter((point) => !within(point, range)).length,
    0,
  );
  const notes = [
    ...(subtitle === undefined ? [] : [subtitle]),
    ...(reference === undefined ? [] : [`dashed: ${reference.label}`]),
    ...(leftOut === 0 ? [] : [`${leftOut} beyond the axes`]),
  ];
  return {
    ...panelTitle(title, notes, side),
    width: side,
    height: side,
    layer: [
      ...(figure.withDiagonal
        ? [
            {
              data: { values: range.map((value) => ({ x: value, y: value })) },
              mark: { type: 'line', color: COLORS.grey, strokeWidth: 1.2 },
              encoding: { x, y },
            },
          ]
        : []),
      ...(reference === undefined
        ? []
        : [
            {
              data: { values: [{ y: reference.value }] },
              mark: { type: 'rule', color: COLORS.ink, strokeDash: [5, 4] },
              encoding: { y },
            },
          ]),
      {
        data: { name: `dots${index}` },
        mark: { type: 'point', filled: true, size: 14, opacity: 0.65 },
        encoding: {
          x,
          y,
          color: {
            field: 'name',
            type: 'nominal',
            scale: { domain: names, range: Object.values(figure.colours) },
            ...(names.length === 1 ? { legend: null } : {}),
          },
        },
      },
    ],
  };
}

const within = ({ x, y }: { x: number; y: number }, [low, high]: readonly [number, number]): boolean =>
  x >= low && x <= high && y >= low && y <= high;

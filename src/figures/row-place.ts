/** Where one row lies in two directions of the latent, among train rows by class, and the circles that count as inside. */
import type { TopLevelSpec } from 'vega-lite';
import { classScale, NO_CLASS } from './class-colors.ts';
import type { Figure, FigureTitle } from './figure.ts';
import type { LatentPoints } from './latent-panels.ts';
import { COLORS } from './theme.ts';

export interface RowPlace extends FigureTitle {
  readonly xTitle: string;
  readonly yTitle: string;
  readonly classes: readonly string[];
  /** Train rows. */
  readonly points: LatentPoints;
  readonly place: { readonly x: number; readonly y: number };
  /** Only where both axes are units of a latent of two. */
  readonly circles?: readonly {
    readonly name: string;
    readonly x: number;
    readonly y: number;
    readonly radius: number;
  }[];
}

const SIDE = 380;
const POINTS_UP_TO = 1500;
const CORNERS = 72;
const DASHES = [
  [6, 4],
  [2, 3],
];

export function rowPlace(figure: RowPlace): Figure {
  const { points, classes, place, circles = [] } = figure;
  const count = Math.min(points.x.length, POINTS_UP_TO);
  const dots = Array.from({ length: count }, (_, k) => {
    const i = Math.floor((k * points.x.length) / count);
    return { x: points.x[i]!, y: points.y[i]!, class: classes[points.classes[i]!] ?? NO_CLASS };
  });
  const names = dots.some((dot) => dot.class === NO_CLASS) ? [...classes, NO_CLASS] : classes;
  const rings = circles.flatMap(({ name, x, y, radius }) =>
    Array.from({ length: CORNERS + 1 }, (_, order) => {
      const angle = (2 * Math.PI * order) / CORNERS;
      return { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle), order, name };
    }),
  );
  const all = [...dots, ...rings, place];
  const middle = (of: (at: { x: number; y: number }) => number): [number, number] => {
    const [low, high] = all.reduce(([least, most], at) => [Math.min(least, of(at)), Math.max(most, of(at))], [
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ] as [number, number]);
    return [(low + high) / 2, (high - low) / 2];
  };
  const [[x, width], [y, height]] = [middle((at) => at.x), middle((at) => at.y)];
  // One scale on both axes, so that circles are circles.
  const half = 1.05 * Math.max(width, height, Number.MIN_VALUE);
  const axis = (field: 'x' | 'y', title: string, centre: number) => ({
    field,
    type: 'quantitative',
    title,
    scale: { domain: [centre - half, centre + half], nice: false, zero: false },
    axis: { tickCount: 6 },
  });
  const encoding = { x: axis('x', figure.xTitle, x), y: axis('y', figure.yTitle, y) };
  return {
    title: figure.title,
    subtitle: figure.subtitle ?? [],
    spec: {
      width: SIDE,
      height: SIDE,
      layer: [
        {
          data: { name: 'train' },
          mark: { type: 'point', filled: true, size: 18, opacity: 0.6 },
          encoding: {
            ...encoding,
            color: { field: 'class', type: 'nominal', title: 'train rows', scale: classScale(names) },
          },
        },
        {
          data: { name: 'circles' },
          mark: { type: 'line', color: COLORS.ink, strokeWidth: 1.2 },
          encoding: {
            ...encoding,
            order: { field: 'order', type: 'quantitative' },
            strokeDash: {
              field: 'name',
              type: 'nominal',
              title: 'inside',
              scale: { domain: circles.map(({ name }) => name), range: DASHES.slice(0, circles.length) },
              ...(circles.length === 0 ? { legend: null } : {}),
            },
          },
        },
        {
          data: { name: 'row' },
          mark: {
            type: 'point',
            shape: 'diamond',
            filled: true,
            size: 190,
            opacity: 1,
            color: COLORS.ink,
            stroke: 'white',
            strokeWidth: 1.5,
          },
          encoding,
        },
      ],
    } as unknown as TopLevelSpec,
    data: { train: dots, circles: rings, row: [{ x: place.x, y: place.y }] },
  };
}

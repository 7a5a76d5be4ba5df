/**
 * Where rows lie in two units of the latent, coloured by class, in panels of rows and columns: what a training does to
 * the latent from epoch to epoch.
 */
import type { TopLevelSpec } from 'vega-lite';
import { classScale, NO_CLASS } from './class-colors.ts';
import type { Figure, FigureRow, FigureTitle } from './figure.ts';
import { panelTitle } from './panel-title.ts';

export interface LatentPoints {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Class of each point, as an index into the figure's classes; -1 where unknown. */
  readonly classes: ArrayLike<number>;
}

export interface LatentPanel {
  /** None where there is one panel alone. */
  readonly title?: string;
  readonly points: LatentPoints;
  /** Range of an axis; none given: from the least to the largest value. */
  readonly xRange?: readonly [number, number];
  readonly yRange?: readonly [number, number];
}

export interface LatentPanels extends FigureTitle {
  readonly xTitle: string;
  readonly yTitle: string;
  /** The second axis counts nothing: its numbers are left out. */
  readonly hidesY?: boolean;
  /** No legend for one alone. */
  readonly classes: readonly string[];
  readonly panels: readonly LatentPanel[];
  /** Panels beside each other. */
  readonly columns: number;
  /** Of a panel, in pixels. */
  readonly side?: number;
}

/** More points than these only cover each other, and make a page heavy; they are taken evenly. */
const POINTS_UP_TO = 1500;

export function latentPanels(figure: LatentPanels): Figure {
  const { panels, columns, side = 190 } = figure;
  const drawn = panels.map(rowsOf(figure.classes));
  const hasUnknown = drawn.some(({ rows }) => rows.some((row) => row.class === NO_CLASS));
  const names = hasUnknown ? [...figure.classes, NO_CLASS] : figure.classes;
  return {
    title: figure.title,
    subtitle: figure.subtitle ?? [],
    spec: {
      concat: panels.map((panel, index) => panelSpec(figure, panel, drawn[index]!, names, index, side)),
      columns,
      spacing: 20,
    } as unknown as TopLevelSpec,
    data: Object.fromEntries(drawn.map(({ rows }, index) => [`points${index}`, rows])),
  };
}

interface DrawnPanel {
  readonly rows: readonly FigureRow[];
  readonly notes: readonly string[];
}

const rowsOf =
  (classes: readonly string[]) =>
  ({ points: { x, y, classes: members }, xRange, yRange }: LatentPanel): DrawnPanel => {
    const count = Math.min(x.length, POINTS_UP_TO);
    const rows: FigureRow[] = [];
    let beyond = 0;
    for (let k = 0; k < count; k++) {
      const i = Math.floor((k * x.length) / count);
      const [across, up] = [x[i]!, y[i]!];
      if (isInside(across, xRange) && isInside(up, yRange))
        rows.push({ x: short(across), y: short(up), class: classes[members[i]!] ?? NO_CLASS });
      else beyond++;
    }
    // A figure must not hide points in silence.
    const counted = `${x.length === count ? '' : `${count} of `}${x.length} rows`;
    return { rows, notes: [beyond === 0 ? counted : `${counted}, ${beyond} beyond the axes`] };
  };

/** Points are many and no eye tells more digits. */
const short = (value: number): number => Number(value.toPrecision(4));

const isInside = (value: number, range: readonly [number, number] | undefined): boolean =>
  Number.isFinite(value) && (range === undefined || (value >= range[0] && value <= range[1]));

function panelSpec(
  figure: LatentPanels,
  { title, xRange, yRange }: LatentPanel,
  { notes }: DrawnPanel,
  names: readonly string[],
  index: number,
  side: number,
) {
  const axis = (field: string, text: string, range: readonly [number, number] | undefined, labels = true) => ({
    field,
    type: 'quantitative',
    title: text,
    scale: { zero: false, nice: false, ...(range === undefined ? { padding: 6 } : { domain: [...range] }) },
    axis: { tickCount: 5, labels, ticks: labels, grid: labels },
  });
  const { domain, range: colors } = classScale(names);
  return {
    ...panelTitle(title, notes, side),
    width: side,
    height: side,
    data: { name: `points${index}` },
    mark: { type: 'point', filled: true, size: 14, opacity: 0.65 },
    encoding: {
      x: axis('x', figure.xTitle, xRange),
      y: axis('y', figure.yTitle, yRange, figure.hidesY !== true),
      color: {
        field: 'class',
        type: 'nominal',
        scale: { domain, range: colors },
        legend: names.length === 1 ? null : { symbolOpacity: 1, columns: 10 },
      },
    },
  };
}

/** Small pictures in rows and columns, each row named at its left: images or strips of many rows beside each other. */
import type { TopLevelSpec } from 'vega-lite';
import type { Figure, FigureRow, FigureTitle } from './figure.ts';
import { type Palette, rasterUrl } from './raster.ts';
import { COLORS } from './theme.ts';

export interface PictureRow {
  readonly label: string;
  /** Addresses of pictures, all of one size; `undefined` leaves a place empty. */
  readonly pictures: readonly (string | undefined)[];
  /** Stands apart from the row above. */
  readonly isApart?: boolean;
}

export interface PictureGrid extends FigureTitle {
  /** Of one picture, in pixels. */
  readonly size: { readonly width: number; readonly height: number };
  readonly rows: readonly PictureRow[];
  /** Names above, each in the middle of its place; the last may reach out to the left. */
  readonly headings?: readonly { readonly start: number; readonly width: number; readonly text: string }[];
  /** What lies along a row, said below. */
  readonly xTitle: string;
  readonly legend: { readonly palette: Palette; readonly low: string; readonly high: string };
  /** Space between pictures of a row and between rows. */
  readonly gap?: number;
}

const APART = 10;
/** Narrower places hold no name. */
const NARROW = 60;
const LEGEND_WIDTH = 120;
const LEGEND_HEIGHT = 9;

export function pictureGrid(grid: PictureGrid): Figure {
  const { size, rows, headings = [], xTitle, legend, gap = 4 } = grid;
  const columnCount = Math.max(1, ...rows.map(({ pictures }) => pictures.length));
  const width = columnCount * (size.width + gap) - gap;
  let bottom = 0;
  const tops = rows.map(({ isApart }, index) => {
    const top = bottom + (index === 0 ? 0 : isApart === true ? APART : gap);
    bottom = top + size.height;
    return top;
  });
  const pictures = rows.flatMap(({ pictures: urls }, row) =>
    urls.flatMap((url, column): FigureRow[] =>
      url === undefined
        ? []
        : [{ url, x: column * (size.width + gap) + size.width / 2, y: tops[row]! + size.height / 2 }],
    ),
  );
  const below = bottom + 40;
  const keyMiddle = { url: keyPicture(legend.palette), x: width / 2, y: below };
  const text = (rowsOf: readonly FigureRow[], more: object) => ({
    data: { values: rowsOf },
    mark: { type: 'text', fontSize: 11, color: COLORS.ink, baseline: 'middle', limit: 300, ...more },
    encoding: { ...place(width, below), text: { field: 'text' } },
  });
  return {
    title: grid.title,
    subtitle: grid.subtitle ?? [],
    keepsColours: legend.palette === 'grey',
    spec: {
      width,
      height: below,
      layer: [
        {
          data: { name: 'pictures' },
          mark: { type: 'image', ...size, aspect: false, smooth: false },
          encoding: { ...place(width, below), url: { field: 'url', type: 'nominal' } },
        },
        text(
          rows.map(({ label }, row) => ({ text: label, x: -8, y: tops[row]! + size.height / 2 })),
          { align: 'right' },
        ),
        ...headings.map(({ start, width: room, text: name }, index) =>
          index === headings.length - 1 && room < NARROW
            ? text([{ text: name, x: start + room, y: -10 }], { align: 'right', limit: 2 * NARROW })
            : text([{ text: name, x: start + room / 2, y: -10 }], { align: 'center', limit: Math.max(16, room) }),
        ),
        text([{ text: xTitle, x: width / 2, y: bottom + 16 }], { align: 'center', fontSize: 12, limit: 900 }),
        {
          data: { values: [keyMiddle] },
          mark: { type: 'image', width: LEGEND_WIDTH, height: LEGEND_HEIGHT, aspect: false },
          encoding: { ...place(width, below), url: { field: 'url', type: 'nominal' } },
        },
        text([{ text: legend.low, x: width / 2 - LEGEND_WIDTH / 2 - 6, y: below }], { align: 'right' }),
        text([{ text: legend.high, x: width / 2 + LEGEND_WIDTH / 2 + 6, y: below }], { align: 'left' }),
      ],
    } as unknown as TopLevelSpec,
    data: { pictures },
  };
}

const keyPicture = (palette: Palette): string =>
  rasterUrl(
    {
      width: LEGEND_WIDTH,
      height: 1,
      channels: 1,
      levels: Uint8Array.from({ length: LEGEND_WIDTH }, (_, i) => Math.round((255 * i) / (LEGEND_WIDTH - 1))),
    },
    palette,
  );

/** Places are pixels, counted from the upper left corner. */
const place = (width: number, height: number) => ({
  x: { field: 'x', type: 'quantitative', scale: { domain: [0, width], nice: false, zero: false }, axis: null },
  y: {
    field: 'y',
    type: 'quantitative',
    scale: { domain: [0, height], nice: false, zero: false, reverse: true },
    axis: null,
  },
});

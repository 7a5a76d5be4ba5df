/** Rows of data as small pictures: images as they are, everything else as a strip of colour, modality beside modality. */
import { formatNumber } from '../base/format-number.ts';
import type { RowReview } from '../diagnose/row-review.ts';
import { levelsOf, type Palette, type Raster, zoomed } from '../figures/raster.ts';

/** What of a review says how rows are drawn. */
export type RowFrame = Pick<RowReview, 'cells' | 'imageShape' | 'values' | 'columns'>;

/** Pixels of a strip; each modality gets at least `NARROWEST` of them. */
const STRIP_WIDTH = 720;
const NARROWEST = 12;
const GAP = 4;
/** Smallest and largest side of an image on a page, as far as whole pixels allow. */
const IMAGE_SIDE = 56;

export const rowPalette = ({ imageShape }: RowFrame): Palette => (imageShape === undefined ? 'blue' : 'grey');

/** Where each modality stands in a strip, in pixels. */
export function stripPlaces({ cells }: RowFrame): readonly { readonly start: number; readonly width: number }[] {
  const room = STRIP_WIDTH - GAP * (cells.length - 1);
  const columns = cells.map(({ count, columnsPerCell }) => count * columnsPerCell);
  const total = columns.reduce((sum, count) => sum + count, 0);
  const wanted = columns.map((count) => Math.max(NARROWEST, Math.round((room * count) / total)));
  // What the narrow ones take more than their share, the widest gives.
  const over = wanted.reduce((sum, width) => sum + width, 0) - room;
  const widest = wanted.indexOf(Math.max(...wanted));
  wanted[widest] = Math.max(NARROWEST, wanted[widest]! - over);
  let start = 0;
  return wanted.map((width) => {
    start += width + GAP;
    return { start: start - width - GAP, width };
  });
}

const lastOf = (places: ReturnType<typeof stripPlaces>): number => places.at(-1)!.start + places.at(-1)!.width;

/** @param row - `[cells]` */
export function imageOf({ imageShape, cells }: RowFrame, row: readonly number[]): Raster {
  const [height, width, channels] = imageShape!;
  const levels = levelsOf(row, cells[0]!.range);
  return zoomed(
    { width, height, levels, channels: channels as 1 | 3 },
    Math.max(1, Math.round(IMAGE_SIDE / Math.max(width, height))),
  );
}

/** Rows below each other, each a line of so many pixels. @param rows - `[rows][cells]`; `undefined` leaves a line empty */
export function stripsOf(
  frame: RowFrame,
  rows: readonly (readonly number[] | undefined)[],
  lineHeight: number,
): Raster {
  const places = stripPlaces(frame);
  const width = lastOf(places);
  const levels = new Uint8Array(width * rows.length);
  rows.forEach((row, line) => {
    if (row === undefined) return;
    frame.cells.forEach(({ start, count }, index) => {
      const place = places[index]!;
      for (let x = 0; x < place.width; x++) {
        // A pixel that covers several cells is their mean: a lone 1 grows pale but is not lost.
        const first = Math.floor((x * count) / place.width);
        const end = Math.max(first + 1, Math.ceil(((x + 1) * count) / place.width));
        let level = 0;
        for (let cell = start + first; cell < start + end; cell++)
          level += levelsOf([row[cell]!], rangeOf(frame, index, cell))[0]! / (end - first);
        // Level 0 is the white between modalities.
        levels[line * width + place.start + x] = Math.max(1, Math.round(level));
      }
    });
  });
  return zoomed({ width, height: rows.length, levels, channels: 1 }, 1, lineHeight);
}

/** Columns of a short table have units of their own, those of a modality share one. */
function rangeOf(frame: RowFrame, index: number, cell: number): readonly [number, number] {
  const { name, range } = frame.cells[index]!;
  const column = frame.columns?.[cell];
  if (column === undefined || frame.values[name]?.kind === 'bits') return range;
  return [column.mean - 2 * column.deviation, column.mean + 2 * column.deviation];
}

/** What the ends of the colours stand for. */
export function colourLegend(frame: RowFrame): {
  readonly palette: Palette;
  readonly low: string;
  readonly high: string;
} {
  const palette = rowPalette(frame);
  const kinds = frame.cells.map(({ name }) => frame.values[name]!.kind);
  if (kinds.every((kind) => kind === 'bits')) return { palette, low: '0', high: '1' };
  if (frame.columns !== undefined && frame.imageShape === undefined)
    return { palette, low: 'column mean − 2 deviations', high: 'column mean + 2 deviations' };
  if (frame.cells.length > 1) return { palette, low: 'lowest of the modality', high: 'highest' };
  const [low, high] = frame.cells[0]!.range;
  return { palette, low: formatNumber(Number(low.toPrecision(3))), high: formatNumber(Number(high.toPrecision(3))) };
}

/** Rows decoded from the same draws of the prior, epoch after epoch: a model coming alive, beside rows of the data. */
import { pooled, type RowReview } from '../diagnose/row-review.ts';
import { columnModalities } from '../diagnose/told-label.ts';
import { type PictureRow, pictureGrid } from '../figures/picture-grid.ts';
import { type Raster, rasterUrl } from '../figures/raster.ts';
import type { NamedFigures } from './loss-figures.ts';
import type { ReportInput } from './report-input.ts';
import { columnsText, modalityHeadings } from './row-figures.ts';
import { colourLegend, imageOf, type RowFrame, rowPalette, stripsOf } from './row-pictures.ts';

/** Rows decoded from draws of the prior at one moment of training. */
export interface PriorSamples {
  /** Absent: the finished model. */
  readonly epoch?: number;
  /** `[draws, features]` probabilities, or means in the data's own units */
  readonly rows: Float32Array;
}

const LINE_HEIGHT = 4;

export function priorSampleFigures({ priorSamples = [], rows: review, evaluation, epochs }: ReportInput): NamedFigures {
  if (review === undefined || priorSamples.length === 0) return {};
  const last = epochs.at(-1)?.epoch;
  const hasEnd = priorSamples.some(({ epoch }) => epoch === undefined);
  const modalities = columnModalities(evaluation);
  const featureCount = modalities.reduce((sum, { count }) => sum + count, 0);
  const shown = priorSamples
    // The finished model is the row below.
    .filter(({ epoch }) => !(hasEnd && epoch === last))
    .map(({ epoch, rows }) => ({
      label: epoch === undefined ? 'finished' : `epoch ${epoch}`,
      rows: pooledRows(rows, featureCount, modalities, review.cells),
    }));
  const all = [...shown, { label: `rows of ${review.split}`, rows: review.some }];
  const count = shown[0]!.rows.length;
  const isImage = review.imageShape !== undefined;
  const palette = rowPalette(review);
  const picturesOf = (rows: readonly (readonly number[])[]): Raster[] =>
    isImage
      ? rows.map((row) => imageOf(review, row))
      : [
          stripsOf(
            review,
            Array.from({ length: count }, (_, line) => rows[line]),
            LINE_HEIGHT,
          ),
        ];
  const { width, height } = picturesOf(shown[0]!.rows)[0]!;
  return {
    'prior-samples': pictureGrid({
      title: 'Samples from the prior while training went on',
      subtitle: [
        `the same ${count} draws from the standard normal, decoded after each epoch named`,
        isImage
          ? 'below: rows of the data, to compare with'
          : 'one line a draw; below: rows of the data, to compare with',
      ],
      size: { width, height },
      rows: all.map(
        ({ label, rows }, index): PictureRow => ({
          label,
          pictures: picturesOf(rows).map((picture) => rasterUrl(picture, palette)),
          isApart: index === all.length - 1,
        }),
      ),
      ...(isImage ? {} : { headings: modalityHeadings(review) }),
      xTitle: isImage ? 'draws from the prior' : columnsText(review),
      legend: colourLegend(review),
    }),
  };
}

const pooledRows = (
  rows: Float32Array,
  featureCount: number,
  modalities: Parameters<typeof pooled>[1],
  cells: RowReview['cells'],
): number[][] =>
  Array.from({ length: rows.length / featureCount }, (_, row) =>
    pooled(rows.subarray(row * featureCount, (row + 1) * featureCount), modalities, cells),
  );

/** The draws of one moment as a picture without words, quick enough to be made while a model trains. */
export function priorSamplePicture(
  frame: RowFrame,
  modalities: Parameters<typeof pooled>[1],
  samples: Float32Array,
): Raster {
  const featureCount = modalities.reduce((sum, { count }) => sum + count, 0);
  const rows = pooledRows(samples, featureCount, modalities, frame.cells);
  return frame.imageShape === undefined
    ? stripsOf(frame, rows, LINE_HEIGHT)
    : besideEachOther(rows.map((row) => imageOf(frame, row)));
}

function besideEachOther(images: readonly Raster[]): Raster {
  const { width, height, channels } = images[0]!;
  const stride = width * channels;
  const levels = new Uint8Array(stride * images.length * height);
  images.forEach((image, index) => {
    for (let y = 0; y < height; y++)
      levels.set(image.levels.subarray(y * stride, (y + 1) * stride), (y * images.length + index) * stride);
  });
  return { width: width * images.length, height, levels, channels };
}

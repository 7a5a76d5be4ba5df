/** Pictures of rows beside their reconstructions: how values are distributed, and the rows that come back best and worst. */
import { formatNumber } from '../base/format-number.ts';
import type { ReviewedValues } from '../diagnose/reviewed-values.ts';
import type { ReviewedRow, RowReview } from '../diagnose/row-review.ts';
import { dotPanels } from '../figures/dot-panels.ts';
import { type PairedHistogram, pairedHistograms } from '../figures/paired-histograms.ts';
import { type PictureRow, pictureGrid } from '../figures/picture-grid.ts';
import { rasterUrl } from '../figures/raster.ts';
import { COLORS } from '../figures/theme.ts';
import { valuePairs } from '../figures/value-pairs.ts';
import type { NamedFigures } from './loss-figures.ts';
import type { ReportInput } from './report-input.ts';
import { colourLegend, imageOf, rowPalette, stripPlaces, stripsOf } from './row-pictures.ts';
import type { Table } from './tables.ts';

/** A figure of more would not fit a page. */
const PANELS_UP_TO = 12;
const STRIP_HEIGHT = 11;

/** How predicted values are distributed, beside the data's. */
export function reconstructionFigures({ rows: review, evaluation }: ReportInput): NamedFigures {
  if (review === undefined) return {};
  const { split, rowCount, splitRowCount, cells } = review;
  const all = valuesByPanel(review);
  const shown = all.slice(0, PANELS_UP_TO);
  const about = `${formatNumber(rowCount)} of ${formatNumber(splitRowCount)} ${split} rows, decoded from their posterior means`;
  const kinds = new Set(
    Object.entries(evaluation.likelihoods).flatMap(([name, { kind }]) => (name === evaluation.label?.name ? [] : kind)),
  );
  const counted = cells.filter(({ name }) => review.values[name]!.rowCounts !== undefined).slice(0, PANELS_UP_TO);
  return {
    reconstructions: pairedHistograms({
      title: `Reconstructions over the data, ${split}`,
      subtitle: [
        about,
        ...(evaluation.masking === undefined
          ? []
          : ['with entries hidden as in training; hidden and seen ones are counted together']),
        ...(kinds.has('gaussian')
          ? ['predicted means, without the noise of the likelihood: they spread less than the data']
          : []),
        ...(shown.some(({ values }) => values.kind === 'values')
          ? ['what lies beyond an axis is in its last bar']
          : []),
        ...(all.length > shown.length ? [`${all.length - shown.length} more are not drawn`] : []),
      ],
      // Probabilities crowd near 0: there a bar of most entries would hide all others.
      roots: kinds.has('bernoulli'),
      panels: shown.map(predictionHistogram),
    }),
    ...(counted.length === 0
      ? {}
      : {
          'row-counts': rowCounts(
            review,
            counted.map(({ name }) => name),
            about,
          ),
        }),
  };
}

interface PanelValues {
  readonly name: string;
  readonly values: ReviewedValues;
}

/** Columns of a short table have units of their own; otherwise a modality has one. */
function valuesByPanel({ cells, values, columns, imageShape }: RowReview): PanelValues[] {
  const areBits = cells.every(({ name }) => values[name]!.kind === 'bits');
  if (columns !== undefined && imageShape === undefined && !areBits) return [...columns];
  return cells.map(({ name }) => ({ name, values: values[name]! }));
}

export function predictionHistogram({
  name,
  values: { kind, range, first, second, rate },
}: PanelValues): PairedHistogram {
  if (kind === 'bits')
    return {
      title: name,
      subtitle: [
        `${formatNumber(total(first))} zeros, ${formatNumber(total(second))} ones`,
        `dashed: share of ones, ${formatNumber(rate!)}`,
      ],
      xTitle: 'predicted probability of 1',
      range,
      filled: { name: 'prediction where the data are 0', counts: first },
      line: { name: 'prediction where they are 1', counts: second },
      reference: rate!,
    };
  return {
    title: name,
    subtitle: [`${formatNumber(total(first))} entries`],
    xTitle: 'value, in the units of the data',
    range,
    filled: { name: 'data', counts: first },
    line: { name: 'reconstruction', counts: second },
  };
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

function rowCounts(review: RowReview, names: readonly string[], about: string) {
  return dotPanels({
    title: `Ones of a row, predicted against true, ${review.split}`,
    subtitle: [about, 'line: prediction equals truth'],
    xTitle: 'ones of a row',
    yTitle: 'sum of its probabilities',
    withDiagonal: true,
    columns: 4,
    colours: { rows: COLORS.blue },
    panels: names.map((name) => {
      const { truth, predicted } = review.values[name]!.rowCounts!;
      const mean = total(truth) / truth.length;
      const all = [...truth, ...predicted];
      const [low, high] = [Math.min(...all), Math.max(...all)];
      const room = 0.04 * (high - low) || 0.5;
      return {
        title: name,
        subtitle: `${truth.length} rows`,
        range: [low - room, high + room] as const,
        reference: { label: `mean, ${formatNumber(Number(mean.toPrecision(3)))}`, value: mean },
        dots: [{ name: 'rows', points: truth.map((x, index) => ({ x, y: predicted[index]! })) }],
      };
    }),
  });
}

/** The rows that come back best and worst, each beside its reconstruction. */
export function rowFigures({ rows: review }: ReportInput): NamedFigures {
  if (review === undefined || review.best.length === 0) return {};
  const title = `Best and worst rows of ${review.split} and their reconstructions`;
  const subtitle = [
    'by nats of reconstruction from the posterior mean, of equal rows one; the numbers are in the table',
  ];
  if (review.imageShape !== undefined) return { rows: imageRows(review, title, subtitle) };
  if (review.columns !== undefined) return { rows: barRows(review, title, subtitle) };
  return { rows: stripRows(review, title, subtitle) };
}

const nats = (row: ReviewedRow): string => `${formatNumber(row.reconstruction)} nats`;

function imageRows(review: RowReview, title: string, subtitle: readonly string[]) {
  const picture = (row: readonly number[]) => imageOf(review, row);
  const pair = (name: string, rows: readonly ReviewedRow[], isApart: boolean): PictureRow[] => [
    { label: `${name}, data`, pictures: rows.map(({ truth }) => rasterUrl(picture(truth), 'grey')), isApart },
    { label: 'reconstruction', pictures: rows.map(({ predicted }) => rasterUrl(picture(predicted), 'grey')) },
  ];
  const { width, height } = picture(review.best[0]!.truth);
  return pictureGrid({
    title,
    subtitle,
    size: { width, height },
    rows: [...pair('best', review.best, false), ...pair('worst', review.worst, true)],
    xTitle: 'rows, the most extreme first',
    legend: colourLegend(review),
  });
}

function stripRows(review: RowReview, title: string, subtitle: readonly string[]) {
  const strip = (row: readonly number[]) => stripsOf(review, [row], STRIP_HEIGHT);
  const palette = rowPalette(review);
  const pair = (name: string, rows: readonly ReviewedRow[]): PictureRow[] =>
    rows.flatMap((row) => [
      { label: `${name}: ${nats(row)}`, pictures: [rasterUrl(strip(row.truth), palette)], isApart: true },
      { label: 'reconstruction', pictures: [rasterUrl(strip(row.predicted), palette)] },
    ]);
  const { width, height } = strip(review.best[0]!.truth);
  return pictureGrid({
    title,
    subtitle,
    size: { width, height },
    rows: [...pair('best', review.best), ...pair('worst', review.worst)],
    headings: modalityHeadings(review),
    gap: 1,
    xTitle: columnsText(review),
    legend: colourLegend(review),
  });
}

/** Names of modalities over their part of a strip. */
export const modalityHeadings = (review: RowReview) =>
  stripPlaces(review).map(({ start, width }, index) => ({
    start,
    width,
    text: review.cells[index]!.name,
  }));

export function columnsText({ cells }: RowReview): string {
  const perCell = Math.max(...cells.map(({ columnsPerCell }) => columnsPerCell));
  return perCell === 1
    ? 'columns, in the order of the data'
    : `columns, in the order of the data; means of up to ${perCell} of them`;
}

function barRows(review: RowReview, title: string, subtitle: readonly string[]) {
  const columns = review.columns!;
  const areBits = review.cells.every(({ name }) => review.values[name]!.kind === 'bits');
  const scaled = (values: readonly number[]) =>
    areBits ? values : values.map((value, j) => (value - columns[j]!.mean) / (columns[j]!.deviation || 1));
  const panel = (name: string) => (row: ReviewedRow) => ({
    title: `${name}: row ${row.row + 1}, ${nats(row)}`,
    truth: scaled(row.truth),
    predicted: scaled(row.predicted),
  });
  return valuePairs({
    title,
    subtitle,
    columns: columns.map(({ name }) => name),
    yTitle: areBits ? 'value, probability' : 'deviations from column mean',
    panels: [...review.best.slice(0, 2).map(panel('best')), ...review.worst.slice(0, 2).map(panel('worst'))],
  });
}

/** The rows of the figure in numbers. */
export function rowTable(review: RowReview): Table {
  const ones = review.cells.every(({ name }) => review.values[name]!.kind === 'bits');
  const sum = (row: readonly number[]): number =>
    review.cells.reduce(
      (count, { start, count: cells, columnsPerCell }) =>
        count + columnsPerCell * total(row.slice(start, start + cells)),
      0,
    );
  const line = (name: string) => (row: ReviewedRow, index: number) => [
    // Not to be broken in a narrow column.
    `${name}\u00a0${index + 1}`,
    // A name rather than an amount.
    String(row.row + 1),
    row.id,
    row.label,
    row.reconstruction,
    ones ? Math.round(sum(row.truth)) : undefined,
    ones ? sum(row.predicted) : undefined,
  ];
  return {
    header: ['', 'row', 'id', 'label', 'reconstruction, nats', 'ones', 'sum of probabilities'],
    rows: [...review.best.map(line('best')), ...review.worst.map(line('worst'))],
  };
}

/** Ten rows as the model answers them, modality by modality. */
import { formatNumber } from '../base/format-number.ts';
import type {
  BitsExample,
  EntryExample,
  RowExample,
  RowExamples,
  Shown,
  ValuesExample,
} from '../diagnose/row-examples.ts';
import { type Block, table, text } from './document.ts';
import type { Cell } from './tables.ts';

/** Modalities with a table of their own; the rest are in `evaluation/examples.json`. */
const SHOWN_MODALITIES = 8;

/** @returns nothing where there are no examples */
export function exampleBlocks(examples: RowExamples | undefined): Block[] {
  if (examples === undefined || examples.rows.length === 0) return [];
  const { split, modalities, averaged, rows } = examples;
  const shown = modalities.slice(0, SHOWN_MODALITIES);
  const more = modalities.length - shown.length;
  const isMasked = rows.some(({ perModality }) => Object.values(perModality).some((part) => part.shown !== 'seen'));
  return [
    text(
      [
        `${rows.length} rows of ${split}, chosen by the seed, as the model answers them ${averaged === true ? 'in the mean of draws of their latents' : 'from their posterior means'}, in the units of the data.`,
        ...(isMasked ? ['Of a modality that is hidden in part only the hidden entries are told of.'] : []),
        ...(more > 0 ? [`${more} more modalities are in evaluation/examples.json.`] : []),
      ].join(' '),
    ),
    ...shown.map(({ name, count }) => {
      const kind = rows[0]!.perModality[name]!.kind;
      return table(kind === 'values' ? valuesTable(rows, name, count) : bitsTable(rows, name, count));
    }),
  ];
}

const HEAD = ['row', 'id', 'label', 'encoder'];
const headOf = ({ row, id, label }: RowExample, shown: Shown): Cell[] => [
  String(row + 1),
  id,
  label,
  shown === 'seen' ? undefined : shown,
];

function bitsTable(rows: readonly RowExample[], name: string, columnCount: number) {
  const parts = rows.map(({ perModality }) => perModality[name] as BitsExample & { shown: Shown });
  const means = (['ones', 'cut', 'summed'] as const).map((key) => average(parts.map((part) => part[key])));
  const isOne = columnCount === 1;
  const header = isOne
    ? [`${name}, true`, 'cut at 0.5', 'probability']
    : [`ones of ${name}`, 'ones, cut at 0.5', 'ones, summed', 'surest right', 'surest wrong'];
  return {
    header: [...HEAD, ...header],
    rows: [
      ...rows.map((row, index) => {
        const { shown, ones, cut, summed, surestRight, surestWrong } = parts[index]!;
        const sure = isOne ? [] : [entryText(surestRight), entryText(surestWrong)];
        return [...headOf(row, shown), ones, cut, summed, ...sure];
      }),
      ['mean', undefined, undefined, undefined, ...means, ...(isOne ? [] : [undefined, undefined])],
    ],
  };
}

function valuesTable(rows: readonly RowExample[], name: string, columnCount: number) {
  const parts = rows.map(({ perModality }) => perModality[name] as ValuesExample & { shown: Shown });
  const header =
    columnCount === 1
      ? [`${name}, true`, 'predicted']
      : [`root mean square error of ${name}`, 'missed by most', 'true', 'predicted'];
  return {
    header: [...HEAD, ...header],
    rows: rows.map((row, index) => {
      const { shown, rootMeanSquare, furthest } = parts[index]!;
      const { column, truth, predicted } = furthest;
      const cells = columnCount === 1 ? [truth, predicted] : [rootMeanSquare, column, truth, predicted];
      return [...headOf(row, shown), ...cells];
    }),
  };
}

const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const entryText = (entry: EntryExample | undefined): Cell =>
  entry === undefined
    ? undefined
    : `${entry.column}: ${formatNumber(entry.predicted)}, is ${formatNumber(entry.truth)}`;

/**
 * Real columns under a sigmoid that were never brought to its range. Values outside 0 to 1 are refused before training;
 * what is left are columns, such as shares of a few percent, that lie so close together that their cross-entropy hardly
 * knows one row from another.
 *
 * Try: data.standardize: min-max, or a gaussian likelihood with z-scores.
 */
import { formatNumber } from '../base/format-number.ts';
import type { Dataset, Modality } from '../data/dataset.ts';
import { eachRow } from '../data/each-row.ts';
import type { Diagnostic } from './diagnostic.ts';
import { listed, ofModality, percent } from './wording.ts';

/**
 * Width of a column's values on train. Spread evenly over so much, a perfect prediction saves 0.2 % of what a constant
 * pays around 0.5, and 5 % next to 0; spread from 0 to 1 it saves 28 %, and a column that was rescaled is that wide.
 */
const NARROW = 0.1;
/** Images have some pixels at their border that hardly ever light up: a few narrow columns are nothing odd. */
const SOME = 0.1;
const MOST = 0.5;

/**
 * Counts the columns of a modality that vary, and those of them whose values lie close together.
 *
 * @param rows - row numbers, of train rows
 */
export function narrowColumns(
  dataset: Dataset,
  rows: Int32Array,
  { start, count }: Modality,
): { varyingColumns: number; narrowColumns: number } {
  const low = new Float32Array(count).fill(Number.POSITIVE_INFINITY);
  const high = new Float32Array(count).fill(Number.NEGATIVE_INFINITY);
  const widen = (row: Float32Array): void => {
    for (let j = 0; j < count; j++) {
      const value = row[start + j]!;
      if (value < low[j]!) low[j] = value;
      if (value > high[j]!) high[j] = value;
    }
  };
  eachRow(dataset, widen, rows);
  const widths = high.map((value, j) => value - low[j]!).filter((width) => width > 0);
  return { varyingColumns: widths.length, narrowColumns: widths.filter((width) => width < NARROW).length };
}

export const diagnoseUnscaledSigmoid: Diagnostic = ({ training }) => {
  const modalities = training?.modalities ?? [];
  const narrow = modalities.flatMap(({ name, sigmoid }) => {
    const share = sigmoid === undefined ? 0 : sigmoid.narrowColumns / Math.max(1, sigmoid.varyingColumns);
    return share < SOME ? [] : { name, share, ...sigmoid! };
  });
  if (narrow.length === 0) return undefined;
  const told = narrow.map(({ name, share, varyingColumns, narrowColumns: columns }) =>
    ofModality(
      `${formatNumber(columns)} of ${formatNumber(varyingColumns)} columns (${percent(share)})`,
      name,
      modalities.length,
    ),
  );
  return {
    id: 'unscaled-sigmoid',
    verdict: narrow.some(({ share }) => share >= MOST) ? 'warning' : 'note',
    title: `A sigmoid predicts columns that were not brought to its range: ${listed(told)} span less than ${NARROW} of 0 to 1 on train, where cross-entropy hardly tells rows apart.`,
    evidence: Object.fromEntries(
      narrow.flatMap(({ name, varyingColumns, narrowColumns: columns }) => [
        [`${name}.varyingColumns`, varyingColumns],
        [`${name}.narrowColumns`, columns],
      ]),
    ),
    advice: ['Set data.standardize: min-max, or likelihood: gaussian with data.standardize: z-score.'],
  };
};

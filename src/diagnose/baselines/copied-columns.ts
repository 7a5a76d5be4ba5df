/**
 * Hidden columns as the same positions of another modality have them: the share of ones where the seen bit is 1, and where
 * it is 0. A network that only copies one mark to another gets this and no more.
 */
import { bestOnValidation, columnRates, type HiddenColumns, type SeenAndHidden } from './hidden-columns.ts';
import type { Matrix } from './matrix-product.ts';

/** A modality to copy from. */
export interface CopySource {
  readonly name: string;
  /** `[hidden]` the seen column at the position of each hidden one; -1 where it has none. */
  readonly columns: Int32Array;
}

export interface CopiedColumns extends HiddenColumns {
  /** Name of the source, chosen on validation. */
  readonly source: string;
}

/**
 * Shares are per column, with its train rate counted as one row more, so that none is 0 or 1; without a column to copy
 * from that rate is all.
 *
 * @param sources - at least one; the first is taken where there are no validation rows
 */
export async function fitCopiedColumns(
  train: SeenAndHidden,
  validation: SeenAndHidden,
  sources: readonly CopySource[],
): Promise<CopiedColumns> {
  const rates = columnRates(train.hidden);
  const fits = sources.map((source) => ({ source, shares: sharesOf(train, source, rates) }));
  const best = await bestOnValidation(fits, validation, (fit) => copied(validation.seen, fit));
  return { source: best.source.name, probabilities: async (seen) => copied(seen, best) };
}

interface CopyFit {
  readonly source: CopySource;
  /** `[hidden]` P(1) where the seen bit is 0, and where it is 1. */
  readonly shares: readonly [Float64Array, Float64Array];
}

const isOne = (value: number): 0 | 1 => (value >= 0.5 ? 1 : 0);

function sharesOf({ seen, hidden }: SeenAndHidden, { columns }: CopySource, rates: Float64Array): CopyFit['shares'] {
  const ones = [rates.slice(), rates.slice()] as const;
  const trials = [new Float64Array(rates.length).fill(1), new Float64Array(rates.length).fill(1)] as const;
  columns.forEach((column, j) => {
    if (column < 0) return;
    for (let i = 0; i < hidden.rows; i++) {
      const bit = isOne(seen.data[i * seen.columns + column]!);
      ones[bit][j]! += hidden.data[i * hidden.columns + j]!;
      trials[bit][j]!++;
    }
  });
  return [ones[0].map((sum, j) => sum / trials[0][j]!), ones[1].map((sum, j) => sum / trials[1][j]!)];
}

function copied(seen: Matrix, { source: { columns }, shares }: CopyFit): Float64Array {
  const all = new Float64Array(seen.rows * columns.length);
  for (let i = 0; i < seen.rows; i++) {
    columns.forEach((column, j) => {
      const bit = column < 0 ? 0 : isOne(seen.data[i * seen.columns + column]!);
      all[i * columns.length + j] = shares[bit][j]!;
    });
  }
  return all;
}

/**
 * The column of a source at the position of each hidden column: the one whose name ends alike once what the names of a
 * modality begin with is left off, such as `H3K4me3_07` for `H3K27ac_07`. Where names do not tell and both have as many columns,
 * the order does.
 *
 * @returns `[hidden]` positions in `source`, -1 where it has none
 */
export function samePositions(hidden: readonly string[], source: readonly string[]): Int32Array {
  const places = new Map(withoutPrefix(source).map((name, i) => [name, i]));
  const named = Int32Array.from(withoutPrefix(hidden), (name) => places.get(name) ?? -1);
  const isNamed = hidden.length > 1 && source.length > 1 && named.some((place) => place >= 0);
  if (isNamed) return named;
  return hidden.length === source.length ? Int32Array.from(hidden.keys()) : new Int32Array(hidden.length).fill(-1);
}

function withoutPrefix(names: readonly string[]): string[] {
  let length = names[0]?.length ?? 0;
  for (const name of names) while (!name.startsWith(names[0]!.slice(0, length))) length--;
  // A sign or digit that all positions begin with belongs to them.
  const prefix = (names[0] ?? '').slice(0, length).replace(/-?\d*$/, '');
  return names.map((name) => name.slice(prefix.length));
}

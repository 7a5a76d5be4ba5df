/** Sparse matrices as rows of a dataset: compressed rows as they are, entries in any order sorted by row. */
import { DataError, LimitError } from '../../base/errors.ts';
import type { Values } from '../dataset.ts';
import { requireElements, ValuesBuilder } from '../values-builder.ts';

/** Entries that fit in memory beside the rows they become: 12 bytes each. */
const MAX_ENTRIES = 2 ** 28;

export interface Matrix {
  readonly rowCount: number;
  readonly featureCount: number;
  readonly values: Values;
}

type Numbers = ArrayLike<number>;

/** @throws LimitError when there are too many entries to sort */
export function requireEntries(count: number, where: string): void {
  if (count <= MAX_ENTRIES) return;
  throw new LimitError(where, `holds ${count} entries, which must be sorted by row`, {
    expected: `at most ${MAX_ENTRIES}`,
    advice: 'Write it with one row after another: compressed sparse rows',
  });
}

/** Builds rows from entries; those of one place are added. */
export class SparseRowsBuilder {
  readonly #builder: ValuesBuilder;
  readonly #row: Float32Array;

  constructor(rowCount: number, featureCount: number, where: string) {
    requireElements(rowCount, featureCount, where);
    this.#builder = new ValuesBuilder(featureCount, where);
    this.#row = new Float32Array(featureCount);
  }

  /** The entries `from` to `to`, the last not counted, are the next row. */
  add(columns: Numbers, values: Numbers, from: number, to: number): void {
    const row = this.#row;
    row.fill(0);
    for (let i = from; i < to; i++) row[columns[i]!]! += values[i]!;
    let isBinary = true;
    for (let i = from; i < to && isBinary; i++) isBinary = row[columns[i]!] === 0 || row[columns[i]!] === 1;
    this.#builder.add(row, isBinary);
  }

  finish(): Values {
    return this.#builder.finish();
  }
}

/** Entries in any order as rows. */
export function valuesOfEntries(
  rows: Int32Array,
  columns: Int32Array,
  values: Float32Array,
  [rowCount, featureCount]: readonly [number, number],
  where: string,
): Values {
  const builder = new SparseRowsBuilder(rowCount, featureCount, where);
  const ends = new Int32Array(rowCount + 1);
  for (const row of rows) ends[row + 1]!++;
  for (let row = 0; row < rowCount; row++) ends[row + 1]! += ends[row]!;
  const next = ends.slice();
  const order = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) order[next[rows[i]!]!++] = i;
  const sortedColumns = Int32Array.from(order, (i) => columns[i]!);
  const sortedValues = Float32Array.from(order, (i) => values[i]!);
  for (let row = 0; row < rowCount; row++) builder.add(sortedColumns, sortedValues, ends[row]!, ends[row + 1]!);
  return builder.finish();
}

/**
 * @param starts - where each row starts, and the end of the last
 * @throws DataError when they cannot be starts, or the numbers of entries do not agree
 */
export function requireStarts(starts: Numbers, entryCounts: readonly number[], where: string): void {
  const fail = (problem: string, expected: string): never => {
    throw new DataError(where, problem, { expected, advice: 'The file may be damaged' });
  };
  const [entryCount = 0] = entryCounts;
  if (entryCounts.some((other) => other !== entryCount)) {
    fail(`has ${entryCounts.join(' and ')} entries in data and indices`, 'as many in both');
  }
  const last = starts.length - 1;
  if (starts[0] !== 0) fail(`indptr starts at ${starts[0]}`, '0');
  for (let i = 0; i < last; i++) {
    if (!(starts[i + 1]! >= starts[i]!)) fail(`indptr falls from ${starts[i]} to ${starts[i + 1]}`, 'starts that rise');
  }
  if (starts[last] !== entryCount) fail(`indptr ends at ${starts[last]}`, `${entryCount}, the number of entries`);
}

/** @throws DataError when a position is outside of the matrix */
export function requireWithin(positions: Numbers, size: number, where: string): void {
  for (let i = 0; i < positions.length; i++) {
    const position = positions[i]!;
    if (position >= 0 && position < size && Number.isInteger(position)) continue;
    throw new DataError(where, `an entry is at position ${position}`, {
      expected: `0 to ${size - 1}`,
      advice: 'The file may be damaged',
    });
  }
}

/**
 * Rows on their way from one kind of file to another. They come in blocks, made when they are asked for, so that a table
 * larger than memory passes through.
 */

export interface TextColumn {
  readonly name: string;
  /** `[rows]` */
  readonly texts: readonly string[];
}

/** Numbers of a table: whole ones from 0 to 255, or any. */
export type Block = Uint8Array | Float32Array;

export interface RowTable {
  readonly rowCount: number;
  /** One name per number of a row. */
  readonly columns: readonly string[];
  /** How numbers of a row lie in an array: `[columns]`, or several axes. */
  readonly rowShape: readonly number[];
  readonly kind: 'bytes' | 'float32';
  /** Ids, labels and parts of a split, which stand beside the numbers. */
  readonly texts: readonly TextColumn[];
  /** Whole sentences a person should know. */
  readonly notices: readonly string[];
  /** All rows in order, some at a time: `[some rows, columns]`. */
  readonly blocks: () => Iterable<Block>;
}

const BLOCK_ELEMENTS = 2 ** 20;

/** How many rows make up a block. */
export const rowsPerBlock = (columnCount: number): number =>
  Math.max(1, Math.floor(BLOCK_ELEMENTS / Math.max(1, columnCount)));

/** First row and number of rows of each block. */
export function* blockRanges(rowCount: number, columnCount: number): Generator<[first: number, count: number]> {
  const size = rowsPerBlock(columnCount);
  for (let first = 0; first < rowCount; first += size) yield [first, Math.min(size, rowCount - first)];
}

/** `dnam_0000` and so on: as many digits as the last one needs, and no fewer than two. */
export function numberedNames(name: string, count: number): string[] {
  const digits = Math.max(2, String(count - 1).length);
  return Array.from({ length: count }, (_, i) => `${name}_${String(i).padStart(digits, '0')}`);
}

/** The table with one more number behind each row. @param values - `[rows]` */
export function withLastColumn(table: RowTable, name: string, values: Float32Array): RowTable {
  const width = table.columns.length;
  const isBytes = table.kind === 'bytes' && values.every((value) => value === (value & 255));
  return {
    ...table,
    columns: [...table.columns, name],
    rowShape: [width + 1],
    kind: isBytes ? 'bytes' : 'float32',
    *blocks() {
      let row = 0;
      for (const block of table.blocks()) {
        const count = block.length / width;
        const wider = isBytes ? new Uint8Array(count * (width + 1)) : new Float32Array(count * (width + 1));
        for (let i = 0; i < count; i++) {
          wider.set(block.subarray(i * width, (i + 1) * width), i * (width + 1));
          wider[i * (width + 1) + width] = values[row + i]!;
        }
        row += count;
        yield wider;
      }
    },
  };
}

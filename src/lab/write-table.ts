/** Rows of numbers as a file: .npy holds the numbers alone, .csv also names of columns and rows. Of .parquet, see save-table. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '../base/errors.ts';
import { writeDurably } from '../store/files.ts';
import { writeNpy } from '../tensor/npy.ts';

export interface NumberTable {
  readonly columns: readonly string[];
  /** `[rows, columns]` */
  readonly values: Float32Array;
  /** What stands in front of each row of a .csv. */
  readonly rowNames: { readonly header: string; readonly names: readonly (string | number)[] };
  /** Columns of texts between the names and the numbers; a .npy file has none of them. */
  readonly texts?: readonly TextColumn[];
}

export interface TextColumn {
  readonly name: string;
  /** `[rows]` */
  readonly texts: readonly string[];
}

/** Endings of tables of numbers. */
export const ENDINGS = ['.npy', '.csv', '.parquet'];

/**
 * Asked before hours of work, and again before the file is put in its place.
 *
 * @param endings - of files that may be written
 * @throws ConfigError when it may not be written
 */
export function requireTarget(file: string, force: boolean, endings: readonly string[] = ENDINGS): void {
  if (!endings.includes(path.extname(file).toLowerCase()))
    throw new ConfigError(file, 'the ending says no format that is known', { expected: endings });
  requireAbsent(file, force);
}

/** @throws ConfigError when the file is there and `force` is not given */
export function requireAbsent(file: string, force: boolean): void {
  if (!force && existsSync(file)) {
    throw new ConfigError(file, 'the file is there already', {
      advice: 'Choose another name, or replace it with --force',
    });
  }
}

/** @throws ConfigError when the file is there and `force` is not given */
export function writeTable(file: string, table: NumberTable, force: boolean): void {
  requireTarget(file, force);
  const { values, columns } = table;
  const isNpy = path.extname(file).toLowerCase() === '.npy';
  const pieces = isNpy ? [writeNpy([values.length / columns.length, columns.length], values)] : csvPieces(table);
  writeDurably(file, pieces, undefined, () => requireTarget(file, force));
}

const ROWS_PER_PIECE = 256;

function* csvPieces({ columns, values, rowNames, texts = [] }: NumberTable): Generator<Uint8Array> {
  const { header, names } = rowNames;
  yield Buffer.from(`${[header, ...texts.map((column) => column.name), ...columns].map(textCell).join(',')}\n`);
  const width = columns.length;
  for (let first = 0; first < names.length; first += ROWS_PER_PIECE) {
    const lines = names.slice(first, first + ROWS_PER_PIECE).map((name, i) => {
      const start = (first + i) * width;
      const numbers = Array.from(values.subarray(start, start + width), numberCell);
      const words = texts.map((column) => textCell(column.texts[first + i]!));
      return `${[typeof name === 'number' ? name : textCell(name), ...words, ...numbers].join(',')}\n`;
    });
    yield Buffer.from(lines.join(''));
  }
}

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/**
 * A text as a cell, quoted where RFC 4180 asks for it. A spreadsheet would run a text such as `=1+1` as a formula, so an
 * apostrophe goes in front of it; numbers stay as they are.
 */
export function textCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The shortest decimal that reads back as the same 32-bit number. */
export function numberCell(value: number): string {
  for (let digits = 7; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

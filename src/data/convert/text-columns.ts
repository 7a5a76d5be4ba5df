/** Columns of a table as the texts that stand there: positions on a chromosome are too large for 32-bit numbers. */
import { basename } from 'node:path';
import { ConfigError, DataError } from '../../base/errors.ts';
import { numberFromText } from '../sources/cell.ts';
import { readCsvTexts } from '../sources/csv-texts.ts';

export interface TextTable {
  /** The file's name, for messages. */
  readonly where: string;
  /** All names, in the file's order. */
  readonly columns: readonly string[];
  readonly rowCount: number;
  /** @param asked - who asks, such as `--column`. @throws ConfigError when there is no such column */
  readonly texts: (name: string, asked: string) => readonly string[];
}

/**
 * Reads a delimited text file with a header.
 *
 * @param wanted - columns to keep, where the file has them
 * @throws DataError naming the line
 */
export async function readTextTable(path: string, wanted: readonly string[]): Promise<TextTable> {
  const where = basename(path);
  const { columns, rows } = await readCsvTexts(path, (column) => wanted.includes(column));
  const kept = columns.filter((column) => wanted.includes(column));
  return {
    where,
    columns,
    rowCount: rows.length,
    texts: (name, asked) => {
      const at = kept.indexOf(name);
      if (at >= 0) return rows.map(({ cells }) => cells[at]!);
      throw new ConfigError(asked, `"${name}" is not a column of ${where}`, { expected: columns, given: name });
    },
  };
}

/**
 * A column of numbers; with a threshold 1 where the number is above it, else 0.
 *
 * @throws DataError naming the row where it is none
 */
export function numbersOf(table: TextTable, name: string, threshold: number | undefined): Float32Array {
  const texts = table.texts(name, '--column');
  return Float32Array.from(texts, (text, row) => {
    const value = numberFromText(text, '.');
    if (value === undefined || !Number.isFinite(value)) {
      throw new DataError(`${table.where} row ${row + 1}, column "${name}"`, `"${text}" is not a number`);
    }
    return threshold === undefined ? value : Number(value > threshold);
  });
}

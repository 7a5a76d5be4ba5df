/**
 * Rows of numbers, and what stands beside them, as a file of another format. Blocks are written as they come, so a table
 * larger than memory can be written as .npy, .csv or .parquet.
 */
import { renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ConfigError, LimitError } from '../base/errors.ts';
import type { Block, RowTable } from '../data/convert/row-table.ts';
import { openDuckdb } from '../data/sources/open-duckdb.ts';
import { explainingFailure, syncFolder, syncIfPresent, writeDurably } from '../store/files.ts';
import { npyHeader } from '../tensor/npy-header.ts';
import { writeNpyTexts } from '../tensor/npy-texts.ts';
import { npzPieces } from '../tensor/write-npz.ts';
import { numberCell, requireAbsent, textCell } from './write-table.ts';

const FORMATS = ['.npy', '.npz', '.csv', '.parquet'] as const;
export type RowFormat = (typeof FORMATS)[number];

/** The format that a file's ending says. @throws ConfigError when it says none */
export function rowFormat(file: string): RowFormat {
  const ending = path.extname(file).toLowerCase();
  const format = FORMATS.find((known) => known === ending);
  if (format !== undefined) return format;
  throw new ConfigError(file, 'the ending says no format that is known', { expected: FORMATS });
}

/** Whether the format keeps axes, and not the names of columns. */
export const isArrayFormat = (format: RowFormat): boolean => format === '.npy' || format === '.npz';

/** @returns what was left out: whole sentences */
export async function writeRows(file: string, table: RowTable, force: boolean): Promise<string[]> {
  const format = rowFormat(file);
  const write = (target: string, pieces: Iterable<Uint8Array>): void =>
    writeDurably(target, pieces, undefined, () => requireAbsent(target, force));
  requireAbsent(file, force);
  if (format === '.npy') {
    write(file, npyPieces(table));
    const lost = table.texts.map(({ name }) => `"${name}"`).join(' and ');
    return lost === '' ? [] : [`A .npy file holds numbers alone: ${lost} and the names of columns were left out.`];
  }
  if (format === '.npz') write(file, npzPieces(npzMembers(file, table)));
  else if (format === '.csv') write(file, csvLines(table, textCell));
  else await writeParquet(file, table, () => requireAbsent(file, force));
  return [];
}

function* npyPieces({ kind, rowCount, rowShape, blocks }: RowTable): Generator<Uint8Array> {
  yield npyHeader(kind === 'bytes' ? '|u1' : '<f4', [rowCount, ...rowShape]);
  for (const block of blocks()) yield littleEndian(block);
}

const MACHINE_IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function littleEndian(block: Block): Uint8Array {
  const bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  return block instanceof Uint8Array || MACHINE_IS_LITTLE_ENDIAN ? bytes : Buffer.from(bytes).swap32();
}

const MOST_MEMBER_BYTES = 2 ** 31;

/** `data` and `columns`; `id`, `label` and the like as arrays of texts. */
function npzMembers(file: string, table: RowTable): Record<string, Uint8Array> {
  const sizeBytes = table.rowCount * table.columns.length * (table.kind === 'bytes' ? 1 : 4);
  if (sizeBytes > MOST_MEMBER_BYTES) {
    throw new LimitError(file, `the numbers would take ${sizeBytes} bytes`, {
      expected: 'at most 2 GiB in a .npz',
      advice: 'Write .npy or .parquet',
    });
  }
  const texts = table.texts.map(({ name, texts }) => [name, writeNpyTexts(texts, name)] as const);
  return {
    data: Buffer.concat([...npyPieces(table)]),
    columns: writeNpyTexts(table.columns, 'columns'),
    ...Object.fromEntries(texts),
  };
}

function* csvLines(table: RowTable, cell: (text: string) => string): Generator<Uint8Array> {
  const { columns, texts, blocks } = table;
  yield Buffer.from(`${csvHeader(columns, texts, cell)}\n`);
  const width = columns.length;
  let row = 0;
  for (const block of blocks()) {
    const lines: string[] = [];
    for (let start = 0; start < block.length; start += width, row++) {
      const beside = texts.map(({ texts }) => cell(texts[row]!));
      const numbers = block.subarray(start, start + width);
      const cells = numbers instanceof Uint8Array ? numbers.join(',') : Array.from(numbers, orMissing).join(',');
      lines.push(`${[...beside, cells].join(',')}\n`);
    }
    yield Buffer.from(lines.join(''));
  }
}

const csvHeader = (columns: readonly string[], texts: RowTable['texts'], cell: (text: string) => string): string =>
  [...texts.map(({ name }) => name), ...columns].map(cell).join(',');

const orMissing = (value: number): string => (Number.isNaN(value) ? '' : numberCell(value));

/** A text as RFC 4180 has it, and as it is: no spreadsheet will see it. */
const plainCell = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** Values of one group of rows, which DuckDB holds in memory while it writes them. */
const GROUP_VALUES = 2 ** 23;

/** By way of a text file beside it, which DuckDB reads with every type given and packs. */
async function writeParquet(file: string, table: RowTable, beforeRename: () => void): Promise<void> {
  const text = `${file}.${process.pid}.csv.tmp`;
  const packed = `${file}.${process.pid}.parquet.tmp`;
  try {
    writeDurably(text, csvLines(table, plainCell));
    await pack(text, packed, table);
    beforeRename();
    syncIfPresent(packed);
    explainingFailure(file, () => renameSync(packed, file));
    syncFolder(path.dirname(file));
  } finally {
    rmSync(text, { force: true });
    rmSync(packed, { force: true });
  }
}

async function pack(text: string, packed: string, table: RowTable): Promise<void> {
  const { columns, texts, kind } = table;
  const instance = await openDuckdb();
  const connection = await instance.connect();
  const type = kind === 'bytes' ? 'UTINYINT' : 'FLOAT';
  const types = [
    ...texts.map(({ name }) => `${quoted(name, "'")}: 'VARCHAR'`),
    ...columns.map((name) => `${quoted(name, "'")}: '${type}'`),
  ].join(', ');
  const groupRows = Math.min(122_880, Math.max(2048, Math.ceil(GROUP_VALUES / columns.length / 2048) * 2048));
  try {
    await connection.run(
      `COPY (SELECT * FROM read_csv(${quoted(path.resolve(text), "'")}, header = true, delim = ',', quote = '"', escape = '"', auto_detect = false, max_line_size = ${longestLine(table)}, columns = {${types}})) TO ${quoted(path.resolve(packed), "'")} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${groupRows})`,
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** At least as many bytes as the longest line: DuckDB takes memory for many such lines at once. */
function longestLine({ columns, texts }: RowTable): number {
  const header = csvHeader(columns, texts, plainCell).length;
  const beside = texts.map(({ texts }) => texts.reduce((most, text) => Math.max(most, plainCell(text).length), 0));
  return 4096 + Math.max(4 * header, 4 * beside.reduce((sum, length) => sum + length + 1, 0) + 16 * columns.length);
}

const quoted = (text: string, mark: string): string => mark + text.replaceAll(mark, mark + mark) + mark;

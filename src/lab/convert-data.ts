/** Data of one kind of file written as another: tables as they are, arrays of blocks laid flat, marks binned around positions. */
import { ConfigError, DataError } from '../base/errors.ts';
import { parseOptions } from '../base/options.ts';
import { guessData } from '../data/config-template.ts';
import { chooseMarks, marksAround, POSITION_COLUMNS, windowsAround } from '../data/convert/around-positions.ts';
import { isBedName, readBeds } from '../data/convert/bed.ts';
import { blockCube } from '../data/convert/block-cube.ts';
import { readChromHmm } from '../data/convert/chromhmm.ts';
import { datasetRows } from '../data/convert/dataset-rows.ts';
import { type RowTable, withLastColumn } from '../data/convert/row-table.ts';
import { numbersOf, readTextTable, type TextTable } from '../data/convert/text-columns.ts';
import { type DataConfig, dataOptions } from '../data/data-options.ts';
import { findDataFile, type LoadContext } from '../data/find-file.ts';
import { loadDataset } from '../data/load.ts';

/** A column of a table that has a row for each row of the data, put behind them; and one that names them. */
export interface BesideOptions {
  /** The table; where marks are binned, that of the positions unless it is given. */
  readonly beside?: string;
  readonly column?: string;
  /** Above it the column is 1, else 0. */
  readonly threshold?: number;
  readonly id?: string;
}

export interface AroundOptions extends BesideOptions {
  /** A table of positions: `chrom`, `tss` and `strand`. */
  readonly around: string;
  readonly bins: number;
  readonly binSize: number;
  readonly marks?: readonly string[];
}

export interface BlockOptions extends BesideOptions {
  readonly blocks: readonly string[];
}

/** Any data that Elbo reads, a data section of a config included. */
export async function convertData(
  source: string | DataConfig,
  context: LoadContext,
  isArray: boolean,
): Promise<RowTable> {
  if (typeof source !== 'string') return datasetRows(await loadDataset(source, context), isArray);
  const config = parseOptions(dataOptions, await guessData(source, context), 'data');
  // Nobody said what to do with missing values, and the other file can hold them.
  return datasetRows(await loadDataset(config, { ...context, keepMissing: true }), isArray);
}

/** An array [rows, positions, blocks] as columns `block_0000`, all of a block beside each other. */
export async function convertBlocks(file: string, options: BlockOptions, context: LoadContext): Promise<RowTable> {
  const table = await blockCube(findDataFile(file, context), options.blocks);
  if (options.beside === undefined) {
    const asking = (['column', 'threshold', 'id'] as const).find((key) => options[key] !== undefined);
    if (asking === undefined) return table;
    throw new ConfigError(`--${asking}`, 'there is no table to take it from', { advice: 'Name one with --beside' });
  }
  const beside = await readBeside(options.beside, options, context);
  if (beside.rowCount !== table.rowCount) {
    throw new DataError(beside.where, `has ${beside.rowCount} rows`, {
      expected: `${table.rowCount}, one for each row of ${file}, in the same order`,
    });
  }
  return withBeside(table, beside, undefined, options);
}

/** Marks of ChromHMM files, one for each chromosome, or of BED files, one for each mark, in bins around positions. */
export async function convertAround(
  files: readonly string[],
  options: AroundOptions,
  context: LoadContext,
  isArray: boolean,
): Promise<RowTable> {
  const { bins, binSize } = options;
  const paths = files.map((file) => findDataFile(file, context));
  const beds = paths.filter(isBedName).length;
  if (beds !== 0 && beds !== paths.length)
    throw new ConfigError('elbo data convert', 'some sources are BED files and some are not');
  const tracks = beds > 0 ? await readBeds(paths, binSize) : await readChromHmm(paths, binSize);
  const marks = chooseMarks(tracks, options.marks);
  const own = options.beside === undefined || options.beside === options.around ? options : {};
  const positions = await readBeside(options.around, own, context);
  const windows = windowsAround(positions, tracks, bins);
  const beside = own === options ? positions : await readBeside(options.beside!, options, context);
  if (beside.rowCount !== positions.rowCount) {
    throw new DataError(beside.where, `has ${beside.rowCount} rows`, {
      expected: `${positions.rowCount}, one for each position of ${positions.where}, in the same order`,
    });
  }
  const table = marksAround(tracks, windows, bins, marks, isArray && options.column === undefined);
  return withBeside(table, beside, windows.rows, options);
}

function readBeside(file: string, { column, id }: BesideOptions, context: LoadContext): Promise<TextTable> {
  const wanted = [...POSITION_COLUMNS, column, id].filter((name) => name !== undefined);
  return readTextTable(findDataFile(file, context), wanted);
}

/** @param rows - of the table beside, where only some were taken */
function withBeside(
  table: RowTable,
  beside: TextTable,
  rows: readonly number[] | undefined,
  { column, threshold, id }: BesideOptions,
): RowTable {
  if (threshold !== undefined && column === undefined)
    throw new ConfigError('--threshold', 'there is no column to compare', { advice: 'Name one with --column' });
  const ids = id === undefined ? undefined : beside.texts(id, '--id');
  const named =
    ids === undefined ? table : { ...table, texts: [{ name: id!, texts: rows?.map((row) => ids[row]!) ?? ids }] };
  if (column === undefined) return named;
  const numbers = numbersOf(beside, column, threshold);
  return withLastColumn(named, column, rows === undefined ? numbers : Float32Array.from(rows, (row) => numbers[row]!));
}

/**
 * Tables in Parquet files and in lines of JSON, read by DuckDB. It may open this one file, no other and no network, and
 * loads no extension. Numbers, decimals and booleans are features; null and NaN are missing values; texts, dates and
 * binary texts may be label, row id or part of the split; lists, structures and maps are refused by name.
 */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { DataError, ElboError } from '../../base/errors.ts';
import type { ColumnPlan } from '../columns.ts';
import { requireElements, ValuesBuilder } from '../values-builder.ts';
import type { CsvTable } from './csv.ts';
import { openDuckdb } from './open-duckdb.ts';

export type TableFormat = 'parquet' | 'json lines';

/** The format that a file's ending says; undefined for other kinds of files. */
export function duckDbFormat(file: string): TableFormat | undefined {
  if (/\.parquet$/i.test(file)) return 'parquet';
  return /\.(jsonl|ndjson)(\.gz)?$/i.test(file) ? 'json lines' : undefined;
}

const NUMBER = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|BOOLEAN|DECIMAL\(.*\))$/;
/** Types whose values come as numbers that a double holds. */
const PLAIN = /^(U?(TINYINT|SMALLINT|INTEGER)|FLOAT|DOUBLE)$/;
const NESTED = /\]$|^(STRUCT|MAP|UNION|JSON|VARIANT)/;
const PARQUET_MAGIC = 'PAR1';

/** What a table holds, from the types of its columns and its first rows. */
export interface DuckDbLayout {
  readonly columns: readonly string[];
  /** Whether a column holds something else than numbers. */
  readonly isText: readonly boolean[];
  /** Rows of texts: of columns that hold no numbers, and of the first; other cells are empty. */
  readonly sample: readonly (readonly string[])[];
}

const SAMPLE_ROWS = 50;

/** @throws DataError when the file cannot be read */
export const duckDbLayout = (path: string, format: TableFormat): Promise<DuckDbLayout> =>
  withTable(path, format, async (connection, source) => {
    const { columns, types } = await describe(connection, source);
    const isText = types.map((type) => !NUMBER.test(type));
    const asked = columns.map((name, j) => (isText[j] || j === 0 ? `CAST(${quoted(name, '"')} AS VARCHAR)` : "''"));
    const query = `SELECT ${asked.join(', ')} FROM ${source} LIMIT ${SAMPLE_ROWS}`;
    const rows = (await connection.runAndReadAll(query)).getRowsJson();
    return { columns, isText, sample: rows.map((row) => row.map((cell) => (cell as string | null) ?? '')) };
  });

/**
 * @param makePlan - decides from the names what each column is for
 * @throws DataError naming the column, LimitError above 2^31 elements
 */
export const readDuckDbTable = (
  path: string,
  format: TableFormat,
  makePlan: (columns: readonly string[]) => ColumnPlan,
): Promise<CsvTable> =>
  withTable(path, format, (connection, source, where) => readTable(connection, source, where, makePlan));

/** Opens the one file. */
async function withTable<T>(
  path: string,
  format: TableFormat,
  use: (connection: DuckDBConnection, source: string, where: string) => Promise<T>,
): Promise<T> {
  const where = basename(path);
  if (format === 'parquet') requireMagic(path, where);
  const instance = await openDuckdb();
  const connection = await instance.connect();
  try {
    const file = quoted(resolve(path), "'");
    await connection.run(`SET allowed_paths = [${file}]`);
    await connection.run('SET enable_external_access = false');
    await connection.run('SET lock_configuration = true');
    const source =
      format === 'parquet'
        ? `read_parquet(${file}, binary_as_string = true, hive_partitioning = false)`
        : `read_json(${file}, format = 'newline_delimited', sample_size = -1, hive_partitioning = false)`;
    return await use(connection, source, where);
  } catch (error) {
    if (error instanceof ElboError) throw error;
    const [problem = ''] = (error as Error).message.split('\n');
    const reason = problem
      .replaceAll(resolve(path), where)
      .replace(/^[\w ]+ Error: /, '')
      .replace(/[. ]+$/, '');
    throw new DataError(where, `cannot be read as ${format}: ${reason}`, {
      advice: 'The file may be damaged or cut short',
      cause: error,
    });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function describe(connection: DuckDBConnection, source: string): Promise<{ columns: string[]; types: string[] }> {
  const described = (await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`)).getRowsJson();
  return { columns: described.map(([name]) => String(name)), types: described.map(([, type]) => String(type)) };
}

async function readTable(
  connection: DuckDBConnection,
  source: string,
  where: string,
  makePlan: (columns: readonly string[]) => ColumnPlan,
): Promise<CsvTable> {
  const { columns, types } = await describe(connection, source);
  const plan = makePlan(columns);
  const beside = [plan.label, plan.id, plan.part].filter((at) => at !== undefined);
  for (const at of plan.features) requireNumbers(where, columns[at]!, types[at]!);
  for (const at of beside) if (NESTED.test(types[at]!)) throw nested(where, columns[at]!, types[at]!);
  const [[count] = []] = (await connection.runAndReadAll(`SELECT count(*) FROM ${source}`)).getRowsJson();
  if (Number(count) === 0) throw new DataError(where, `holds ${columns.length} columns and no rows`);
  requireElements(Number(count), plan.features.length, where);
  const asked = [
    ...plan.features.map((at) => {
      const name = quoted(columns[at]!, '"');
      return PLAIN.test(types[at]!) ? name : `CAST(${name} AS DOUBLE)`;
    }),
    ...beside.map((at) => `CAST(${quoted(columns[at]!, '"')} AS VARCHAR)`),
  ];
  const builder = new ValuesBuilder(plan.features.length, where);
  const texts = new Map(beside.map((at): [number, string[]] => [at, []]));
  const width = plan.features.length;
  let block = new Float32Array(0);
  const result = await connection.stream(`SELECT ${asked.join(', ')} FROM ${source}`);
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const count = chunk.rowCount;
    if (block.length < count * width) block = new Float32Array(count * width);
    // Column after column, as they lie: row after row took twice as long where there are thousands.
    for (let j = 0; j < width; j++) {
      const vector = chunk.getColumnVector(j);
      for (let i = 0; i < count; i++) block[i * width + j] = (vector.getItem(i) as number | null) ?? Number.NaN;
    }
    for (let i = 0; i < count; i++) {
      const row = block.subarray(i * width, (i + 1) * width);
      builder.add(row, row.every(isBit));
    }
    beside.forEach((at, j) => {
      const vector = chunk!.getColumnVector(width + j);
      for (let i = 0; i < count; i++) texts.get(at)!.push((vector.getItem(i) as string | null) ?? '');
    });
  }
  const { rowCount } = builder;
  return { columns, plan, rowCount, values: builder.finish(), texts, notices: [] };
}

const isBit = (value: number): boolean => value === 0 || value === 1;

/** Parquet files begin and end with the same four bytes; asked for before any library sees the file. */
function requireMagic(path: string, where: string): void {
  const { size } = statSync(path);
  const ends = Buffer.alloc(8);
  const descriptor = openSync(path, 'r');
  readSync(descriptor, ends, 0, 4, 0);
  readSync(descriptor, ends, 4, 4, Math.max(0, size - 4));
  closeSync(descriptor);
  if (size >= 12 && ends.toString('latin1') === PARQUET_MAGIC + PARQUET_MAGIC) return;
  throw new DataError(where, 'does not begin and end as a Parquet file does', {
    expected: `"${PARQUET_MAGIC}" at both ends`,
    advice: 'The file may be cut short, or encrypted',
  });
}

function requireNumbers(where: string, column: string, type: string): void {
  if (NUMBER.test(type)) return;
  if (NESTED.test(type)) throw nested(where, column, type);
  throw new DataError(`${where}, column "${column}"`, `holds values of type ${type}, not numbers`, {
    advice: 'If the column is no feature, name it as label or idColumn, or under columns.exclude',
  });
}

function nested(where: string, column: string, type: string): DataError {
  return new DataError(`${where}, column "${column}"`, `holds nested values of type ${type}`, {
    expected: 'one value in each row',
    advice: 'Name it under columns.exclude, or write its parts as columns of their own',
  });
}

const quoted = (text: string, mark: string): string => mark + text.replaceAll(mark, mark + mark) + mark;

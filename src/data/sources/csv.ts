/**
 * Tables in delimited text. Cells go from bytes to numbers without becoming text, and rows of 0 and 1 are kept as bits.
 * Every refusal names file, line and column.
 *
 * Not read through DuckDB, which was tried: with every type given, 5000 x 12001 cells of 0 and 1 took it 5 to 12 s and
 * 0.9 GB, and a header of 100 000 columns 17 s and 1.5 GB; here 0.7 s and 0.2 GB, and a million columns 2.5 s.
 */
import { basename } from 'node:path';
import { DataError, type ElboError } from '../../base/errors.ts';
import type { ColumnPlan } from '../columns.ts';
import type { Values } from '../dataset.ts';
import { ValuesBuilder } from '../values-builder.ts';
import { cellText, endOfCell, numberFromText, plainDecimal, skipBlanks } from './cell.ts';
import { type CsvLayout, type CsvOptions, csvLayout, notUtf8 } from './csv-layout.ts';
import { type CsvRecord, readRecords } from './csv-records.ts';

export interface CsvReading extends CsvOptions {
  /** What to do with a line that is not as the header says. */
  readonly badLines: 'refuse' | 'skip';
  /** Whether missing values are refused at once, or kept as NaN. */
  readonly missing: 'refuse' | 'keep';
}

export interface CsvTable {
  /** All names, in the file's order. */
  readonly columns: readonly string[];
  readonly plan: ColumnPlan;
  readonly rowCount: number;
  /** `[rows, plan.features]` */
  readonly values: Values;
  /** Position of a label, id or part column to its texts. */
  readonly texts: ReadonlyMap<number, readonly string[]>;
  readonly notices: readonly string[];
}

/**
 * @param makePlan - decides from the names what each column is for
 * @throws DataError naming line and column, LimitError above 2^31 elements
 */
export async function readCsv(
  path: string,
  options: CsvReading,
  makePlan: (columns: readonly string[]) => ColumnPlan,
): Promise<CsvTable> {
  const where = basename(path);
  const { mayEndEmpty, ...layout } = withoutEmptyLast(await csvLayout(path, options));
  const plan = makePlan(layout.columns);
  const reader = new RowReader(where, { ...layout, mayEndEmpty }, plan, options);
  const builder = new ValuesBuilder(plan.features.length, where);
  const texts = new Map(
    [plan.label, plan.id, plan.part].flatMap((at) => (at === undefined ? [] : [[at, [] as string[]]])),
  );
  const skipped: string[] = [];
  let isHeader = layout.hasHeader;
  for await (const record of readRecords(path, [layout.delimiter], options.encoding)) {
    if (isHeader) {
      isHeader = false;
      continue;
    }
    try {
      reader.read(record);
    } catch (error) {
      if (options.badLines === 'refuse' || !(error instanceof DataError)) throw error;
      skipped.push(error.message);
      continue;
    }
    builder.add(reader.row, reader.isBinary);
    for (const [at, column] of texts) column.push(reader.texts.get(at)!);
  }
  if (builder.rowCount === 0) {
    throw new DataError(where, `has no line that could be read; ${skipped.length} were skipped`, {
      advice: skipped[0]!,
    });
  }
  const notices = [...layout.notices];
  if (skipped.length > 0) notices.push(`${skipped.length} lines were skipped; the first: ${skipped[0]}`);
  const { rowCount } = builder;
  return { columns: layout.columns, plan, rowCount, values: builder.finish(), texts, notices };
}

/**
 * A header that ends with a delimiter names one column too many: spreadsheets and Kaggle's copies have such. Where no row
 * at the start of the file has a value there, there is no such column, whether rows end with a delimiter or not.
 */
function withoutEmptyLast(layout: CsvLayout): CsvLayout & { readonly mayEndEmpty: boolean } {
  const { columns, endsNameless, sample } = layout;
  const last = columns.length - 1;
  if (!endsNameless || sample.some((row) => row.length > last && row[last] !== '')) {
    return { ...layout, mayEndEmpty: false };
  }
  const notices = [
    ...layout.notices.slice(0, -1),
    `The header ends with a delimiter; the column without name and values after it was left out.`,
  ];
  return { ...layout, columns: columns.slice(0, last), notices, mayEndEmpty: true };
}

/** Reads one record at a time into `row` and `texts`. */
class RowReader {
  readonly row: Float32Array;
  readonly texts = new Map<number, string>();
  isBinary = true;
  readonly #where: string;
  readonly #columns: readonly string[];
  readonly #delimiter: number;
  readonly #mayEndEmpty: boolean;
  readonly #options: CsvReading;
  readonly #point: number;
  /** File column to column of `row`; -1 where it is not a feature. */
  readonly #targets: Int32Array;
  readonly #isText: Uint8Array;

  constructor(
    where: string,
    { columns, delimiter, mayEndEmpty }: CsvLayout & { readonly mayEndEmpty: boolean },
    plan: ColumnPlan,
    options: CsvReading,
  ) {
    this.#where = where;
    this.#columns = columns;
    this.#delimiter = delimiter;
    this.#mayEndEmpty = mayEndEmpty;
    this.#options = options;
    this.#point = options.decimal.charCodeAt(0);
    this.row = new Float32Array(plan.features.length);
    this.#targets = new Int32Array(columns.length).fill(-1);
    plan.features.forEach((column, target) => {
      this.#targets[column] = target;
    });
    this.#isText = new Uint8Array(columns.length);
    for (const column of [plan.label, plan.id, plan.part]) if (column !== undefined) this.#isText[column] = 1;
  }

  read({ bytes, start, end, line }: CsvRecord): void {
    const delimiter = this.#delimiter;
    const width = this.#columns.length;
    this.isBinary = true;
    let column = 0;
    let at = start;
    for (; at <= end; column++) {
      // Most cells of a wide table are one digit.
      const isShort = at + 1 === end || bytes[at + 1] === delimiter;
      const digit = bytes[at]! - 48;
      const isBit = isShort && at < end && (digit === 0 || digit === 1);
      const stop = isBit ? at + 1 : endOfCell(bytes, at, end, delimiter);
      if (column < width) {
        if (this.#isText[column] === 1) this.texts.set(column, this.#text(bytes, at, stop, line, column));
        const target = this.#targets[column]!;
        if (target >= 0) {
          const value = isBit ? digit : this.#number(bytes, at, stop, line, column);
          if (value !== 0 && value !== 1) this.isBinary = false;
          this.row[target] = value;
        }
      }
      at = stop + 1;
    }
    const endsEmpty = this.#mayEndEmpty && column === width + 1 && bytes[end - 1] === delimiter;
    if (column !== width && !endsEmpty) {
      throw new DataError(`${this.#where} line ${line}`, `expected ${width} values, found ${column}`, {
        advice: `The ${this.#options.header === false ? 'first line has' : 'header names'} ${width} columns; the row may ${column < width ? 'end early' : 'hold a delimiter too many'}`,
      });
    }
  }

  #cell = (line: number, column: number): string => `${this.#where} line ${line}, column "${this.#columns[column]}"`;

  #text(bytes: Uint8Array, start: number, end: number, line: number, column: number): string {
    const text = cellText(bytes, start, end);
    if (text === undefined) throw notUtf8(this.#cell(line, column));
    return text;
  }

  #number(bytes: Uint8Array, start: number, end: number, line: number, column: number): number {
    const from = skipBlanks(bytes, start, end, this.#delimiter);
    const plain = plainDecimal(bytes, from, end, this.#point);
    if (plain !== undefined) return plain;
    const text = this.#text(bytes, start, end, line, column);
    const value = numberFromText(text, this.#options.decimal);
    if (value === undefined) throw this.#notNumber(text, line, column);
    if (Number.isNaN(value) && this.#options.missing === 'refuse') {
      throw new DataError(
        this.#cell(line, column),
        text === '' ? 'the value is missing' : `"${text}" stands for a missing value`,
        {
          advice: 'Set missing: drop-rows or missing: drop-columns to go on without it',
        },
      );
    }
    if (Math.abs(Math.fround(value)) === Number.POSITIVE_INFINITY) {
      throw new DataError(this.#cell(line, column), `"${text}" is not a finite number in 32 bits`);
    }
    return value;
  }

  #notNumber(text: string, line: number, column: number): ElboError {
    const shown = text.length > 40 ? `${text.slice(0, 40)}...` : text;
    const isComma = this.#options.decimal === '.' && /^[+-]?\d+,\d+$/.test(text);
    return new DataError(this.#cell(line, column), `${JSON.stringify(shown)} is not a number`, {
      advice: isComma
        ? 'It looks like a decimal comma: set decimal: ","'
        : 'If the column is no feature, name it as label or idColumn, or under columns.exclude',
    });
  }
}

/** How a delimited text file is laid out - delimiter, header, column names - from its first records. */
import { basename } from 'node:path';
import { ConfigError, DataError } from '../../base/errors.ts';
import { cellText, endOfCell, numberFromText } from './cell.ts';
import { type CsvRecord, type Encoding, readRecords } from './csv-records.ts';

export interface CsvOptions {
  /** A list: the names of the columns, where the first line holds none. */
  readonly header: 'auto' | boolean | readonly string[];
  readonly delimiter: 'auto' | string;
  readonly decimal: '.' | ',';
  readonly encoding: Encoding;
}

export interface CsvLayout {
  /** A byte. */
  readonly delimiter: number;
  readonly hasHeader: boolean;
  readonly columns: readonly string[];
  /** The header ends with a delimiter: its last column has no name, and perhaps no values either. */
  readonly endsNameless: boolean;
  /** Up to 50 rows of text after the header: enough to guess what columns hold. */
  readonly sample: readonly (readonly string[])[];
  readonly notices: readonly string[];
}

const CANDIDATES = [',', '\t', ';', '|'] as const;
const SAMPLE_RECORDS = 51;

/**
 * Reads the start of the file.
 *
 * @throws DataError when the file is empty, has a header only, or two columns of one name
 */
export async function csvLayout(path: string, options: CsvOptions): Promise<CsvLayout> {
  const where = basename(path);
  const asked = options.delimiter === 'auto' ? CANDIDATES.map(byteOf) : [byteOf(options.delimiter)];
  const records: Buffer[] = [];
  const lines: number[] = [];
  for await (const record of readRecords(path, asked, options.encoding)) {
    records.push(copyOf(record));
    lines.push(record.line);
    if (records.length === SAMPLE_RECORDS) break;
  }
  if (records.length === 0) throw new DataError(where, 'is empty', { expected: 'a table of numbers' });
  const delimiter = asked.length === 1 ? asked[0]! : likelyDelimiter(records, where);
  const rows = records.map((record, i) => splitCells(record, delimiter, `${where} line ${lines[i]}`));
  const hasHeader = typeof options.header === 'boolean' ? options.header : looksLikeHeader(rows, options.decimal);
  if (hasHeader && rows.length === 1) {
    throw new DataError(where, `holds a header of ${rows[0]!.length} columns and no rows`, {
      ...(options.header !== true ? { advice: 'If its only line is data, set header: false' } : {}),
    });
  }
  const summary = options.header === 'auto' ? summaryOf(rows) : undefined;
  if (summary !== undefined) {
    const columns = rows[1]!.map((_, i) => `column${i}`);
    return { delimiter, hasHeader: true, columns, endsNameless: false, sample: rows.slice(1), notices: [summary] };
  }
  const notices: string[] = [];
  const endsNameless = hasHeader && rows[0]!.at(-1) === '';
  const columns = hasHeader ? headerNames(rows[0]!, where, notices) : givenNames(options.header, rows[0]!, where);
  return { delimiter, hasHeader, columns, endsNameless, sample: rows.slice(hasHeader ? 1 : 0), notices };
}

const byteOf = (delimiter: string): number => delimiter.charCodeAt(0);
const copyOf = ({ bytes, start, end }: CsvRecord): Buffer => Buffer.from(bytes.subarray(start, end));

/** The candidate that gives most records the same number of cells, above one; the most cells among equals. */
function likelyDelimiter(records: readonly Buffer[], where: string): number {
  let best = byteOf(CANDIDATES[0]);
  let bestScore = 0;
  for (const candidate of CANDIDATES) {
    const counts = records.map((record) => countCells(record, byteOf(candidate)));
    const count = counts[0]!;
    const agreeing = counts.filter((other) => other === count).length;
    const score = count > 1 ? agreeing + count / (count + 1) : 0;
    if (score > bestScore) [best, bestScore] = [byteOf(candidate), score];
  }
  const isSpaced = bestScore === 0 && records.every((record) => /^\S+(\s+\S+)+\s*$/.test(record.toString('latin1')));
  if (isSpaced) {
    throw new DataError(where, 'has no comma, tab, semicolon or bar between its values', {
      advice: 'If single spaces separate them, set delimiter: " "',
    });
  }
  return best;
}

function countCells(record: Buffer, delimiter: number): number {
  let count = 1;
  for (let at = endOfCell(record, 0, record.length, delimiter); at < record.length; count++) {
    at = endOfCell(record, at + 1, record.length, delimiter);
  }
  return count;
}

/** @throws DataError where the bytes are not UTF-8 */
function splitCells(record: Buffer, delimiter: number, where: string): string[] {
  const cells: string[] = [];
  for (let start = 0; start <= record.length; ) {
    const end = endOfCell(record, start, record.length, delimiter);
    const text = cellText(record, start, end);
    if (text === undefined) throw notUtf8(`${where}, field ${cells.length + 1}`);
    cells.push(text);
    start = end + 1;
  }
  return cells;
}

export const notUtf8 = (where: string): DataError =>
  new DataError(where, 'holds bytes that are not UTF-8', { advice: 'If the file is Latin-1, set encoding: latin-1' });

/**
 * The first record is a header when columns that go on with numbers mostly begin with words, when everything is words, or
 * when it counts 0, 1, 2, ... as tables without names are often saved. One bad cell in the first row makes no header.
 */
function looksLikeHeader(rows: readonly (readonly string[])[], decimal: '.' | ','): boolean {
  const [first, ...others] = rows as [readonly string[], ...(readonly string[])[]];
  const isNumber = (text: string | undefined): boolean =>
    text !== undefined && numberFromText(text, decimal) !== undefined;
  if (others.length === 0) return !first.some(isNumber);
  const isNumeric = (j: number): boolean => 2 * others.filter((row) => isNumber(row[j])).length > others.length;
  const starts = first.filter((text, j) => text !== '' && isNumeric(j));
  if (2 * starts.filter((text) => !isNumber(text)).length > starts.length) return true;
  if (first.length > 2 && first.every((text, j) => text === String(j))) return true;
  return !rows.some((row) => row.some((text) => text !== '' && isNumber(text)));
}

/**
 * scikit-learn's own tables begin with counts of rows and features and the names of classes: `569,30,malignant,benign`.
 * Columns have no names there, the last one is the class.
 */
function summaryOf([first, second]: readonly (readonly string[])[]): string | undefined {
  if (first === undefined || second === undefined || first.length < 3) return undefined;
  const [rowCount, featureCount, ...classes] = first as [string, string, ...string[]];
  const isSummary = [rowCount, featureCount].every((text) => /^\d+$/.test(text)) && !classes.some(isDecimal);
  if (!isSummary || second.length !== Number(featureCount) + 1 || first.length === second.length) return undefined;
  const names = classes.map((name, i) => `"${i}": ${name}`).join(', ');
  return `The first line counts ${rowCount} rows of ${featureCount} features and names classes, as scikit-learn writes it; for these names set data.label: {column: -1, names: {${names}}}.`;
}

const isDecimal = (text: string): boolean => numberFromText(text, '.') !== undefined;

function givenNames(header: CsvOptions['header'], first: readonly string[], where: string): readonly string[] {
  if (typeof header !== 'object') return first.map((_, i) => `column${i}`);
  const twice = header.find((name, i) => header.indexOf(name) !== i);
  if (twice !== undefined) throw new ConfigError('config.data.header', `names two columns "${twice}"`);
  if (header.length === first.length) return header;
  throw new ConfigError(
    'config.data.header',
    `names ${header.length} columns, and the first line of ${where} has ${first.length}`,
    { expected: 'a name for every column of the file, the label and the row id too' },
  );
}

function headerNames(cells: readonly string[], where: string, notices: string[]): string[] {
  const seen = new Map<string, number>();
  return cells.map((cell, i) => {
    const name = cell === '' ? `column${i}` : cell;
    if (cell === '') notices.push(`The header leaves column ${i} without a name; it is called ${name}.`);
    const earlier = seen.get(name);
    if (earlier !== undefined) {
      throw new DataError(`${where} line 1`, `two columns are called "${name}": ${earlier} and ${i}, counted from 0`, {
        advice: 'Give every column its own name',
      });
    }
    seen.set(name, i);
    return name;
  });
}

/** One cell of a delimited text file: where it ends, the text it holds, the number it stands for. */
import { QUOTE } from './csv-records.ts';

/** What stands for a missing value, as R, pandas and spreadsheets write it. */
export const MISSING_WORDS: ReadonlySet<string> = new Set([
  '',
  'NA',
  'N/A',
  'na',
  'n/a',
  '#N/A',
  'NaN',
  'nan',
  'NULL',
  'null',
  'None',
  'none',
  '-',
  '?',
]);

const ZERO = 48;
const SPACE = 32;
const TAB = 9;

/** Where the cell that begins at `start` ends: at its delimiter, or at the record's end. */
export function endOfCell(bytes: Uint8Array, start: number, end: number, delimiter: number): number {
  let i = start;
  if (bytes[i] === QUOTE) {
    for (i++; i < end; i++) {
      if (bytes[i] !== QUOTE) continue;
      if (bytes[i + 1] === QUOTE && i + 1 < end) i++;
      else break;
    }
    i++;
  }
  while (i < end && bytes[i] !== delimiter) i++;
  return Math.min(i, end);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a cell without its quotes and outer blanks; undefined where its bytes are not UTF-8. */
export function cellText(bytes: Uint8Array, start: number, end: number): string | undefined {
  try {
    const text = utf8.decode(bytes.subarray(start, end));
    const isQuoted = text.length > 1 && text.startsWith('"') && text.endsWith('"');
    return isQuoted ? text.slice(1, -1).replaceAll('""', '"') : text.trim();
  } catch {
    return undefined;
  }
}

/**
 * A plain decimal such as `0.35` or `-12`, at most 15 digits: then digits divided by a power of ten is the nearest number.
 *
 * @returns undefined where the cell is anything else
 */
export function plainDecimal(bytes: Uint8Array, start: number, end: number, decimalPoint: number): number | undefined {
  let i = start;
  const isNegative = bytes[i] === 45;
  if (isNegative) i++;
  let digits = 0;
  let digitCount = 0;
  let fractionStart = -1;
  for (; i < end; i++) {
    const digit = bytes[i]! - ZERO;
    if (digit >= 0 && digit <= 9) {
      digits = digits * 10 + digit;
      digitCount++;
    } else if (bytes[i] === decimalPoint && fractionStart < 0) fractionStart = i + 1;
    else return undefined;
  }
  if (digitCount === 0 || digitCount > 15) return undefined;
  const value = fractionStart < 0 ? digits : digits / 10 ** (end - fractionStart);
  return isNegative ? -value : value;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const INFINITE = /^[+-]?inf(inity)?$/i;

/**
 * The number a text stands for: decimals with an optional exponent; `true` and `false` are 1 and 0.
 *
 * @returns NaN for a missing value, an infinity for `inf`, undefined where it is no number
 */
export function numberFromText(text: string, decimal: '.' | ','): number | undefined {
  if (MISSING_WORDS.has(text)) return Number.NaN;
  const plain = decimal === ',' ? text.replace(',', '.') : text;
  if (NUMBER.test(plain) && !(decimal === ',' && text.includes('.'))) return Number(plain);
  if (INFINITE.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const word = text.toLowerCase();
  if (word === 'true' || word === 'false') return word === 'true' ? 1 : 0;
  return undefined;
}

/** A position past the blanks at the start of a cell. */
export function skipBlanks(bytes: Uint8Array, start: number, end: number, delimiter: number): number {
  let i = start;
  while (i < end && (bytes[i] === SPACE || bytes[i] === TAB) && bytes[i] !== delimiter) i++;
  return i;
}

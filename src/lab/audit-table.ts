/** A table of published results: read, understood by the names of its columns, and audited. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { DataError } from '../base/errors.ts';
import { MISSING_WORDS } from '../data/sources/cell.ts';
import { readCsvTexts } from '../data/sources/csv-texts.ts';
import { auditRows, type TableAudit } from '../diagnose/audit/audit.ts';
import { type Published, type PublishedRow, published } from '../diagnose/audit/published.ts';
import {
  columnMeanings,
  EXACT_NAMES,
  type ExactField,
  type Meaning,
  MODALITY_ENDINGS,
  type ModalityField,
  meaningKey,
  PRINTED_NAMES,
  type PrintedField,
  type WordField,
} from './audit-columns.ts';

/** @throws DataError naming line and column of what cannot be meant */
export const auditTable = async (file: string): Promise<TableAudit> => auditRows(await readPublished(file));

/** @throws DataError naming line and column of what cannot be meant */
export async function readPublished(file: string): Promise<readonly PublishedRow[]> {
  const where = path.basename(file);
  if (!existsSync(file))
    throw new DataError(file, 'the file was not found', { expected: 'a table of published results' });
  if (!statSync(file).isFile())
    throw new DataError(file, 'this is a folder', { expected: 'a table of published results' });
  const { columns, rows } = await readCsvTexts(file);
  const meanings = columnMeanings(columns);
  requireUnderstood(where, columns, meanings);
  const read = rows.map(({ line, cells }) => ({
    line,
    row: readRow(cells, columns, meanings, (column) => `${where} line ${line}, column "${column}"`, line),
  }));
  const names = read.map(({ row }) => row.name);
  // Rows are told apart by name in every answer.
  return read.map(({ line, row }) =>
    names.filter((name) => name === row.name).length > 1 ? { ...row, name: `${row.name} (line ${line})` } : row,
  );
}

function requireUnderstood(where: string, columns: readonly string[], meanings: readonly Meaning[]): void {
  const seen = new Map<string, string>();
  meanings.forEach((meaning, i) => {
    const key = meaningKey(meaning);
    if (key === undefined) return;
    const earlier = seen.get(key);
    if (earlier !== undefined) {
      throw new DataError(`${where} line 1`, `the columns "${earlier}" and "${columns[i]}" both mean ${key}`, {
        advice: 'Leave one of them out, or give it another name to keep it as text',
      });
    }
    seen.set(key, columns[i]!);
  });
  if (meanings.every(({ kind }) => kind === 'name' || kind === 'text')) {
    throw new DataError(`${where} line 1`, 'no column holds a number that the audit knows', {
      expected: [
        ...Object.values({ ...PRINTED_NAMES, ...EXACT_NAMES }).map(([name]) => name!),
        ...Object.values(MODALITY_ENDINGS).map(([ending]) => `MODALITY ${ending}`),
      ],
    });
  }
}

interface Limits {
  readonly least: number;
  readonly most: number;
  readonly expected: string;
}

const SHARE: Limits = {
  least: 0,
  most: 1,
  expected: 'a share from 0 to 1; a column in percent says so in its name, such as "accuracy (%)"',
};
const POSITIVE: Limits = { least: 0, most: Number.POSITIVE_INFINITY, expected: 'a number of at least 0' };
const COUNT: Limits = { least: 1, most: Number.MAX_SAFE_INTEGER, expected: 'a whole number of at least 1' };

const LIMITS: Readonly<Record<PrintedField | ExactField | ModalityField, Limits>> = {
  accuracy: SHARE,
  precision: SHARE,
  recall: SHARE,
  f1: SHARE,
  prevalence: SHARE,
  mcc: { least: -1, most: 1, expected: 'a number from -1 to 1' },
  brier: SHARE,
  weightedKl: POSITIVE,
  kl: POSITIVE,
  testRows: COUNT,
  klWeight: POSITIVE,
  latentCount: COUNT,
  columnCount: COUNT,
  alpha: SHARE,
  gamma: POSITIVE,
  countMse: POSITIVE,
  outputMse: POSITIVE,
  rate: SHARE,
};

const REDUCTIONS: Readonly<Record<WordField, Readonly<Record<string, string>>>> = {
  klReduction: {
    sum: 'sum',
    mean: 'mean-over-units',
    'mean over units': 'mean-over-units',
    'mean over columns': 'mean-over-features',
  },
  reconstructionReduction: { sum: 'sum', mean: 'mean-over-features' },
};

function readRow(
  cells: readonly string[],
  columns: readonly string[],
  meanings: readonly Meaning[],
  cellAt: (column: string) => string,
  line: number,
): PublishedRow {
  const fields: Record<string, unknown> = {};
  // A map: names come from the file, and a name such as __proto__ must be as good as another.
  const modalities = new Map<string, Record<string, unknown>>();
  const texts = new Map<string, string>();
  let name = `line ${line}`;
  cells.forEach((text, i) => {
    const column = columns[i]!;
    const meaning = meanings[i]!;
    if (MISSING_WORDS.has(text)) return;
    const where = cellAt(column);
    switch (meaning.kind) {
      case 'name':
        name = text;
        break;
      case 'text':
        texts.set(column, text);
        break;
      case 'word':
        fields[meaning.field] = readWord(text, REDUCTIONS[meaning.field], where);
        break;
      case 'exact':
        fields[meaning.field] = readNumber(text, LIMITS[meaning.field], false, where).value;
        break;
      case 'printed':
        fields[meaning.field] = readNumber(text, LIMITS[meaning.field], meaning.isPercent, where);
        break;
      case 'modality': {
        const number = readNumber(text, LIMITS[meaning.field], meaning.isPercent, where);
        const value = meaning.field === 'columnCount' ? number.value : number;
        modalities.set(meaning.modality, { ...modalities.get(meaning.modality), [meaning.field]: value });
      }
    }
  });
  return {
    ...fields,
    name,
    modalities: Object.fromEntries(modalities),
    texts: Object.fromEntries(texts),
  } as PublishedRow;
}

function readNumber(text: string, { least, most, expected }: Limits, isPercent: boolean, where: string): Published {
  const number = published(text, isPercent);
  if (number === undefined) {
    throw new DataError(where, `${JSON.stringify(text.slice(0, 40))} is not a number`, {
      expected: 'a number, or an empty cell where nothing is published',
      // A comma may also part thousands, so it is not guessed at.
      ...(/^\d+,\d+$/.test(text) ? { advice: `Write it with a point, such as ${text.replace(',', '.')}` } : {}),
    });
  }
  const isWhole = most !== Number.MAX_SAFE_INTEGER || Number.isSafeInteger(number.value);
  if (!isWhole || number.value < least || number.value > most)
    throw new DataError(where, `${text} does not fit`, { expected });
  return { ...number, low: Math.max(number.low, least), high: Math.min(number.high, most) };
}

function readWord(text: string, words: Readonly<Record<string, string>>, where: string): string {
  const word = words[text.toLowerCase().replace(/[-_\s]+/g, ' ')];
  if (word !== undefined) return word;
  throw new DataError(where, `${JSON.stringify(text.slice(0, 40))} is not known`, {
    expected: Object.keys(words),
    given: text,
  });
}

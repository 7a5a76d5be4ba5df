/** A small table as texts, for numbers of which it matters how they are printed. */
import { basename } from 'node:path';
import { DataError } from '../../base/errors.ts';
import { type CsvOptions, csvLayout, splitCells } from './csv-layout.ts';
import { readRecords } from './csv-records.ts';

export interface CsvTexts {
  readonly columns: readonly string[];
  readonly rows: readonly {
    /** Of the file; 1 is the first. */
    readonly line: number;
    readonly cells: readonly string[];
  }[];
}

const AS_WRITTEN: CsvOptions = { header: true, delimiter: 'auto', decimal: '.', encoding: 'auto' };

/** @throws DataError when the file has no rows, two columns of one name, or a row of another length than its header */
export async function readCsvTexts(path: string): Promise<CsvTexts> {
  const where = basename(path);
  const { delimiter, columns } = await csvLayout(path, AS_WRITTEN);
  const rows: { line: number; cells: string[] }[] = [];
  let isHeader = true;
  for await (const { bytes, start, end, line } of readRecords(path, [delimiter], AS_WRITTEN.encoding)) {
    if (isHeader) {
      isHeader = false;
      continue;
    }
    const cells = splitCells(Buffer.from(bytes.subarray(start, end)), delimiter, `${where} line ${line}`);
    if (cells.length !== columns.length) {
      throw new DataError(`${where} line ${line}`, `expected ${columns.length} values, found ${cells.length}`, {
        advice: `The header names ${columns.length} columns; leave a cell empty where nothing is published`,
      });
    }
    rows.push({ line, cells });
  }
  return { columns, rows };
}

/** Columns of a table as the texts that stand there, for names, and for numbers of which it matters how they are printed. */
import { basename } from 'node:path';
import { DataError } from '../../base/errors.ts';
import { cellText, endOfCell } from './cell.ts';
import { type CsvOptions, csvLayout, notUtf8 } from './csv-layout.ts';
import { readRecords } from './csv-records.ts';

export interface CsvTexts {
  /** All names, in the file's order. */
  readonly columns: readonly string[];
  readonly rows: readonly {
    /** Of the file; 1 is the first. */
    readonly line: number;
    /** Of the columns that were asked for, in the file's order. */
    readonly cells: readonly string[];
  }[];
}

const AS_WRITTEN: CsvOptions = { header: true, delimiter: 'auto', decimal: '.', encoding: 'auto' };

/**
 * Reads a delimited text file with a header.
 *
 * @param isAsked - of a wide table a few columns alone become text
 * @throws DataError when the file has no rows, two columns of one name, or a row of another length than its header
 */
export async function readCsvTexts(path: string, isAsked: (column: string) => boolean = () => true): Promise<CsvTexts> {
  const where = basename(path);
  const { delimiter, columns } = await csvLayout(path, AS_WRITTEN);
  const isKept = columns.map(isAsked);
  const rows: { line: number; cells: string[] }[] = [];
  let isHeader = true;
  for await (const { bytes, start, end, line } of readRecords(path, [delimiter], AS_WRITTEN.encoding)) {
    if (isHeader) {
      isHeader = false;
      continue;
    }
    const cells: string[] = [];
    let count = 0;
    for (let at = start; at <= end; count++) {
      const stop = endOfCell(bytes, at, end, delimiter);
      if (isKept[count]) {
        const text = cellText(bytes, at, stop);
        if (text === undefined) throw notUtf8(`${where} line ${line}, field ${count + 1}`);
        cells.push(text);
      }
      at = stop + 1;
    }
    if (count !== columns.length) {
      throw new DataError(`${where} line ${line}`, `expected ${columns.length} values, found ${count}`, {
        advice: `The header names ${columns.length} columns; leave a cell empty where there is no value`,
      });
    }
    rows.push({ line, cells });
  }
  return { columns, rows };
}

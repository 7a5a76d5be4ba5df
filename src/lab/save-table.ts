import path from 'node:path';
import { blockRanges } from '../data/convert/row-table.ts';
import { writeRows } from './write-rows.ts';
import { type NumberTable, writeTable } from './write-table.ts';

/** Writes a table in the format that the file's ending says. @throws ConfigError when the file is there and `force` is not given */
export async function saveTable(file: string, table: NumberTable, force: boolean): Promise<void> {
  if (path.extname(file).toLowerCase() !== '.parquet') {
    writeTable(file, table, force);
    return;
  }
  const { columns, values, rowNames, texts = [] } = table;
  const width = columns.length;
  const rowCount = rowNames.names.length;
  await writeRows(
    file,
    {
      rowCount,
      columns,
      rowShape: [width],
      kind: 'float32',
      texts: [{ name: rowNames.header, texts: rowNames.names.map(String) }, ...texts],
      notices: [],
      *blocks() {
        for (const [first, count] of blockRanges(rowCount, width))
          yield values.subarray(first * width, (first + count) * width);
      },
    },
    force,
  );
}

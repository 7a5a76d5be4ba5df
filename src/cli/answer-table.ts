/** What commands that write rows of numbers have in common: names of their rows, the file, and what they answer. */
import { saveTable } from '../lab/save-table.ts';
import type { NumberTable } from '../lab/write-table.ts';
import type { RunFolder } from '../store/run-folder.ts';
import type { Output } from './output.ts';

export interface TargetOptions {
  readonly output: string;
  readonly force?: boolean;
}

export const TARGET_HELP =
  'a file to write: .npy for the numbers alone, .csv or .parquet with the names of columns and rows';
export const FORCE_HELP = 'replace the file if it is there already';
export const RESCALED_HELP = 'in the units that the model trained on; by default in those of the data';

export async function answerTable(
  run: RunFolder,
  table: NumberTable,
  target: TargetOptions,
  output: Output,
): Promise<void> {
  const { output: file, force = false } = target;
  await saveTable(file, table, force);
  answerFile(run, file, table.rowNames.names.length, table.columns.length, output);
}

export function answerFile(run: RunFolder, file: string, rows: number, columns: number, output: Output): void {
  output.answer({ run: run.id, path: run.path, file, rows, columns });
  output.say(`${file}: ${rows} rows, ${columns} columns`);
}

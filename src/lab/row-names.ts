import type { ChosenRows } from './trained-run.ts';
import type { NumberTable } from './write-table.ts';

/** Ids of rows where the data have them, else which row of the file each is, counted from 0. */
export function rowNamesOf({ dataset, rows }: Pick<ChosenRows, 'dataset' | 'rows'>): NumberTable['rowNames'] {
  const { rowIds, fileRows } = dataset;
  if (rowIds !== undefined) return { header: 'id', names: Array.from(rows, (row) => rowIds[row]!) };
  return { header: 'row', names: Array.from(rows, (row) => fileRows?.[row] ?? row) };
}

/** Names of latent units as columns. */
export const latentColumns = (count: number): string[] => Array.from({ length: count }, (_, unit) => `z${unit}`);

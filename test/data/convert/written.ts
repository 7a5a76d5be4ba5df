import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { RowTable } from '../../../src/data/convert/row-table.ts';

/** A file in a folder of its own. */
export function written(name: string, content: string | Uint8Array): string {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'elbo-convert-')), name);
  writeFileSync(file, content);
  return file;
}

/** All numbers of a table, row after row. */
export const numbersOf = (table: RowTable): number[] => [...table.blocks()].flatMap((block) => [...block]);

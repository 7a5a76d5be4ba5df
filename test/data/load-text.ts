import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ElboError } from '../../src/base/errors.ts';
import { parseOptions } from '../../src/base/options.ts';
import { dataOptions } from '../../src/data/data-options.ts';
import { type Dataset, readRows } from '../../src/data/dataset.ts';
import { loadDataset } from '../../src/data/load.ts';

/** Loads a `data` section; relative sources are looked for in `folder`. */
export const load = (data: object, folder = '.'): Promise<Dataset> =>
  loadDataset(parseOptions(dataOptions, data, 'config.data'), { baseFolder: folder });

/** Writes a file and loads it. */
export async function loadText(content: string | Uint8Array, data: object = {}, name = 'genes.csv'): Promise<Dataset> {
  const folder = mkdtempSync(join(tmpdir(), 'elbo-data-'));
  try {
    writeFileSync(join(folder, name), content);
    return await load({ source: name, ...data }, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The message a file is refused with, and the exit code it leads to. */
export async function refusal(loading: Promise<unknown>): Promise<[message: string, exitCode: number]> {
  try {
    await loading;
  } catch (error) {
    expect(error).toBeInstanceOf(ElboError);
    return [(error as ElboError).message, (error as ElboError).exitCode];
  }
  throw new Error('was not refused');
}

/** All numbers, row after row. */
export const numbersOf = (dataset: Dataset): number[] =>
  Array.from(
    readRows(
      dataset,
      Int32Array.from({ length: dataset.rowCount }, (_, row) => row),
    ),
  );

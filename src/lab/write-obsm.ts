/** Latents beside the cells they belong to: a copy of an .h5ad file with one more matrix in obsm. */
import { constants, statSync } from 'node:fs';
import { chmod, copyFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError } from '../base/errors.ts';
import type { SourceOptions } from '../data/data-options.ts';
import { findDataFile, type LoadContext } from '../data/find-file.ts';
import { addObsm } from '../data/sources/add-obsm.ts';
import { makeDurably } from '../store/files.ts';
import type { ChosenRows } from './trained-run.ts';
import { requireAbsent } from './write-table.ts';

/** The name that latents have in obsm, as scanpy names those of other methods. */
export const OBSM_KEY = 'X_elbo';

export const isAnnData = (file: string): boolean => path.extname(file).toLowerCase() === '.h5ad';

/**
 * The AnnData file that new rows come from.
 *
 * @throws ConfigError when they come from elsewhere, or the copy would take its place
 */
export function requireAnnData(source: SourceOptions | undefined, target: string, context: LoadContext): string {
  const file = typeof source === 'string' ? source : source !== undefined && 'h5ad' in source ? source.h5ad : undefined;
  if (file === undefined || !isAnnData(file)) {
    throw new ConfigError(target, 'latents go into a copy of an .h5ad file', {
      expected: '--data with the .h5ad file to copy',
    });
  }
  const original = findDataFile(file, context);
  const [one, two] = [statSync(original), statSync(target, { throwIfNoEntry: false })];
  if (one.ino === two?.ino && one.dev === two.dev) {
    throw new ConfigError(target, 'this is the data file itself, which stays as it is', {
      advice: 'Choose another name for the copy',
    });
  }
  return original;
}

/** @throws ConfigError when obsm cannot hold such a name */
export function requireObsmKey(key: string): string {
  if (/^[^/\p{Cc}]+$/u.test(key) && key !== '.') return key;
  throw new ConfigError('--key', `"${key}" does not fit`, { expected: 'a name without a slash, such as X_elbo' });
}

/**
 * Writes the copy; everything that the original holds is in it.
 *
 * @param values - `[rows, latent]` of the chosen rows
 * @returns whole sentences: rows that were left out when the file was read have NaN
 */
export async function writeObsm(
  target: string,
  original: string,
  key: string,
  { dataset, rows }: ChosenRows,
  values: Float32Array,
  force: boolean,
): Promise<string[]> {
  let without = 0;
  await makeDurably(
    target,
    async (temporary) => {
      await copyFile(original, temporary, constants.COPYFILE_FICLONE);
      // A file that may only be read is copied as one.
      await chmod(temporary, statSync(original).mode | 0o200);
      const columnCount = values.length / rows.length;
      without = await addObsm(temporary, path.basename(original), key, {
        values,
        columnCount,
        fileRows: dataset.fileRows,
      });
    },
    () => requireAbsent(target, force),
  );
  return without === 0 ? [] : [`${without} rows that were left out when the file was read have NaN in obsm/${key}.`];
}

/** Where a data file is looked for. */
import { existsSync, statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { DataError } from '../base/errors.ts';
import type { ColumnChoice } from './columns.ts';
import type { DataConfig } from './data-options.ts';
import { originOf } from './public-data.ts';

/** The path printed in front of messages about the `data` section. */
export const WHERE = 'config.data';

export interface LoadContext {
  /** Looked in first: `$ELBO_DATA`. */
  readonly dataRoot?: string | undefined;
  /** Looked in next: the folder of the config. */
  readonly baseFolder: string;
  /** Leaves missing values as NaN, for describing data; never for training. */
  readonly keepMissing?: boolean;
}

/** What the loaders of all kinds of files are given. */
export interface Loading {
  readonly config: DataConfig;
  readonly context: LoadContext;
  readonly choice: ColumnChoice;
}

/** The path of a data file. @throws DataError naming the folders that were looked in, and where the file comes from if that is known */
export function findDataFile(file: string, { dataRoot, baseFolder }: LoadContext): string {
  const folders = isAbsolute(file) ? ['/'] : [dataRoot, baseFolder].filter((folder) => folder !== undefined);
  for (const folder of folders) {
    const path = resolve(folder, file);
    if (!existsSync(path)) continue;
    if (statSync(path).isFile()) return path;
    throw new DataError(`${WHERE}.source`, `"${file}" is a folder`, { expected: 'a data file' });
  }
  const looked = `Looked in ${folders.join(' and ')}; ELBO_DATA names the folder of data`;
  const origin = originOf(file);
  throw new DataError(`${WHERE}.source`, `"${file}" was not found`, {
    advice: isAbsolute(file) ? 'Check the path' : origin === undefined ? looked : `${looked}. ${origin}`,
  });
}

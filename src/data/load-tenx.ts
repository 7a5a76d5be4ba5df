/** Counts of 10x Genomics as datasets: rows are cells, named by their barcodes. */
import { DataError } from '../base/errors.ts';
import type { SourceOptions } from './data-options.ts';
import type { Dataset } from './dataset.ts';
import { findDataFile, type Loading } from './find-file.ts';
import { settleColumns } from './settle-columns.ts';
import { readTenxFolder, readTenxHdf5 } from './sources/tenx.ts';

type MtxSource = Extract<SourceOptions, { mtx: string }>;

export async function loadMtx({ mtx }: MtxSource, { choice, context }: Loading): Promise<Dataset> {
  return settleColumns(await readTenxFolder(matrixPath(mtx, context)), choice);
}

export async function loadTenxHdf5(file: string, { choice, context }: Loading): Promise<Dataset> {
  return settleColumns(await readTenxHdf5(findDataFile(file, context)), choice);
}

/** A matrix, or the folder it stands in. */
function matrixPath(given: string, context: Loading['context']): string {
  if (/\.mtx(\.gz)?$/i.test(given)) return findDataFile(given, context);
  try {
    return findDataFile(`${given}/matrix.mtx.gz`, context);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return findDataFile(`${given}/matrix.mtx`, context);
  }
}

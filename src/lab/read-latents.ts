import { ConfigError, DataError } from '../base/errors.ts';
import { parseOptions } from '../base/options.ts';
import { dataOptions } from '../data/data-options.ts';
import type { Dataset } from '../data/dataset.ts';
import { loadDataset } from '../data/load.ts';
import { asFloat32, selectColumns } from '../data/select.ts';
import type { NumberTable } from './write-table.ts';

const WHERE = '--latent';

/** `[rows, latent]`, and how the file names its rows. */
export interface GivenLatents {
  readonly latents: Float32Array;
  readonly rowNames: NumberTable['rowNames'];
  readonly notices: readonly string[];
}

/**
 * Reads latents to decode: a table whose columns are named as `columns`, in any order and beside any others, or an array
 * `[rows, latent]`.
 *
 * @param columns - names of the latent units in the order of the model
 * @throws DataError when a unit is missing, or an array has too many or too few
 */
export async function readLatents(file: string, columns: readonly string[]): Promise<GivenLatents> {
  const isArray = file.toLowerCase().endsWith('.npy');
  const { dataset, idColumn } = isArray
    ? { dataset: await load({ source: file }), idColumn: undefined }
    : await loadTable({ source: file, columns: { include: [...columns] } }, columns, ['id', 'row']);
  if (dataset.featureCount !== columns.length) {
    throw new DataError(file, `has ${dataset.featureCount} columns`, {
      expected: `${columns.length}, one for each latent unit of the run`,
    });
  }
  const position = new Map(dataset.columns.map((name, index) => [name, index]));
  const order = columns.map((name, index) => (isArray ? index : position.get(name)!));
  const names = dataset.rowIds ?? Array.from({ length: dataset.rowCount }, (_, row) => row);
  return {
    latents: asFloat32(selectColumns(dataset, order, dataset.modalities)),
    rowNames: { header: idColumn ?? 'row', names },
    notices: dataset.notices,
  };
}

/** Named on the command line, it is looked for in this folder alone. */
const load = (options: object): Promise<Dataset> =>
  loadDataset(parseOptions(dataOptions, options, WHERE), { baseFolder: process.cwd() });

/** @param idColumns - tried in turn; a table need not have one */
async function loadTable(
  options: object,
  columns: readonly string[],
  [idColumn, ...others]: readonly string[],
): Promise<{ dataset: Dataset; idColumn: string | undefined }> {
  try {
    return { dataset: await load(idColumn === undefined ? options : { ...options, idColumn }), idColumn };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    if (idColumn !== undefined && error.where.endsWith('.idColumn')) return loadTable(options, columns, others);
    const missing = /: "(.*)" meets no column/.exec(error.message)?.[1];
    if (missing === undefined) throw error;
    throw new DataError(WHERE, `the column "${missing}" is missing`, {
      expected: `${columns[0]} to ${columns.at(-1)}, as elbo encode writes them`,
      cause: error,
    });
  }
}

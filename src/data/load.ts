/** From the `data` section of a config to a dataset: find the file, read it, settle its columns, labels and missing values. */
import { ConfigError, DataError } from '../base/errors.ts';
import type { DataConfig, SourceOptions } from './data-options.ts';
import type { Dataset } from './dataset.ts';
import { type LoadContext, type Loading, WHERE } from './find-file.ts';
import { labelColumn, settleLabels } from './label-rule.ts';
import { loadAnnData } from './load-anndata.ts';
import { loadIdx, loadNpy, loadNpz } from './load-arrays.ts';
import { loadDuckDbTable, loadTable } from './load-table.ts';
import { loadMtx, loadTenxHdf5 } from './load-tenx.ts';
import { settleMissing } from './missing.ts';
import { compact } from './select.ts';
import { settleColumns } from './settle-columns.ts';
import { duckDbFormat } from './sources/duckdb-table.ts';
import { loadSimulated } from './sources/simulated.ts';
import { loadSimulatedTable } from './sources/simulated-table.ts';

/**
 * @param config - as `dataOptions` parsed it
 * @throws ConfigError when the config does not fit the columns, DataError when the file is refused, LimitError when too large
 */
export async function loadDataset(config: DataConfig, context: LoadContext): Promise<Dataset> {
  const { idColumn, columns, modalities, split } = config;
  if (split.by === 'column' && split.column === undefined) {
    throw new ConfigError(`${WHERE}.split.column`, 'is missing, and the split is by column', {
      expected: 'the column that names the part of each row',
    });
  }
  const partColumn = split.by === 'column' ? split.column : undefined;
  const label = labelColumn(config.label);
  const loading: Loading = { config, context, choice: { label, idColumn, partColumn, columns, modalities } };
  const dataset = settleLabels(await read(config.source, loading), config.label, config.missingLabels);
  const settled = settleMissing(dataset, context.keepMissing === true ? 'keep' : config.missing);
  const { values, rowCount, featureCount, labels, notices } = settled;
  const classCount = labels?.classes.length ?? 0;
  const told =
    classCount > Math.max(50, rowCount / 2)
      ? [
          `The label "${labels!.name}" has ${classCount} values in ${rowCount} rows; it looks like a measurement or an id.`,
        ]
      : [];
  return { ...settled, values: compact(values, rowCount, featureCount), notices: [...notices, ...told] };
}

async function read(source: SourceOptions, loading: Loading): Promise<Dataset> {
  if (typeof source === 'string') return readFile(source, loading);
  if ('npy' in source) return loadNpy(source, loading);
  if ('npz' in source) return loadNpz(source, loading);
  if ('idx' in source) return loadIdx(source, loading);
  if ('h5ad' in source) return loadAnnData(source, loading);
  if ('mtx' in source) return loadMtx(source, loading);
  if ('simulatedTable' in source) return settleColumns(loadSimulatedTable(source.simulatedTable), loading.choice);
  return settleColumns((await loadSimulated(source.simulated)).dataset, loading.choice);
}

async function readFile(file: string, loading: Loading): Promise<Dataset> {
  const name = file.toLowerCase();
  if (name.endsWith('.npy')) return loadNpy({ npy: file }, loading);
  if (name.endsWith('.npz')) return loadNpz({ npz: file }, loading);
  if (name.endsWith('.h5ad')) return loadAnnData({ h5ad: file }, loading);
  if (/\.mtx(\.gz)?$/.test(name)) return loadMtx({ mtx: file }, loading);
  if (/\.(h5|hdf5)$/.test(name)) return loadTenxHdf5(file, loading);
  const format = duckDbFormat(file);
  if (format !== undefined) return loadDuckDbTable(file, format, loading);
  if (isIdxName(name)) return loadIdx({ idx: file }, loading);
  if (/\.(csv|tsv|txt|data|tes|tra)(\.gz)?$/.test(name)) return loadTable(file, loading);
  throw new DataError(`${WHERE}.source`, `"${file}" has an ending that is not known`, {
    expected: [
      '.csv',
      '.tsv',
      '.txt',
      '.data',
      '.parquet',
      '.jsonl',
      '.ndjson',
      '.npy',
      '.npz',
      '.h5ad',
      '.h5',
      '.mtx',
      '-ubyte',
      '.idx',
      '.gz after a text, .jsonl, .mtx or IDX ending',
    ],
  });
}

/** As MNIST's files are called, or `.idx`. */
const isIdxName = (name: string): boolean => /(-ubyte|\.idx)(\.gz)?$/.test(name);

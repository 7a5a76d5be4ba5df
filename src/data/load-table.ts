/** Tables - delimited text, Parquet, lines of JSON - as a dataset, or as the labels, row ids and parts that stand beside one. */
import { basename } from 'node:path';
import { type ColumnPlan, planColumns } from './columns.ts';
import type { Dataset } from './dataset.ts';
import { findDataFile, type Loading, WHERE } from './find-file.ts';
import { labelsFromTexts } from './labels.ts';
import { type CsvTable, readCsv } from './sources/csv.ts';
import { readDuckDbTable, type TableFormat } from './sources/duckdb-table.ts';

export async function loadTable(file: string, loading: Loading): Promise<Dataset> {
  return datasetOf(file, await readTable(file, loading, (columns) => planColumns(columns, loading.choice, WHERE)));
}

export async function loadDuckDbTable(file: string, format: TableFormat, loading: Loading): Promise<Dataset> {
  const path = findDataFile(file, loading.context);
  return datasetOf(file, await readDuckDbTable(path, format, (columns) => planColumns(columns, loading.choice, WHERE)));
}

function datasetOf(file: string, table: CsvTable): Dataset {
  const { plan, columns, rowCount, values, notices } = table;
  const featureCount = plan.features.length;
  return {
    name: basename(file),
    rowCount,
    featureCount,
    rowShape: [featureCount],
    columns: plan.features.map((column) => columns[column]!),
    modalities: plan.modalities,
    values,
    ...besideFeatures(table),
    notices: [...notices, ...plan.notices],
  };
}

export function readTable(
  file: string,
  { config, context }: Loading,
  plan: (columns: readonly string[]) => ColumnPlan,
): Promise<CsvTable> {
  const { header, delimiter, decimal, encoding, badLines } = config;
  const isTabs = delimiter === 'auto' && /\.tsv(\.gz)?$/i.test(file);
  // Only "refuse" can name the line while it is read; the other policies need the whole table.
  const missing = config.missing === 'refuse' && context.keepMissing !== true ? 'refuse' : 'keep';
  const options = { header, delimiter: isTabs ? '\t' : delimiter, decimal, encoding, badLines, missing } as const;
  return readCsv(findDataFile(file, context), options, plan);
}

/** Labels, row ids and parts, from the texts of a table. */
export function besideFeatures({ plan, texts, columns }: CsvTable): Pick<Dataset, 'labels' | 'rowIds' | 'partition'> {
  const { label, id, part } = plan;
  return {
    ...(label === undefined ? {} : { labels: labelsFromTexts(columns[label]!, texts.get(label)!) }),
    ...(id === undefined ? {} : { rowIds: texts.get(id)! }),
    ...(part === undefined ? {} : { partition: labelsFromTexts(columns[part]!, texts.get(part)!) }),
  };
}

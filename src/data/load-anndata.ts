/** AnnData files as datasets: labels, row ids and parts of the split are columns of `obs`. */
import { ConfigError } from '../base/errors.ts';
import type { ColumnChoice, ColumnReference } from './columns.ts';
import type { SourceOptions } from './data-options.ts';
import type { Dataset } from './dataset.ts';
import { findDataFile, type Loading, WHERE } from './find-file.ts';
import { labelsFromTexts } from './labels.ts';
import { settleColumns } from './settle-columns.ts';
import { readAnnData } from './sources/anndata.ts';

type AnnDataSource = Extract<SourceOptions, { h5ad: string }>;

export async function loadAnnData(source: AnnDataSource, { choice, context }: Loading): Promise<Dataset> {
  const { idColumn, partColumn, columns, modalities } = choice;
  const label = source.label ?? choice.label;
  const wanted = [label, idColumn, partColumn].filter((name) => typeof name === 'string');
  const { dataset, about, texts } = await readAnnData(findDataFile(source.h5ad, context), source, wanted);
  /** A column of obs by name; else it must be one of the matrix. */
  const beside = (name: ColumnReference | undefined, option: string) => {
    if (typeof name !== 'string' || dataset.columns.includes(name)) return undefined;
    const found = texts.get(name);
    if (found !== undefined) return { name, texts: found };
    throw new ConfigError(`${WHERE}.${option}`, `"${name}" is not a column of obs`, { expected: about, given: name });
  };
  const labels = beside(label, source.label === undefined ? 'label' : 'source.label');
  const ids = beside(idColumn, 'idColumn');
  const part = beside(partColumn, 'split.column');
  const left: ColumnChoice = {
    columns,
    modalities,
    ...(labels === undefined ? { label } : {}),
    ...(ids === undefined ? { idColumn } : {}),
    ...(part === undefined ? { partColumn } : {}),
  };
  return settleColumns(
    {
      ...dataset,
      ...(labels === undefined ? {} : { labels: labelsFromTexts(labels.name, labels.texts) }),
      ...(ids === undefined ? {} : { rowIds: ids.texts }),
      ...(part === undefined ? {} : { partition: labelsFromTexts(part.name, part.texts) }),
    },
    left,
  );
}

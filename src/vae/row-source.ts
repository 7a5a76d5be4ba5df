import type { Dataset } from '../data/dataset.ts';
import type { RowSources } from '../engine/program.ts';
import type { RowSource } from '../engine/rows.ts';
import { LABEL_INPUT } from './label.ts';
import type { Model } from './model.ts';

/** A dataset's block as the engine reads it: shared, not copied. */
export function rowSource({ values, featureCount }: Dataset): RowSource {
  return { ...values, columns: featureCount } as RowSource;
}

/** Everything that the graphs of a model read of rows: columns, and the label where a head predicts it. */
export function rowSources({ label }: Model, dataset: Dataset): RowSources {
  const x = rowSource(dataset);
  return label === undefined || dataset.labels === undefined
    ? { x }
    : { x, [LABEL_INPUT]: label.targets(dataset.labels) };
}

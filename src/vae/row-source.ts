import type { Dataset } from '../data/dataset.ts';
import type { RowSource } from '../engine/rows.ts';

/** A dataset's block as the engine reads it: shared, not copied. */
export function rowSource({ values, featureCount }: Dataset): RowSource {
  return { ...values, columns: featureCount } as RowSource;
}

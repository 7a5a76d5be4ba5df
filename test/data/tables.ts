import type { Dataset } from '../../src/data/dataset.ts';
import { labelsFromTexts } from '../../src/data/labels.ts';

/** A float32 dataset of the given rows, one modality called data, columns a, b, c, ... */
export function table(rows: readonly (readonly number[])[], labels?: readonly string[]): Dataset {
  const featureCount = rows[0]!.length;
  return {
    name: 'genes.csv',
    rowCount: rows.length,
    featureCount,
    rowShape: [featureCount],
    columns: Array.from({ length: featureCount }, (_, j) => String.fromCharCode(97 + j)),
    modalities: [{ name: 'data', start: 0, count: featureCount }],
    values: { kind: 'float32', data: Float32Array.from(rows.flat()) },
    ...(labels === undefined ? {} : { labels: labelsFromTexts('class', labels) }),
    notices: [],
  };
}

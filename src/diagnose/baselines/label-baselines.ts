/** Trivial models of a label: the shares of its classes on train, or its mean. */
import type { Dataset, Labels } from '../../data/dataset.ts';
import type { ModelLabel } from '../../vae/label.ts';
import type { LikelihoodDescription } from '../evaluation.ts';
import { columnSums } from './column-sums.ts';
import { compare, type FittedBaselines } from './fit-baselines.ts';

/** A label as a table of its targets: one column, or one for each class. */
export function fitLabelBaselines(
  label: ModelLabel,
  labels: Labels,
  trainRows: Int32Array,
  likelihood: LikelihoodDescription,
): FittedBaselines {
  const { name, count } = label.modality;
  const modality = { name, start: 0, count };
  const table: Dataset = {
    name,
    rowCount: labels.values.length,
    featureCount: count,
    rowShape: [count],
    columns: count === 1 ? [name] : labels.classes,
    modalities: [modality],
    values: label.targets(labels),
    notices: [],
  };
  const train = columnSums(table, trainRows);
  return {
    evaluate: async (rows) => {
      const found = compare(train, columnSums(table, rows, train.pivot), modality, likelihood);
      if (label.task !== 'multi-class') return { [name]: found };
      const { answers: _, ...rest } = found;
      const nats = shareNats(labels, trainRows, rows);
      return { [name]: { ...rest, constant: Math.log(count), perColumn: nats, floor: 0 } };
    },
  };
}

/** Cross-entropy of the shares of classes on train, nats per row; a class without train rows has half a one. */
function shareNats({ classes, values }: Labels, trainRows: Int32Array, rows: Int32Array): number {
  const counts = new Float64Array(classes.length);
  for (const row of trainRows) counts[values[row]!]! += 1;
  let nats = 0;
  for (const row of rows) nats -= Math.log(Math.max(counts[values[row]!]!, 0.5) / trainRows.length);
  return nats / rows.length;
}

/** The column choices of a config, applied to a dataset that is already in memory. */
import { type ColumnChoice, planColumns } from './columns.ts';
import type { Dataset, Labels, Modality } from './dataset.ts';
import { WHERE } from './find-file.ts';
import { labelsFromTexts } from './labels.ts';
import { asFloat32, selectColumns } from './select.ts';

/** @throws ConfigError when a name, range or pattern meets no column */
export function settleColumns(dataset: Dataset, choice: ColumnChoice): Dataset {
  const { label, ...others } = choice;
  // Labels that came beside the rows are no column of theirs.
  const cameBeside = label !== undefined && label === dataset.labels?.name && !dataset.columns.includes(label);
  const settled = cameBeside ? others : choice;
  const isAsItIs =
    settled.modalities === undefined &&
    settled.columns.include === undefined &&
    settled.columns.exclude === undefined &&
    ['label' in settled ? settled.label : undefined, settled.idColumn, settled.partColumn].every(
      (column) => column === undefined,
    );
  if (isAsItIs) return dataset;
  const plan = planColumns(dataset.columns, settled, WHERE);
  const texts = (column: number): string[] => Array.from(asFloat32(selectColumns(dataset, [column], [])), String);
  const labels = (column: number): Labels => labelsFromTexts(dataset.columns[column]!, texts(column));
  const modalities =
    settled.modalities === undefined ? modalitiesLeft(dataset.modalities, plan.features) : plan.modalities;
  return {
    ...selectColumns(dataset, plan.features, modalities),
    ...(plan.label === undefined ? {} : { labels: labels(plan.label) }),
    ...(plan.id === undefined ? {} : { rowIds: texts(plan.id) }),
    ...(plan.part === undefined ? {} : { partition: labels(plan.part) }),
    notices: [...dataset.notices, ...plan.notices],
  };
}

/** The dataset's own modalities with the columns that are left of them. @param features - ascending */
function modalitiesLeft(modalities: readonly Modality[], features: readonly number[]): Modality[] {
  let next = 0;
  return modalities.flatMap(({ name, start, count }) => {
    const first = next;
    while (next < features.length && features[next]! < start + count) next++;
    return next === first ? [] : { name, start: first, count: next - first };
  });
}

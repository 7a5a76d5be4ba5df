import type { EpochRecord } from '../store/run-record.ts';
import { writeNpy } from '../tensor/npy.ts';
import { writeNpyTexts } from '../tensor/npy-texts.ts';
import { npzPieces } from '../tensor/write-npz.ts';
import type { KeptRows } from './kept-rows.ts';
import { metricSeries } from './metric-series.ts';

/**
 * Latents, names, labels, predictions and metrics of a run as arrays by name: `test.mean`, `test.label`,
 * `test.prediction`, `metrics.validation.kl`. A metric that was not measured after an epoch is NaN there.
 */
export function npzOfRun(epochs: readonly EpochRecord[], splits: readonly KeptRows[]): Iterable<Uint8Array> {
  const arrays: Record<string, Uint8Array> = {};
  for (const { split, latents, rowNames, labels, predictions } of splits) {
    const { rowCount, latentCount } = latents;
    for (const kind of ['mean', 'logVariance', 'sample'] as const)
      arrays[`${split}.${kind}`] = writeNpy([rowCount, latentCount], latents[kind]);
    if (rowNames !== undefined) arrays[`${split}.${rowNames.header}`] = namesArray(rowNames.names, `${split}.id`);
    if (labels !== undefined) arrays[`${split}.label`] = writeNpyTexts(labels.texts, `${split}.label`);
    if (predictions === undefined) continue;
    arrays[`${split}.prediction`] = writeNpy([rowCount, predictions.columns.length], predictions.values);
    arrays.columns = writeNpyTexts(predictions.columns, 'columns');
  }
  arrays['metrics.epoch'] = writeNpy(
    [epochs.length],
    Int32Array.from(epochs, ({ epoch }) => epoch),
  );
  for (const { path, values } of metricSeries(epochs)) {
    const numbers = Float64Array.from(values, (value) => value ?? Number.NaN);
    arrays[`metrics.${memberName(path)}`] = writeNpy([values.length], numbers);
  }
  return npzPieces(arrays);
}

/** A slash in the name of a modality would read as a folder inside the file. */
const memberName = (path: readonly string[]): string => path.join('.').replace(/[\\/:\p{Cc}]/gu, '_');

const namesArray = (names: readonly (string | number)[], where: string): Uint8Array =>
  names.every((name) => typeof name === 'number')
    ? writeNpy([names.length], Int32Array.from(names))
    : writeNpyTexts(names.map(String), where);

import type { EpochRecord } from '../store/run-record.ts';
import type { KeptRows } from './kept-rows.ts';
import { metricSeries } from './metric-series.ts';
import { latentColumns } from './row-names.ts';
import { numberCell, textCell } from './write-table.ts';

type Files = Record<string, Iterable<Uint8Array>>;

/** `metrics.csv`, a line per epoch, and `latents.<split>.csv`, a line per row. Texts that a spreadsheet would run are escaped. */
export function csvOfRun(epochs: readonly EpochRecord[], splits: readonly KeptRows[]): Files {
  const files: Files = { 'metrics.csv': metricLines(epochs) };
  for (const kept of splits) files[`latents.${kept.split}.csv`] = latentLines(kept);
  return files;
}

function* metricLines(epochs: readonly EpochRecord[]): Generator<Uint8Array> {
  const series = metricSeries(epochs);
  yield line(['epoch', 'phase', ...series.map(({ path }) => path.join('.'))].map(textCell));
  for (const [i, { epoch, phase }] of epochs.entries()) {
    yield line([String(epoch), textCell(phase), ...series.map(({ values }) => String(values[i] ?? ''))]);
  }
}

/** Posterior means, named as `elbo decode` reads them, and log-variances. */
function* latentLines({ latents, rowNames, labels }: KeptRows): Generator<Uint8Array> {
  const { rowCount, latentCount, mean, logVariance } = latents;
  const units = latentColumns(latentCount);
  const about = [rowNames?.header, labels && textCell(labels.name)].filter((name) => name !== undefined);
  yield line([...about, ...units, ...units.map((unit) => `logVariance.${unit}`)]);
  for (let row = 0; row < rowCount; row++) {
    const cells = [mean, logVariance].flatMap((block) =>
      Array.from(block.subarray(row * latentCount, (row + 1) * latentCount), numberCell),
    );
    const name = rowNames?.names[row];
    yield line([
      ...(name === undefined ? [] : [typeof name === 'number' ? String(name) : textCell(name)]),
      ...(labels === undefined ? [] : [textCell(labels.texts[row]!)]),
      ...cells,
    ]);
  }
}

const line = (cells: readonly string[]): Uint8Array => Buffer.from(`${cells.join(',')}\n`);

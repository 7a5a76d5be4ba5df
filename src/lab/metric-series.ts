/** The records of epochs as one series of numbers for each thing that was measured. */
import type { EpochRecord } from '../store/run-record.ts';

export interface MetricSeries {
  /** Where it stands in a record, such as `['validation', 'perModality', 'dnam']`. */
  readonly path: readonly string[];
  /** One for each record; undefined where it was not measured. */
  readonly values: readonly (number | undefined)[];
}

/** Every number of the records but the epoch itself, in the order in which they first appear. */
export function metricSeries(epochs: readonly EpochRecord[]): MetricSeries[] {
  const series = new Map<string, { path: string[]; values: (number | undefined)[] }>();
  epochs.forEach(({ epoch: _, ...record }, i) => {
    for (const { path, value } of numbersIn(record, [])) {
      // Names of modalities may hold any letter; a JSON text keeps them apart.
      const key = JSON.stringify(path);
      const found = series.get(key) ?? { path, values: new Array<number | undefined>(epochs.length).fill(undefined) };
      found.values[i] = value;
      series.set(key, found);
    }
  });
  return [...series.values()];
}

function* numbersIn(value: unknown, path: string[]): Generator<{ path: string[]; value: number }> {
  if (typeof value === 'number') yield { path, value };
  else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) yield* numbersIn(part, [...path, key]);
  }
}

/**
 * Simulated tables of real numbers as a data source: a few factors behind many columns, noise, and two classes that lie
 * apart along the first factor. Scales of columns differ by orders of magnitude, as those of measurements do.
 *
 *   x = 10^s * ( m + W f + noise * e ),  f ~ N(0, 1) and the first factor moved by the class
 */
import { LimitError } from '../../base/errors.ts';
import { integer, number, type OptionTable, type OptionValues } from '../../base/options.ts';
import { RandomStreams } from '../../base/random.ts';
import type { Dataset } from '../dataset.ts';

export const simulatedTableOptions = {
  rows: integer({ default: 500, min: 1, max: 100_000_000, help: 'rows to draw; more rows keep the ones there were' }),
  columns: integer({ default: 30, min: 1, max: 1_000_000, help: 'columns of real numbers' }),
  factors: integer({ default: 5, min: 1, max: 1000, help: 'independent factors behind all columns' }),
  noise: number({ default: 0.5, min: 0, max: 1000, help: 'standard deviation of what factors do not explain' }),
  positives: number({ default: 0.4, min: 0, max: 1, help: 'share of rows of the second class' }),
  separation: number({
    default: 3,
    min: 0,
    max: 1000,
    help: 'distance of the classes along the first factor, in its standard deviations',
  }),
  seed: integer({ default: 42, min: 0, max: Number.MAX_SAFE_INTEGER, help: 'of the structure and the rows' }),
} satisfies OptionTable;

export type SimulatedTableOptions = OptionValues<typeof simulatedTableOptions>;

const LARGEST_BLOCK = 2 ** 32;

/**
 * The same options give the same bytes.
 *
 * @throws LimitError before memory is taken, when the values would need more than 4 GiB
 */
export function loadSimulatedTable(options: SimulatedTableOptions): Dataset {
  const { rows, columns, factors, noise, positives, separation, seed } = options;
  const sizeBytes = 4 * rows * columns;
  if (sizeBytes > LARGEST_BLOCK) {
    throw new LimitError('data.simulatedTable', `${rows} rows of ${columns} columns need ${sizeBytes} bytes`, {
      expected: `at most ${LARGEST_BLOCK} bytes`,
      advice: 'Ask for fewer rows or columns',
    });
  }
  const random = new RandomStreams(seed);
  const normal = (purpose: string, count: number, index = 0): Float64Array => {
    const values = new Float64Array(count);
    random.of(purpose, index).fillStandardNormal(values);
    return values;
  };
  // Factors explain a variance of about 1 in each column, however many there are.
  const weights = normal('simulated table weights', columns * factors).map((w) => w / Math.sqrt(factors));
  const centers = normal('simulated table centers', columns).map((center) => 5 + center);
  const scaleStream = random.of('simulated table scales');
  const scales = Float64Array.from({ length: columns }, () => 10 ** (4 * scaleStream.uniform() - 2));
  const classes = new Int32Array(rows);
  const data = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const isPositive = random.of('simulated table class', row).uniform() < positives;
    classes[row] = Number(isPositive);
    const draws = normal('simulated table row', factors + columns, row);
    draws[0]! += (isPositive ? 0.5 : -0.5) * separation;
    for (let j = 0; j < columns; j++) {
      let value = centers[j]! + noise * draws[factors + j]!;
      for (let k = 0; k < factors; k++) value += weights[j * factors + k]! * draws[k]!;
      data[row * columns + j] = scales[j]! * value;
    }
  }
  return {
    name: `simulated table (rows ${rows}, columns ${columns}, factors ${factors}, seed ${seed})`,
    rowCount: rows,
    featureCount: columns,
    rowShape: [columns],
    columns: Array.from({ length: columns }, (_, j) => `measure_${String(j).padStart(2, '0')}`),
    modalities: [{ name: 'data', start: 0, count: columns }],
    values: { kind: 'float32', data },
    labels: { name: 'class', classes: ['A', 'B'], values: classes },
    notices: [],
  };
}

/** Simulated epigenomes as a data source: rows of a planted structure, with the truth they were drawn from. */
import { LimitError } from '../../base/errors.ts';
import { integer, number, type OptionTable, type OptionValues } from '../../base/options.ts';
import { RandomStreams } from '../../base/random.ts';
import { bitStride, type Dataset, type Labels, type Modality } from '../dataset.ts';
import { drawRows, featureCountOf } from '../simulator/draw-rows.ts';
import { type PlantedStructure, plantStructure } from '../simulator/planted-structure.ts';

export const simulatedOptions = {
  rows: integer({ default: 3000, min: 1, max: 100_000_000, help: 'rows to draw; more rows keep the ones there were' }),
  columns: integer({
    default: 4000,
    min: 50,
    max: 1_000_000,
    help: 'columns of each of dnam, k9 and k27; expression always has one',
  }),
  strength: number({
    default: 0.95,
    min: 0,
    max: 1,
    help: 'how much modalities tell about each other: the probability that a modality follows the shared program of its row',
  }),
  seed: integer({
    default: 42,
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    help: 'of the structure and the rows; apart from the seed of the experiment, so that all its runs see the same data',
  }),
} satisfies OptionTable;

export type SimulatedOptions = OptionValues<typeof simulatedOptions>;

/** What a simulated dataset was drawn from. */
export interface SimulatedTruth {
  readonly structure: PlantedStructure;
  /** `[rows]` shared program of each row */
  readonly programs: Uint8Array;
  /** `[rows, modalities]` program each modality followed */
  readonly modalityPrograms: Uint8Array;
}

/** Largest block of values, in bytes. */
const LARGEST_BLOCK = 2 ** 32;

/**
 * Simulates a dataset. The same options give the same bytes.
 *
 * @throws LimitError before memory is taken, when the values would need more than 4 GiB
 */
export async function loadSimulated(options: SimulatedOptions): Promise<{ dataset: Dataset; truth: SimulatedTruth }> {
  const { rows, columns, strength, seed } = options;
  const featureCount = 3 * columns + 1;
  const sizeBytes = rows * bitStride(featureCount);
  if (sizeBytes > LARGEST_BLOCK) {
    throw new LimitError('data.simulated', `${rows} rows of ${featureCount} columns need ${sizeBytes} bytes`, {
      expected: `at most ${LARGEST_BLOCK} bytes`,
      advice: 'Ask for fewer rows or columns',
    });
  }
  const structure = plantStructure(columns, strength, seed);
  const { bits, ...latents } = drawRows(structure, new RandomStreams(seed), 'simulator', 0, rows);
  const dataset: Dataset = {
    name: `simulated (rows ${rows}, columns ${columns}, strength ${strength}, seed ${seed})`,
    rowCount: rows,
    featureCount: featureCountOf(structure),
    rowShape: [featureCount],
    columns: columnNames(structure),
    modalities: modalitiesOf(structure),
    values: { kind: 'bits', data: bits },
    labels: expressionLabels(bits, rows, featureCount),
    notices: [],
  };
  return { dataset, truth: { structure, ...latents } };
}

function columnNames({ modalities }: PlantedStructure): string[] {
  return modalities.flatMap(({ name, columnCount }) => {
    if (columnCount === 1) return [name];
    const digits = Math.max(4, String(columnCount - 1).length);
    return Array.from({ length: columnCount }, (_, j) => `${name}_${String(j).padStart(digits, '0')}`);
  });
}

function modalitiesOf({ modalities }: PlantedStructure): Modality[] {
  let start = 0;
  return modalities.map(({ name, columnCount: count }) => {
    start += count;
    return { name, start: start - count, count };
  });
}

/** Expression is the last column: a modality to predict and the label to classify. */
function expressionLabels(bits: Uint8Array, rowCount: number, featureCount: number): Labels {
  const stride = bitStride(featureCount);
  const last = featureCount - 1;
  const values = Int32Array.from(
    { length: rowCount },
    (_, row) => (bits[row * stride + (last >> 3)]! >> (last & 7)) & 1,
  );
  return { name: 'expression', classes: ['silent', 'expressed'], values };
}

import type { RandomStreams } from '../../base/random.ts';
import { bitStride } from '../dataset.ts';
import type { PlantedStructure } from './planted-structure.ts';

/** Rows of a planted structure with the latents they were drawn from. */
export interface DrawnRows {
  /** `[rows, stride]` as in a dataset of kind `bits`, modalities side by side */
  readonly bits: Uint8Array;
  /** `[rows]` shared program of each row */
  readonly programs: Uint8Array;
  /** `[rows, modalities]` program each modality followed */
  readonly modalityPrograms: Uint8Array;
}

export const featureCountOf = (structure: PlantedStructure): number =>
  structure.modalities.reduce((sum, { columnCount }) => sum + columnCount, 0);

/**
 * Draws rows. Each row has streams of its own, so asking for more rows keeps the ones there were.
 *
 * @param purpose - names the streams: the data and a check of it must not share their noise
 * @param firstRow - row number of the first one
 */
export function drawRows(
  structure: PlantedStructure,
  streams: RandomStreams,
  purpose: string,
  firstRow: number,
  rowCount: number,
): DrawnRows {
  const { weights, strength, modalities } = structure;
  const stride = bitStride(featureCountOf(structure));
  const bits = new Uint8Array(rowCount * stride);
  const programs = new Uint8Array(rowCount);
  const modalityPrograms = new Uint8Array(rowCount * modalities.length);
  for (let row = 0; row < rowCount; row++) {
    const latents = streams.of(`${purpose}/latents`, firstRow + row);
    const shared = pick(weights, latents.uniform());
    programs[row] = shared;
    const start = row * stride;
    let bit = 0;
    for (let m = 0; m < modalities.length; m++) {
      const { columnCount, rates } = modalities[m]!;
      // Both numbers are always drawn: two strengths of one seed then differ only where they must.
      const follows = latents.uniform() < strength;
      const own = pick(weights, latents.uniform());
      const program = follows ? shared : own;
      modalityPrograms[row * modalities.length + m] = program;
      const entries = streams.of(`${purpose}/entries`, firstRow + row, m);
      const offset = program * columnCount;
      for (let j = 0; j < columnCount; j++, bit++) {
        if (entries.uniform() < rates[offset + j]!) bits[start + (bit >> 3)]! |= 1 << (bit & 7);
      }
    }
  }
  return { bits, programs, modalityPrograms };
}

/** The index whose share of [0, 1) holds `uniform`. */
function pick(weights: readonly number[], uniform: number): number {
  let sum = 0;
  for (let index = 0; index < weights.length - 1; index++) {
    sum += weights[index]!;
    if (uniform < sum) return index;
  }
  return weights.length - 1;
}

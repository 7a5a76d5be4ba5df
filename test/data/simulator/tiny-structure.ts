import type { PlantedStructure } from '../../../src/data/simulator/planted-structure.ts';

/** Seven columns in all, so that every possible row can be enumerated. */
export const tinyStructure = (strength: number): PlantedStructure => ({
  weights: [0.5, 0.3, 0.2],
  strength,
  modalities: [
    { name: 'a', columnCount: 2, rates: Float64Array.of(0.9, 0.2, 0.1, 0.3, 0.4, 0.95) },
    { name: 'b', columnCount: 2, rates: Float64Array.of(0.05, 0.1, 0.8, 0.7, 0.1, 0.6) },
    { name: 'c', columnCount: 2, rates: Float64Array.of(0.3, 0.3, 0.02, 0.5, 0.9, 0.1) },
    { name: 'd', columnCount: 1, rates: Float64Array.of(0.1, 0.9, 0.3) },
  ],
});

/** First column and column count of each modality of the tiny structure. */
export const TINY_RANGES = [
  [0, 2],
  [2, 2],
  [4, 2],
  [6, 1],
] as const;

/**
 * The probability of each of the 128 rows, by adding up all 3^5 choices of programs; column j is bit j of the index.
 * Straight from the generative story: nothing is shared with the code under test.
 */
export function tinyRowProbabilities(strength: number): Float64Array {
  const { weights, modalities } = tinyStructure(strength);
  const probabilities = new Float64Array(128);
  for (let shared = 0; shared < 3; shared++) {
    for (let own = 0; own < 81; own++) {
      const programs = [own % 3, Math.floor(own / 3) % 3, Math.floor(own / 9) % 3, Math.floor(own / 27)];
      let latent = weights[shared]!;
      for (const k of programs) latent *= (k === shared ? strength : 0) + (1 - strength) * weights[k]!;
      for (let row = 0; row < 128; row++) {
        let p = latent;
        let column = 0;
        modalities.forEach(({ columnCount, rates }, m) => {
          for (let j = 0; j < columnCount; j++, column++) {
            const rate = rates[programs[m]! * columnCount + j]!;
            p *= (row >> column) & 1 ? rate : 1 - rate;
          }
        });
        probabilities[row]! += p;
      }
    }
  }
  return probabilities;
}

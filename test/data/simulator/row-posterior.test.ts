import { expect, test } from 'vitest';
import { plantStructure } from '../../../src/data/simulator/planted-structure.ts';
import { mixedRates, rowPosteriors } from '../../../src/data/simulator/row-posterior.ts';
import { TINY_RANGES, tinyRowProbabilities, tinyStructure } from './tiny-structure.ts';

/** One row a byte: the tiny structure has seven columns. */
const ALL_ROWS = Uint8Array.from({ length: 128 }, (_, row) => row);

test.each([0, 0.3, 0.95, 1])(
  'strength %d: probabilities of every possible row are those of adding up all programs',
  (strength) => {
    const probabilities = tinyRowProbabilities(strength);
    const total = (keep: (row: number) => boolean) =>
      probabilities.reduce((sum, p, row) => sum + (keep(row) ? p : 0), 0);
    const posteriorOf = rowPosteriors(tinyStructure(strength));
    for (let row = 0; row < 128; row++) {
      const posterior = posteriorOf(ALL_ROWS, row);
      expect(posterior.logRow).toBeCloseTo(Math.log(probabilities[row]!), 10);
      TINY_RANGES.forEach(([start, count], m) => {
        const mask = ((1 << count) - 1) << start;
        const own = total((other) => (other & mask) === (row & mask));
        const others = total((other) => (other & ~mask) === (row & ~mask));
        expect(posterior.logAlone[m]).toBeCloseTo(Math.log(own), 10);
        expect(posterior.logGivenOthers[m]).toBeCloseTo(Math.log(probabilities[row]! / others), 10);
        const rates = mixedRates(tinyStructure(strength).modalities[m]!, posterior.givenOthers[m]!);
        for (let j = 0; j < count; j++) {
          const one = total((other) => (other & ~mask) === (row & ~mask) && ((other >> (start + j)) & 1) === 1);
          expect(rates[j]).toBeCloseTo(one / others, 10);
        }
      });
    }
  },
);

test('a row no program explains still has finite posteriors', () => {
  const posterior = rowPosteriors(plantStructure(4000, 0.95, 42))(new Uint8Array(1501).fill(255), 0);
  expect(Number.isFinite(posterior.logRow)).toBe(true);
  for (const given of posterior.givenOthers) expect(given.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 10);
});

test('a row further than 2^31 bits into its block is read like any other', () => {
  const block = new Uint8Array(2 ** 28 + 1);
  block[2 ** 28] = 0b1010110;
  const posteriorOf = rowPosteriors(tinyStructure(0.5));
  expect(posteriorOf(block, 2 ** 28)).toEqual(posteriorOf(ALL_ROWS, 0b1010110));
});

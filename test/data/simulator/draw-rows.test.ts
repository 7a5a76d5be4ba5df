import { expect, test } from 'vitest';
import { RandomStreams } from '../../../src/base/random.ts';
import { drawRows } from '../../../src/data/simulator/draw-rows.ts';
import { PROGRAMS, plantStructure } from '../../../src/data/simulator/planted-structure.ts';

const RATES = [0.0337, 0.0321, 0.0108, 0.3775];
const RMS_SHARES = [168 / 4000, 603 / 4000, 196 / 4000, undefined];

/** Mean and its standard error. */
function meanOf(values: readonly number[]): [number, number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return [mean, Math.sqrt(variance / values.length)];
}

test.each([
  [50, 20_000, 0],
  [50, 20_000, 0.95],
  [333, 8_000, 0.5],
  [333, 8_000, 1],
  [4000, 1_000, 0.95],
])(
  '%i columns, %i rows, strength %d: counted ones have the planted rate and root mean square',
  (columns, rows, strength) => {
    const structure = plantStructure(columns, strength, 9);
    const { bits } = drawRows(structure, new RandomStreams(9), 'simulator', 0, rows);
    const stride = bits.length / rows;
    let start = 0;
    structure.modalities.forEach(({ columnCount }, m) => {
      const shares = Array.from({ length: rows }, (_, row) => {
        let ones = 0;
        for (let j = start; j < start + columnCount; j++) ones += (bits[row * stride + (j >> 3)]! >> (j & 7)) & 1;
        return ones / columnCount;
      });
      const [rate, rateError] = meanOf(shares);
      expect(Math.abs(rate - RATES[m]!)).toBeLessThan(4 * rateError);
      const [square, squareError] = meanOf(shares.map((share) => share ** 2));
      if (RMS_SHARES[m] !== undefined) expect(Math.abs(square - RMS_SHARES[m] ** 2)).toBeLessThan(4 * squareError);
      start += columnCount;
    });
  },
);

test('programs have their weights, and modalities follow the shared one as often as the strength says', () => {
  const rows = 20_000;
  const strength = 0.6;
  const drawn = drawRows(plantStructure(50, strength, 3), new RandomStreams(3), 'simulator', 0, rows);
  PROGRAMS.forEach(({ weight }, k) => {
    for (const programs of [drawn.programs, drawn.modalityPrograms.filter((_, i) => i % 4 === 1)]) {
      const share = programs.filter((program) => program === k).length / rows;
      expect(Math.abs(share - weight)).toBeLessThan(4 * Math.sqrt((weight * (1 - weight)) / rows));
    }
  });
  // A program drawn anew is the shared one again with the probability of two equal draws.
  const again = PROGRAMS.reduce((sum, { weight }) => sum + weight ** 2, 0);
  const equal = drawn.modalityPrograms.filter((program, i) => program === drawn.programs[i >> 2]).length / (4 * rows);
  expect(Math.abs(equal - (strength + (1 - strength) * again))).toBeLessThan(0.01);
});

test('more rows keep the rows there were, wherever drawing starts', () => {
  const structure = plantStructure(60, 0.9, 4);
  const draw = (first: number, count: number) => drawRows(structure, new RandomStreams(4), 'simulator', first, count);
  const stride = Math.ceil(181 / 8);
  const all = draw(0, 50);
  expect(draw(0, 20).bits).toEqual(all.bits.slice(0, 20 * stride));
  expect(draw(20, 30).bits).toEqual(all.bits.slice(20 * stride));
  expect(draw(20, 30).modalityPrograms).toEqual(all.modalityPrograms.slice(80));
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PROGRAMS, plantStructure } from '../../../src/data/simulator/planted-structure.ts';

const RATES = { dnam: 0.0337, k9: 0.0321, k27: 0.0108, expression: 0.3775 };
const RMS_COUNTS_OF_4000 = { dnam: 168, k9: 603, k27: 196 };

test('program weights sum to one', () => {
  expect(PROGRAMS.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
});

test('marginals and root mean square counts hold exactly in expectation, for any size, strength and seed', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.integer({ min: 50, max: 400 }), fc.constant(4000)),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(),
      (columns, strength, seed) => {
        const { modalities, weights } = plantStructure(columns, strength, seed);
        expect(modalities.map(({ name }) => name)).toEqual(['dnam', 'k9', 'k27', 'expression']);
        for (const { name, columnCount, rates } of modalities) {
          let mean = 0;
          let square = 0;
          weights.forEach((weight, k) => {
            const own = [...rates.subarray(k * columnCount, (k + 1) * columnCount)];
            const count = own.reduce((sum, p) => sum + p, 0);
            mean += (weight * count) / columnCount;
            // E[count^2] of independent entries: the squared mean count and the variance of the count.
            square += weight * (count ** 2 + own.reduce((sum, p) => sum + p * (1 - p), 0));
          });
          expect(rates.every((p) => p > 0 && p < 1)).toBe(true);
          expect(mean).toBeCloseTo(RATES[name as keyof typeof RATES], 10);
          const rms = RMS_COUNTS_OF_4000[name as keyof typeof RMS_COUNTS_OF_4000];
          if (rms !== undefined) expect((Math.sqrt(square) / columnCount) * 4000).toBeCloseTo(rms, 2);
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('strength changes nothing of a modality by itself', () => {
  const of = (strength: number) => plantStructure(100, strength, 5).modalities;
  expect(of(0)).toEqual(of(1));
});

test('each seed has its own regions', () => {
  const k9 = (seed: number) => plantStructure(100, 0.5, seed).modalities[1]!.rates;
  expect(k9(1)).not.toEqual(k9(2));
});

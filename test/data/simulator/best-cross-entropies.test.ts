import { expect, test } from 'vitest';
import { RandomStreams } from '../../../src/base/random.ts';
import { bestCrossEntropies, bestCrossEntropiesOfRows } from '../../../src/data/simulator/best-cross-entropies.ts';
import { drawRows } from '../../../src/data/simulator/draw-rows.ts';
import { plantStructure } from '../../../src/data/simulator/planted-structure.ts';
import { loadSimulated } from '../../../src/data/sources/simulated.ts';
import { logisticSkills } from './logistic-skill.ts';
import { TINY_RANGES, tinyRowProbabilities, tinyStructure } from './tiny-structure.ts';

/** Entropy, in nats, of some columns of a distribution over the 128 rows. */
function entropyOfColumns(probabilities: ArrayLike<number>, columns: number): number {
  const shares = new Float64Array(128);
  for (let row = 0; row < 128; row++) shares[row & columns]! += probabilities[row]!;
  return shares.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
}

/** The cross-entropies of each modality from a distribution over rows: differences of entropies, no latents. */
function fromDistribution(probabilities: ArrayLike<number>) {
  return TINY_RANGES.map(([start, count]) => {
    const own = ((1 << count) - 1) << start;
    const others = 127 & ~own;
    const given = entropyOfColumns(probabilities, others);
    const columns = Array.from({ length: count }, (_, j) => 1 << (start + j));
    const rate = columns.reduce((sum, column) => {
      for (let row = 0; row < 128; row++) if (row & column) sum += probabilities[row]!;
      return sum;
    }, 0);
    const mean = rate / count;
    return {
      constantRate: -count * (mean * Math.log(mean) + (1 - mean) * Math.log(1 - mean)),
      perColumn: columns.reduce((sum, column) => sum + entropyOfColumns(probabilities, column), 0),
      alone: entropyOfColumns(probabilities, own),
      eachEntry: columns.reduce((sum, column) => sum + entropyOfColumns(probabilities, others | column) - given, 0),
      together: entropyOfColumns(probabilities, 127) - given,
    };
  });
}

test.each([0, 0.3, 0.95, 1])('strength %d: estimates agree with enumerating every possible row', (strength) => {
  const probabilities = tinyRowProbabilities(strength);
  const best = bestCrossEntropies(tinyStructure(strength), 1, 20_000);
  fromDistribution(probabilities).forEach((exact, m) => {
    const found = Object.values(best.perModality)[m]!;
    expect(found.constantRate).toBeCloseTo(exact.constantRate, 10);
    expect(found.perColumn).toBeCloseTo(exact.perColumn, 10);
    const pairs = [
      [found.alone, exact.alone],
      [found.eachEntryGivenOthers, exact.eachEntry],
      [found.togetherGivenOthers, exact.together],
    ] as const;
    for (const [{ nats, standardError }, truth] of pairs) {
      expect(Math.abs(nats - truth)).toBeLessThan(4 * standardError + 1e-9);
      expect(standardError).toBeLessThan(0.01);
    }
  });
  const { nats, standardError } = best.wholeRow;
  expect(Math.abs(nats - entropyOfColumns(probabilities, 127))).toBeLessThan(4 * standardError + 1e-9);
});

test('estimates agree with entropies of the frequencies counted in 200000 rows', () => {
  const structure = tinyStructure(0.7);
  const rows = 200_000;
  const { bits } = drawRows(structure, new RandomStreams(2), 'simulator', 0, rows);
  const frequencies = new Float64Array(128);
  for (const row of bits) frequencies[row]! += 1 / rows;
  const best = bestCrossEntropies(structure, 1, 20_000);
  fromDistribution(frequencies).forEach((counted, m) => {
    const found = Object.values(best.perModality)[m]!;
    // The error of a counted entropy is at most about sqrt(E[log^2 p] / rows), its bias 128 / (2 rows).
    const tolerance = (error: number) => 4 * error + 0.006;
    expect(Math.abs(found.alone.nats - counted.alone)).toBeLessThan(tolerance(found.alone.standardError));
    const { eachEntryGivenOthers: each, togetherGivenOthers: together } = found;
    expect(Math.abs(each.nats - counted.eachEntry)).toBeLessThan(tolerance(each.standardError));
    expect(Math.abs(together.nats - counted.together)).toBeLessThan(tolerance(together.standardError));
  });
});

test('at the default strength knowing more is always better, in every modality', () => {
  const { perModality } = bestCrossEntropies(plantStructure(100, 0.95, 42), 42, 2000);
  for (const found of Object.values(perModality)) {
    const { eachEntryGivenOthers: each, togetherGivenOthers: together, alone } = found;
    expect(found.perColumn).toBeLessThan(found.constantRate + 1e-9);
    expect(each.nats + 4 * each.standardError).toBeLessThan(found.perColumn);
    expect(found.sharedProgramKnown).toBeLessThan(each.nats);
    expect(together.nats).toBeLessThanOrEqual(each.nats);
    expect(together.nats + 4 * together.standardError).toBeLessThan(alone.nats);
    expect(found.ownProgramKnown).toBeLessThan(together.nats);
  }
});

test('at strength 0 the others tell nothing: given them is the same as alone, each entry the same as its rate', () => {
  const { perModality } = bestCrossEntropies(plantStructure(100, 0, 42), 42, 500);
  for (const { perColumn, alone, eachEntryGivenOthers, togetherGivenOthers } of Object.values(perModality)) {
    expect(eachEntryGivenOthers.nats).toBeCloseTo(perColumn, 8);
    expect(togetherGivenOthers.nats).toBeCloseTo(alone.nats, 8);
  }
});

test('a modality of one column is the same read by entry or together', () => {
  const { expression } = bestCrossEntropies(plantStructure(50, 0.5, 1), 1, 100).perModality;
  expect(expression!.togetherGivenOthers).toEqual(expression!.eachEntryGivenOthers);
  expect(expression!.alone).toEqual({ nats: expression!.perColumn, standardError: 0 });
});

test('the best predictors score on rows of a dataset what is stated in expectation', () => {
  const rows = 4000;
  const structure = plantStructure(100, 0.95, 42);
  const { bits } = drawRows(structure, new RandomStreams(42), 'simulator', 0, rows);
  const all = Array.from({ length: rows }, (_, row) => row);
  const scored = bestCrossEntropiesOfRows(structure, bits, all);
  const stated = bestCrossEntropies(structure, 42, 4000).perModality;
  for (const [name, score] of Object.entries(scored)) {
    for (const kind of ['alone', 'eachEntryGivenOthers', 'togetherGivenOthers'] as const) {
      const error = Math.hypot(score[kind].standardError, stated[name]![kind].standardError);
      expect(Math.abs(score[kind].nats - stated[name]![kind].nats)).toBeLessThan(4 * error);
    }
  }
});

test('per-column logistic regression finds no skill at strength 0 and skill in every modality at the default', async () => {
  const skillsAt = async (strength: number) => {
    const { dataset } = await loadSimulated({ rows: 6000, columns: 100, strength, seed: 42 });
    return Object.values(logisticSkills(dataset, 10));
  };
  for (const { skill, standardError } of await skillsAt(0)) {
    expect(Math.abs(skill)).toBeLessThanOrEqual(1.96 * standardError);
  }
  for (const { skill, standardError } of await skillsAt(0.95)) expect(skill).toBeGreaterThan(4 * standardError);
});

import { expect, test } from 'vitest';
import { loadSimulated } from '../../../src/data/sources/simulated.ts';
import { logisticSkills } from './logistic-skill.ts';

const SEEDS = [1, 2, 3, 4, 5];

test('with 20000 rows and every fourth column, strength 0 has no skill and the default has skill, for five seeds', async () => {
  for (const seed of SEEDS) {
    const skillsAt = async (strength: number) => {
      const { dataset } = await loadSimulated({ rows: 20_000, columns: 100, strength, seed });
      return Object.entries(logisticSkills(dataset, 4));
    };
    // Twenty intervals are looked at, so each is wider than 95 %.
    for (const [name, { skill, standardError }] of await skillsAt(0)) {
      expect(Math.abs(skill), `${name}, seed ${seed}`).toBeLessThanOrEqual(3 * standardError);
    }
    for (const [name, { skill, standardError }] of await skillsAt(0.95)) {
      expect(skill, `${name}, seed ${seed}`).toBeGreaterThan(10 * standardError);
    }
  }
});

/** How far the skill of a classifier would have moved with other rows to judge it on. */
import { RandomStreams } from '../../base/random.ts';
import { quantile } from '../../base/statistics.ts';

export interface SkillInterval {
  /** 1 - loss / loss of the baseline, over all rows. */
  readonly skill: number;
  readonly low: number;
  readonly high: number;
}

const DRAWS = 1000;

/**
 * Rows are drawn again with their losses by both, as often as there are rows, a thousand times: an easy row is easy for
 * both, so what is left is the difference between them.
 *
 * @param losses - of the model, per row, such as `rowLogLosses`
 * @param baselineLosses - of the baseline, on the same rows
 * @param confidence - share of the draws inside the interval
 * @returns undefined where the baseline loses nothing
 * @see Efron and Tibshirani, "An introduction to the bootstrap" (1993), chapter 13
 */
export function skillInterval(
  losses: Float64Array,
  baselineLosses: Float64Array,
  confidence = 0.95,
): SkillInterval | undefined {
  const rowCount = losses.length;
  const random = new RandomStreams(0).of('bootstrap');
  const skillOf = (rowAt: (i: number) => number): number => {
    let [model, baseline] = [0, 0];
    for (let i = 0; i < rowCount; i++) {
      const row = rowAt(i);
      model += losses[row]!;
      baseline += baselineLosses[row]!;
    }
    return 1 - model / baseline;
  };
  const skill = skillOf((i) => i);
  if (!Number.isFinite(skill)) return undefined;
  const draws = Array.from({ length: DRAWS }, () => skillOf(() => random.integer(rowCount))).filter(Number.isFinite);
  const outside = (1 - confidence) / 2;
  return { skill, low: quantile(draws, outside), high: quantile(draws, 1 - outside) };
}

/** Student's t test of each unit of one new point: is it another draw of what train was drawn from? */
import { studentTwoSided } from '../../base/student-distribution.ts';
import type { DomainMeasure, DomainScores, NotFitted, Points } from './measure.ts';
import { perPoint, unitMoments } from './unit-moments.ts';

export interface UnitTestScores extends DomainScores {
  /** `[points, units]` t of every unit that varies. */
  readonly t: Float64Array;
  /** `[points, units]` probability of a t as far from 0 among draws of what train was drawn from. */
  readonly pValue: Float64Array;
}

export interface UnitTest extends DomainMeasure<UnitTestScores> {
  /** Units that vary: the columns of `t` and `pValue`. */
  readonly units: readonly number[];
}

/**
 *   t_j = (z_j - mean_j) / ( s_j sqrt(1 + 1 / n) ), with n - 1 degrees of freedom
 *
 * The root counts that the mean is itself an estimate. The distance is the largest |t| of a point; the confidence is the
 * smallest probability times the number of units (Bonferroni), at most 1.
 *
 * @param means - `[rows, latent]` posterior means of train
 */
export function fitUnitTest(means: Points): UnitTest | NotFitted {
  const moments = unitMoments(means);
  if ('notFitted' in moments) return moments;
  const { rowCount, units, flatUnits, mean, variance } = moments;
  const width = variance.map((value) => Math.sqrt(value * (1 + 1 / rowCount)));
  return {
    units,
    flatUnits,
    score: (points) => {
      const t = new Float64Array(points.rowCount * units.length);
      let at = 0;
      const distance = perPoint(points, units, mean, (offset) => {
        let largest = 0;
        offset.forEach((value, k) => {
          t[at] = value / width[k]!;
          largest = Math.max(largest, Math.abs(t[at++]!));
        });
        return largest;
      });
      return {
        t,
        pValue: t.map((value) => studentTwoSided(value, rowCount - 1)),
        distance,
        confidence: distance.map((value) => Math.min(1, units.length * studentTwoSided(value, rowCount - 1))),
      };
    },
  };
}

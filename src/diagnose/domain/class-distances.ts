/** A Gaussian for each class, fitted on latent means of train: how far a point lies from the nearest class. */
import { chiSquareUpperTail } from '../../base/chi-square.ts';
import { covarianceRoot, scatter, squaredMahalanobis } from './mahalanobis.ts';
import type { DomainMeasure, DomainScores, NotFitted, Points } from './measure.ts';
import { perPoint, unitMoments } from './unit-moments.ts';

export interface ClassScores extends DomainScores {
  /** The class of the nearest Gaussian, in its own standard deviations: no prediction, and no prior of classes in it. */
  readonly nearestClass: Int32Array;
  /** `[points, classes]` squared Mahalanobis distances; infinite for a class left out. */
  readonly squaredDistances: Float64Array;
  /** Squared distance to the nearest class less that to one Gaussian of all: what tells near from far in many units. */
  readonly relative: Float64Array;
}

export interface ClassDistances extends DomainMeasure<ClassScores> {
  /** Classes without a Gaussian, and why. */
  readonly leftOut: readonly { readonly classIndex: number; readonly reason: string }[];
}

/**
 * `own` gives each class its covariance, which takes more rows than units; `tied` gives all the same one, of deviations
 * from their class means (divided by rows less classes), which a class of one row can use too.
 *
 * The confidence is the chi-square share further out of the nearest class.
 *
 * @param means - `[rows, latent]` posterior means of train
 * @param classes - `[rows]` class indices; rows with -1 have no class and are left out
 * @see Lee et al., arXiv:1807.03888 (tied); Ren et al., arXiv:2106.09022 (relative)
 */
export function fitClassDistances(
  means: Points,
  classes: Int32Array,
  covariance: 'own' | 'tied',
): ClassDistances | NotFitted {
  const overall = unitMoments(means);
  if ('notFitted' in overall) return overall;
  const { units, flatUnits } = overall;
  const members = rowsByClass(classes);
  const centres = members.map((rows) => meanOf(means, units, rows));
  const scatters = members.map((rows, c) => scatter(means, units, centres[c]!, rows));
  const pooled = tiedRoot(members, scatters, units);
  const roots = members.map((rows, c) => {
    if (rows.length === 0) return { notFitted: 'it has no row' };
    if (covariance === 'tied') return pooled;
    if (rows.length <= units.length) {
      return { notFitted: `its ${count(rows.length, 'row')} cannot span ${count(units.length, 'unit')}` };
    }
    return covarianceRoot(
      scatters[c]!.map((sum) => sum / (rows.length - 1)),
      units,
    );
  });
  if (roots.every((root) => 'notFitted' in root)) {
    const reason = roots.map((root) => ('notFitted' in root ? root.notFitted : ''))[0];
    return {
      notFitted: reason === undefined ? 'no row has a class' : `no class has a Gaussian; of the first, ${reason}`,
    };
  }
  const whole = covarianceRoot(
    scatter(means, units, overall.mean).map((sum) => sum / (overall.rowCount - 1)),
    units,
  );
  return {
    flatUnits,
    leftOut: roots.flatMap((root, classIndex) => ('notFitted' in root ? [{ classIndex, reason: root.notFitted }] : [])),
    score: (points) => {
      const perClass = roots.map((root, c) =>
        'notFitted' in root
          ? new Float64Array(points.rowCount).fill(Number.POSITIVE_INFINITY)
          : perPoint(points, units, centres[c]!, (deviation) => squaredMahalanobis(root, deviation)),
      );
      const nearestClass = new Int32Array(points.rowCount);
      const nearest = Float64Array.from(nearestClass, (_, row) => {
        for (let c = 1; c < perClass.length; c++) {
          if (perClass[c]![row]! < perClass[nearestClass[row]!]![row]!) nearestClass[row] = c;
        }
        return perClass[nearestClass[row]!]![row]!;
      });
      const background =
        'notFitted' in whole
          ? new Float64Array(points.rowCount)
          : perPoint(points, units, overall.mean, (deviation) => squaredMahalanobis(whole, deviation));
      return {
        nearestClass,
        squaredDistances: Float64Array.from({ length: points.rowCount * perClass.length }, (_, i) => {
          return perClass[i % perClass.length]![Math.floor(i / perClass.length)]!;
        }),
        relative: nearest.map((value, row) => value - background[row]!),
        distance: nearest.map(Math.sqrt),
        confidence: nearest.map((value) => chiSquareUpperTail(value, units.length)),
      };
    },
  };
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

function rowsByClass(classes: Int32Array): number[][] {
  const classCount = classes.reduce((most, c) => Math.max(most, c + 1), 0);
  const members = Array.from({ length: classCount }, () => [] as number[]);
  classes.forEach((c, row) => {
    if (c >= 0) members[c]!.push(row);
  });
  return members;
}

function meanOf({ data, unitCount }: Points, units: readonly number[], rows: readonly number[]): Float64Array {
  return Float64Array.from(units, (unit) => {
    return rows.reduce((sum, row) => sum + data[row * unitCount + unit]!, 0) / rows.length;
  });
}

function tiedRoot(members: readonly number[][], scatters: readonly Float64Array[], units: readonly number[]) {
  const filled = members.filter((rows) => rows.length > 0);
  const freedom = filled.reduce((sum, rows) => sum + rows.length, 0) - filled.length;
  if (freedom < 1) return { notFitted: 'no class has two rows' };
  const pooled = Float64Array.from({ length: units.length ** 2 }, (_, i) => {
    return scatters.reduce((sum, values) => sum + values[i]!, 0) / freedom;
  });
  return covarianceRoot(pooled, units);
}

/** How far a point lies from the train points next to it: no shape is assumed, so gaps between classes count as outside. */
import type { DomainMeasure, NotFitted, Points } from './measure.ts';
import { shareAtLeast, someRows } from './some-rows.ts';
import { unitMoments } from './unit-moments.ts';

export interface NeighbourDistance extends DomainMeasure {
  readonly neighbourCount: number;
  /** Train points compared with: a fixed random part where there are very many. */
  readonly rowsUsed: number;
}

/**
 * The distance is the mean distance to the k nearest train points. The confidence is the share of train points whose
 * own mean distance to their k nearest others is at least as large.
 *
 * @param means - `[rows, latent]` posterior means of train
 * @param neighbourCount - k; fewer where train has no more others
 */
export function fitNeighbourDistance(means: Points, neighbourCount = 5): NeighbourDistance | NotFitted {
  const train = someRows(means);
  const moments = unitMoments(train);
  if ('notFitted' in moments) return moments;
  const k = Math.min(neighbourCount, train.rowCount - 1);
  const ascending = meanNearest(train, train, k, true).sort();
  return {
    flatUnits: moments.flatUnits,
    neighbourCount: k,
    rowsUsed: train.rowCount,
    score: (points) => {
      const distance = meanNearest(points, train, k, false);
      return { distance, confidence: distance.map((value) => shareAtLeast(ascending, value)) };
    },
  };
}

function meanNearest(points: Points, train: Points, k: number, withoutSelf: boolean): Float64Array {
  const { unitCount } = train;
  const nearest = new Float64Array(k);
  return Float64Array.from({ length: points.rowCount }, (_, row) => {
    nearest.fill(Number.POSITIVE_INFINITY);
    for (let i = 0; i < train.rowCount; i++) {
      if (withoutSelf && i === row) continue;
      let square = 0;
      for (let j = 0; j < unitCount; j++) {
        square += (points.data[row * unitCount + j]! - train.data[i * unitCount + j]!) ** 2;
      }
      if (square < nearest[k - 1]!) insert(nearest, square);
    }
    return nearest.reduce((sum, square) => sum + Math.sqrt(square), 0) / k;
  });
}

/** Puts a value in its place among ascending ones; the largest falls out. */
function insert(ascending: Float64Array, value: number): void {
  let at = ascending.length - 1;
  for (; at > 0 && ascending[at - 1]! > value; at--) ascending[at] = ascending[at - 1]!;
  ascending[at] = value;
}

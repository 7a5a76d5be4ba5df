/** A density without a shape of its own: a small Gaussian around every train point. It bends around classes and gaps. */
import { covarianceRoot, scatter } from './mahalanobis.ts';
import type { DomainMeasure, DomainScores, NotFitted, Points } from './measure.ts';
import { shareAtLeast, someRows } from './some-rows.ts';
import { perPoint, unitMoments } from './unit-moments.ts';

export interface KernelScores extends DomainScores {
  /** Share of train points, each scored without itself, that lie where it is at most as dense. */
  readonly share: Float64Array;
}

export interface KernelDensity extends DomainMeasure<KernelScores> {
  /** Train points with a kernel: a fixed random part where there are very many. */
  readonly rowsUsed: number;
}

/**
 *   p(z) = mean_i N(z; z_i, h^2 S), S the sample covariance, h = n^(-1 / (units + 4))
 *
 * The distance is -log p in nats. The confidence is p(z) over its highest value at a train point, which is scored
 * without itself, at most 1.
 *
 * @param means - `[rows, latent]` posterior means of train
 * @see Scott, "Multivariate density estimation" (1992), section 6.3, for the width h
 */
export function fitKernelDensity(means: Points): KernelDensity | NotFitted {
  const train = someRows(means);
  const moments = unitMoments(train);
  if ('notFitted' in moments) return moments;
  const { units, flatUnits, mean, rowCount } = moments;
  const size = units.length;
  const width = rowCount ** (-1 / (size + 4));
  const kernel = scatter(train, units, mean).map((sum) => (sum / (rowCount - 1)) * width ** 2);
  const root = covarianceRoot(kernel, units);
  if ('notFitted' in root) return root;

  // In the kernel's own axes every kernel is the standard normal density.
  const whitened = (points: Points): Float64Array => {
    const out = new Float64Array(points.rowCount * size);
    let at = 0;
    perPoint(points, units, mean, (deviation) => {
      for (let j = 0; j < size; j++) {
        let rest = deviation[j]!;
        for (let k = 0; k < j; k++) rest -= root.data[j * size + k]! * out[at + k]!;
        out[at + j] = rest / root.data[j * size + j]!;
      }
      at += size;
      return 0;
    });
    return out;
  };
  let logVolume = (size / 2) * Math.log(2 * Math.PI);
  for (let j = 0; j < size; j++) logVolume += Math.log(root.data[j * size + j]!);

  const centres = whitened(train);
  const own = logKernelMeans(centres, centres, size, true).map((value) => value - logVolume);
  const highest = own.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const ascending = own.map((value) => -value).sort();
  return {
    flatUnits,
    rowsUsed: rowCount,
    score: (points) => {
      const logDensity = logKernelMeans(whitened(points), centres, size, false).map((value) => value - logVolume);
      return {
        distance: logDensity.map((value) => -value),
        confidence: logDensity.map((value) => Math.min(1, Math.exp(value - highest))),
        share: logDensity.map((value) => shareAtLeast(ascending, -value)),
      };
    },
  };
}

/** log mean_i exp(-|z - z_i|^2 / 2) at each point. @param withoutSelf - the points are the centres, and each leaves itself out */
function logKernelMeans(points: Float64Array, centres: Float64Array, size: number, withoutSelf: boolean): Float64Array {
  const centreCount = centres.length / size;
  const exponents = new Float64Array(centreCount);
  return Float64Array.from({ length: points.length / size }, (_, row) => {
    let largest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < centreCount; i++) {
      let square = 0;
      for (let j = 0; j < size; j++) square += (points[row * size + j]! - centres[i * size + j]!) ** 2;
      exponents[i] = withoutSelf && i === row ? Number.NEGATIVE_INFINITY : -square / 2;
      largest = Math.max(largest, exponents[i]!);
    }
    let sum = 0;
    for (let i = 0; i < centreCount; i++) sum += Math.exp(exponents[i]! - largest);
    return largest + Math.log(sum / (withoutSelf ? centreCount - 1 : centreCount));
  });
}

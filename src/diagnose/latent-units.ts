/** The distribution over rows of one latent unit: of z, and apart from it of the posterior's mean and sigma. */
import { andersonDarling, dagostino, kolmogorovSmirnov, shapeOf, shapiroWilk } from '../base/normality.ts';
import { mean, variance } from '../base/statistics.ts';
import { ACTIVE_VARIANCE, type Latents } from './evaluation.ts';

export interface UnitShape {
  /** Counted from 1. */
  readonly index: number;
  /** Its posterior is that of the prior, whatever the row. */
  readonly equalsPrior: boolean;
  readonly zMean: number;
  /** Standard deviation over rows, as all spreads here. */
  readonly zSpread: number;
  readonly skewness: number;
  readonly excessKurtosis: number;
  /** Kolmogorov's, from the standard normal distribution. */
  readonly distance: number;
  readonly distanceP: number;
  readonly shapiroW: number;
  readonly shapiroP: number;
  readonly anderson: number;
  readonly andersonP: number;
  readonly dagostinoK2: number;
  readonly dagostinoP: number;
  readonly meanSpread: number;
  /** 0 where all rows have one mean. */
  readonly meanShapiroW: number;
  readonly sigma: number;
  readonly sigmaSpread: number;
}

/** D'Agostino's test is fitted from here; fewer rows have no shape to speak of. */
const FEWEST_ROWS = 20;
/** So many rows settle a distance to 0.03, and hundreds of units take no more than a moment. */
const MOST_ROWS = 2000;
/** A posterior variance of at least this, with means that stand still, is the prior's and not a latent that shrank. */
const PRIOR_VARIANCE = 0.8;

/**
 * @param meanVariance - `[latent]` variance over rows of the posterior mean
 * @param posteriorVariance - `[latent]` mean over rows of the posterior variance
 * @returns undefined where there are too few rows
 */
export function describeUnits(
  latents: Latents,
  meanVariance: readonly number[],
  posteriorVariance: readonly number[],
): UnitShape[] | undefined {
  if (latents.rowCount < FEWEST_ROWS) return undefined;
  return Array.from({ length: latents.latentCount }, (_, unit) => {
    const equalsPrior = meanVariance[unit]! <= ACTIVE_VARIANCE && posteriorVariance[unit]! >= PRIOR_VARIANCE;
    return { index: unit + 1, equalsPrior, ...describe(latents, unit) };
  });
}

function describe(latents: Latents, unit: number): Omit<UnitShape, 'index' | 'equalsPrior'> {
  const z = column(latents.sample, latents, unit);
  const means = column(latents.mean, latents, unit);
  const sigmas = column(latents.logVariance, latents, unit).map((value) => Math.exp(value / 2));
  const meanSpread = Math.sqrt(variance(means));
  const shapiro = shapiroWilk(z);
  const kolmogorov = kolmogorovSmirnov(z);
  const anderson = andersonDarling(z);
  const pearson = dagostino(z);
  return {
    zMean: mean(z),
    zSpread: Math.sqrt(variance(z)),
    ...shapeOf(z),
    distance: kolmogorov.statistic,
    distanceP: kolmogorov.pValue,
    shapiroW: shapiro.statistic,
    shapiroP: shapiro.pValue,
    anderson: anderson.statistic,
    andersonP: anderson.pValue,
    dagostinoK2: pearson.statistic,
    dagostinoP: pearson.pValue,
    meanSpread,
    meanShapiroW: meanSpread > 0 ? shapiroWilk(means).statistic : 0,
    sigma: mean(sigmas),
    sigmaSpread: Math.sqrt(variance(sigmas)),
  };
}

/** Rows at equal steps: neighbouring rows of a table are often alike. */
function column(block: Float32Array, { rowCount, latentCount }: Latents, unit: number): Float64Array {
  const count = Math.min(rowCount, MOST_ROWS);
  return Float64Array.from(
    { length: count },
    (_, i) => block[Math.floor((i * rowCount) / count) * latentCount + unit]!,
  );
}

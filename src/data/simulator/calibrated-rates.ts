/** Probabilities of ones whose mean and whose spread over rows are exact for any number of columns. */

/** How far rows differ: the root mean square of a row's share of ones, or the span between the extreme programs. */
export type RowSpread = { readonly rowRms: number } | { readonly range: number };

export interface RatesSpec {
  readonly columnCount: number;
  /** Share of ones over all rows and columns. */
  readonly rate: number;
  readonly spread: RowSpread;
  /** `[programs]` any scale */
  readonly abundance: readonly number[];
  /** `[programs]` */
  readonly weights: readonly number[];
  /** `[programs]` the stretch of positions, counted from 0, where a program has most of its ones */
  readonly regions: ArrayLike<number>;
  /** Of the hill over a region, in regions: at this distance from its middle the log-odds have fallen to 1 / e. */
  readonly regionWidth: number;
}

/** Log-odds of the middle of a program's region above the odds far from it. */
const CONTRAST = 5;

/**
 * Rates of one modality: each program has a level (its mean over columns) and a smooth region of higher rates.
 *
 *   level_k = rate + scale ( abundance_k - mean abundance )
 *   logit rate_kj = intercept_k + CONTRAST bump( position_j - region_k ),  mean_j rate_kj = level_k
 *
 * With `rowRms`, the scale solves E[ (count / columns)^2 ] = rowRms^2, where counting itself adds
 * E[ rate (1 - rate) ] / columns to the variance of the levels.
 *
 * @returns `[programs, columns]`
 */
export function calibratedRates(spec: RatesSpec): Float64Array {
  const { columnCount, rate, spread, abundance, weights } = spec;
  const bumps = abundance.map((_, program) => bump(spec, program));
  const meanAbundance = expectation(weights, abundance);
  const ratesAt = (scale: number): Float64Array => {
    const rates = new Float64Array(abundance.length * columnCount);
    for (let program = 0; program < abundance.length; program++) {
      const level = rate + scale * (abundance[program]! - meanAbundance);
      rates.set(ratesOfLevel(level, bumps[program]!), program * columnCount);
    }
    return rates;
  };
  if ('range' in spread) return ratesAt(spread.range / (Math.max(...abundance) - Math.min(...abundance)));

  const abundanceVariance = expectation(
    weights,
    abundance.map((value) => (value - meanAbundance) ** 2),
  );
  // The counting noise answers the scale with a factor of order 1 / columns: a few rounds settle it.
  let countingVariance = 0;
  let rates = ratesAt(0);
  for (let round = 0; round < 8; round++) {
    const levelVariance = spread.rowRms ** 2 - rate ** 2 - countingVariance;
    rates = ratesAt(Math.sqrt(levelVariance / abundanceVariance));
    const noise = weights.map((_, program) => {
      const row = rates.subarray(program * columnCount, (program + 1) * columnCount);
      return row.reduce((sum, p) => sum + p * (1 - p), 0) / columnCount ** 2;
    });
    countingVariance = expectation(weights, noise);
  }
  return rates;
}

const expectation = (weights: readonly number[], values: readonly number[]): number =>
  values.reduce((sum, value, index) => sum + weights[index]! * value, 0);

/** A smooth hill over a program's region, 1 at its middle. */
function bump({ columnCount, regions, regionWidth, abundance }: RatesSpec, program: number): Float64Array {
  return Float64Array.from({ length: columnCount }, (_, column) => {
    const distance = ((column + 0.5) / columnCount) * abundance.length - (regions[program]! + 0.5);
    return Math.exp(-((distance / regionWidth) ** 2));
  });
}

/** The rates of logits `intercept + CONTRAST * shape` whose mean is `level`; the intercept is found by bisection. */
function ratesOfLevel(level: number, shape: Float64Array): Float64Array {
  const odds = shape.map((height) => Math.exp(CONTRAST * height));
  const logit = Math.log(level / (1 - level));
  let low = logit - CONTRAST;
  let high = logit;
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    const scale = Math.exp(middle);
    let sum = 0;
    for (let j = 0; j < odds.length; j++) sum += (scale * odds[j]!) / (1 + scale * odds[j]!);
    if (sum < level * odds.length) low = middle;
    else high = middle;
  }
  const scale = Math.exp((low + high) / 2);
  return odds.map((value) => (scale * value) / (1 + scale * value));
}

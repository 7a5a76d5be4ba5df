/**
 * Is a list of numbers normally distributed? Four tests, each with its statistic. With thousands of values every test
 * refuses the smallest departure, so the statistics themselves (how far?) matter more than the probabilities (by
 * chance?).
 */
import { normalCumulative, normalQuantile, normalUpperTail } from './normal-distribution.ts';
import { mean, sampleVariance } from './statistics.ts';

export interface NormalityTest {
  readonly statistic: number;
  /** Probability of a statistic at least as extreme among normal values. */
  readonly pValue: number;
}

/** Skewness and excess kurtosis (0 and 0 for the normal distribution), from population moments. */
export function shapeOf(values: ArrayLike<number>): { readonly skewness: number; readonly excessKurtosis: number } {
  const centre = mean(values);
  let [second, third, fourth] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const square = (values[i]! - centre) ** 2;
    second += square;
    third += square * (values[i]! - centre);
    fourth += square * square;
  }
  const variance = second / values.length;
  return {
    skewness: third / values.length / variance ** 1.5,
    excessKurtosis: fourth / values.length / variance ** 2 - 3,
  };
}

/**
 * Shapiro and Wilk's W: the squared correlation of the sorted values with what normal ones would be; 1 is perfect.
 *
 * @param values - 3 to 5000, not all equal
 * @see Royston, "Remark AS R94", doi:10.2307/2986146
 */
export function shapiroWilk(values: ArrayLike<number>): NormalityTest {
  const sorted = Float64Array.from(values).sort();
  const count = sorted.length;
  const weights = shapiroWeights(count);
  let slope = 0;
  for (let i = 0; i < weights.length; i++) slope += weights[i]! * (sorted[count - 1 - i]! - sorted[i]!);
  const w = Math.min(1, (slope * slope) / (sampleVariance(sorted) * (count - 1)));
  return { statistic: w, pValue: shapiroProbability(w, count) };
}

const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);

/** Weights of the largest less the smallest value, of the second largest less the second smallest, and so on. */
function shapiroWeights(count: number): Float64Array {
  if (count === 3) return Float64Array.of(Math.SQRT1_2);
  const expected = Float64Array.from({ length: count >> 1 }, (_, i) => -normalQuantile((i + 0.625) / (count + 0.25)));
  const squares = 2 * expected.reduce((sum, value) => sum + value * value, 0);
  const root = 1 / Math.sqrt(count);
  const corrected = [
    polynomial([0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056], root) + expected[0]! / Math.sqrt(squares),
  ];
  if (count > 5)
    corrected.push(
      polynomial([0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633], root) + expected[1]! / Math.sqrt(squares),
    );
  const above = squares - 2 * corrected.reduce((sum, _, i) => sum + expected[i]! ** 2, 0);
  const below = 1 - 2 * corrected.reduce((sum, weight) => sum + weight ** 2, 0);
  const factor = Math.sqrt(above / below);
  return expected.map((value, i) => corrected[i] ?? value / factor);
}

function shapiroProbability(w: number, count: number): number {
  if (count === 3) return Math.max(0, (6 / Math.PI) * (Math.asin(Math.sqrt(w)) - Math.asin(Math.sqrt(0.75))));
  const lost = Math.log(1 - w);
  if (count <= 11) {
    const most = polynomial([-2.273, 0.459], count);
    if (lost >= most) return 0;
    const centre = polynomial([0.544, -0.39978, 0.025054, -6.714e-4], count);
    const width = Math.exp(polynomial([1.3822, -0.77857, 0.062767, -0.0020322], count));
    return normalUpperTail((-Math.log(most - lost) - centre) / width);
  }
  const size = Math.log(count);
  const centre = polynomial([-1.5861, -0.31082, -0.083751, 0.0038915], size);
  const width = Math.exp(polynomial([-0.4803, -0.082676, 0.0030302], size));
  return normalUpperTail((lost - centre) / width);
}

/**
 * Kolmogorov and Smirnov's D against the standard normal distribution, mean 0 and variance 1 included: the largest
 * distance between the two cumulative distributions. The probability is that of many values.
 */
export function kolmogorovSmirnov(values: ArrayLike<number>): NormalityTest {
  const sorted = Float64Array.from(values).sort();
  const count = sorted.length;
  let distance = 0;
  for (let i = 0; i < count; i++) {
    const share = normalCumulative(sorted[i]!);
    distance = Math.max(distance, (i + 1) / count - share, share - i / count);
  }
  return { statistic: distance, pValue: kolmogorovTail(Math.sqrt(count) * distance) };
}

/** Probability of Kolmogorov's limit distribution above x; the second series converges where the first does not. */
function kolmogorovTail(x: number): number {
  let sum = 0;
  if (x < 1) {
    if (x === 0) return 1;
    for (let k = 1; k < 20; k += 2) sum += Math.exp((-(k * k) * Math.PI ** 2) / (8 * x * x));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  for (let k = 1; k < 20; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
  return sum;
}

/**
 * Anderson and Darling's A squared for any mean and variance: like Kolmogorov's distance, with weight on the tails.
 *
 * @param values - from 8, not all equal
 * @see D'Agostino and Stephens, "Goodness-of-fit techniques" (1986), table 4.9
 */
export function andersonDarling(values: ArrayLike<number>): NormalityTest {
  const sorted = Float64Array.from(values).sort();
  const count = sorted.length;
  const centre = mean(sorted);
  const width = Math.sqrt(sampleVariance(sorted));
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const below = normalUpperTail(-(sorted[i]! - centre) / width);
    const above = normalUpperTail((sorted[count - 1 - i]! - centre) / width);
    sum += (2 * i + 1) * (Math.log(below) + Math.log(above));
  }
  const statistic = -count - sum / count;
  const a = statistic * (1 + 0.75 / count + 2.25 / count ** 2);
  const pValue =
    a >= 0.6
      ? Math.exp(1.2937 - 5.709 * a + 0.0186 * a * a)
      : a >= 0.34
        ? Math.exp(0.9177 - 4.279 * a - 1.38 * a * a)
        : a >= 0.2
          ? 1 - Math.exp(-8.318 + 42.796 * a - 59.938 * a * a)
          : 1 - Math.exp(-13.436 + 101.14 * a - 223.73 * a * a);
  // The fit of the far tail turns upwards again above 150, where the probability is long 0.
  return { statistic, pValue: a > 150 ? 0 : pValue };
}

/**
 * D'Agostino and Pearson's K squared: skewness and kurtosis together.
 *
 * @param values - from 20, not all equal
 * @see D'Agostino, Belanger and D'Agostino, "A suggestion for using powerful and informative tests of normality", doi:10.2307/2684359
 */
export function dagostino(values: ArrayLike<number>): NormalityTest {
  const { skewness, excessKurtosis } = shapeOf(values);
  const statistic = skewnessScore(skewness, values.length) ** 2 + kurtosisScore(excessKurtosis + 3, values.length) ** 2;
  return { statistic, pValue: Math.exp(-statistic / 2) };
}

/** Skewness of n normal values as a standard normal score. */
function skewnessScore(skewness: number, n: number): number {
  const y = skewness * Math.sqrt(((n + 1) * (n + 3)) / (6 * (n - 2)));
  const fourth = (3 * (n * n + 27 * n - 70) * (n + 1) * (n + 3)) / ((n - 2) * (n + 5) * (n + 7) * (n + 9));
  const w = Math.sqrt(2 * (fourth - 1)) - 1;
  return Math.asinh(y / Math.sqrt(2 / (w - 1))) / Math.sqrt(0.5 * Math.log(w));
}

/** Kurtosis of n normal values as a standard normal score. */
function kurtosisScore(kurtosis: number, n: number): number {
  const expected = (3 * (n - 1)) / (n + 1);
  const variance = (24 * n * (n - 2) * (n - 3)) / ((n + 1) ** 2 * (n + 3) * (n + 5));
  const x = (kurtosis - expected) / Math.sqrt(variance);
  const skew =
    ((6 * (n * n - 5 * n + 2)) / ((n + 7) * (n + 9))) * Math.sqrt((6 * (n + 3) * (n + 5)) / (n * (n - 2) * (n - 3)));
  const a = 6 + (8 / skew) * (2 / skew + Math.sqrt(1 + 4 / (skew * skew)));
  const cubed = (1 - 2 / a) / (1 + x * Math.sqrt(2 / (a - 4)));
  return (1 - 2 / (9 * a) - Math.cbrt(cubed)) / Math.sqrt(2 / (9 * a));
}

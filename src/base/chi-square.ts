/**
 * The chi-square distribution: of a squared distance, in standard deviations, from the centre of a Gaussian of as many
 * dimensions as the distribution has degrees of freedom.
 */
import { gammaln } from 'simple-statistics';

/**
 * Probability of a value above x. Far out it keeps its digits, where 1 - cumulative would be 0.
 *
 *   Q(freedom / 2, x / 2), the upper regularized incomplete gamma function
 *
 * @param x - at least 0
 * @param freedom - degrees of freedom, above 0
 * @see Abramowitz and Stegun 26.4.19; 6.5.29 near the centre, 6.5.31 further out
 */
export function chiSquareUpperTail(x: number, freedom: number): number {
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const a = freedom / 2;
  const y = x / 2;
  const scale = Math.exp(a * Math.log(y) - y - gammaln(a));
  return y < a + 1 ? 1 - (scale * lowerSeries(a, y)) / a : scale * upperFraction(a, y);
}

/** Probability of a value up to x. */
export const chiSquareCumulative = (x: number, freedom: number): number => 1 - chiSquareUpperTail(x, freedom);

/**
 * The value below which a share of the distribution lies.
 *
 * @param share - 0 up to, but not including, 1
 */
export function chiSquareQuantile(share: number, freedom: number): number {
  let low = 0;
  let high = freedom;
  while (chiSquareUpperTail(high, freedom) > 1 - share) [low, high] = [high, 2 * high];
  // Halving always ends, and a hundred times is past the last digit.
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (chiSquareUpperTail(middle, freedom) > 1 - share) low = middle;
    else high = middle;
  }
  return low;
}

/** 1 + y / (a + 1) + y^2 / ((a + 1) (a + 2)) + ... */
function lowerSeries(a: number, y: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= y / (a + k);
    sum += term;
  }
  return sum;
}

/** 1 / (y + 1 - a - 1 (1 - a) / (y + 3 - a - 2 (2 - a) / (y + 5 - a - ...))), by Lentz's method. */
function upperFraction(a: number, y: number): number {
  let b = y + 1 - a;
  let c = Number.MAX_VALUE;
  let d = 1 / b;
  let value = d;
  for (let k = 1; k < 10_000; k++) {
    const numerator = k * (a - k);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return value;
}

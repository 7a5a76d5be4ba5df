/** Student's t distribution: of a deviation measured in a standard deviation that is itself an estimate. */
import { gammaln } from 'simple-statistics';

/**
 * Probability of a value as far from 0 as t, on either side. Far out it keeps its digits.
 *
 *   P(|T| > |t|) = I_x(freedom / 2, 1 / 2) with x = freedom / (freedom + t^2), the regularized incomplete beta function
 *
 * @param freedom - degrees of freedom, above 0
 * @see Abramowitz and Stegun 26.7.1 and 26.5.8
 */
export function studentTwoSided(t: number, freedom: number): number {
  const square = t * t;
  if (square === Number.POSITIVE_INFINITY) return 0;
  const a = freedom / 2;
  // Each side of the sum is computed from t itself: 1 - x would lose the digits of a small t.
  const x = freedom / (freedom + square);
  const rest = square / (freedom + square);
  if (rest === 0) return 1;
  const scale = Math.exp(
    gammaln(a + 0.5) - gammaln(a) - gammaln(0.5) + a * -Math.log1p(square / freedom) + 0.5 * Math.log(rest),
  );
  // The fraction converges fast below the mean of the distribution only; above it the two sides change places.
  return x < (a + 1) / (a + 2.5) ? (scale * fraction(a, 0.5, x)) / a : 1 - (scale * fraction(0.5, a, rest)) / 0.5;
}

/** The continued fraction of the incomplete beta function, by Lentz's method. */
function fraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let k = 1; k < 10_000; k++) {
    const even = (k * (b - k) * x) / ((a + 2 * k - 1) * (a + 2 * k));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    value *= c * d;
    const odd = (-(a + k) * (a + b + k) * x) / ((a + 2 * k) * (a + 2 * k + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return value;
}

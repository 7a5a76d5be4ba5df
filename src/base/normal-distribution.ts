/** The standard normal distribution to nearly all digits of float64; simple-statistics has it to four. */

const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);
/** From here on the continued fraction converges fast and the series starts to lose the digits of a small tail. */
const TAIL = 3;

/** Density at z. */
const density = (z: number): number => Math.exp(-0.5 * z * z) / ROOT_TWO_PI;

/**
 * Probability of a value above z. Far out it keeps its digits, where 1 - cumulative would be 0.
 *
 * @see Marsaglia, "Evaluating the normal distribution", doi:10.18637/jss.v011.i04; Abramowitz and Stegun 26.2.14
 */
export function normalUpperTail(z: number): number {
  if (z < 0) return 1 - normalUpperTail(-z);
  if (z > TAIL) {
    // density(z) / (z + 1 / (z + 2 / (z + 3 / ...))), from the inside out
    let fraction = z;
    for (let k = 200; k > 0; k--) fraction = z + k / fraction;
    return density(z) / fraction;
  }
  // density(z) * (z + z^3 / 3 + z^5 / (3 * 5) + ...) lies between 0 and z.
  let term = z;
  let sum = z;
  for (let k = 3; term > sum * 1e-17; k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return 0.5 - density(z) * sum;
}

/** Probability of a value up to z. */
export const normalCumulative = (z: number): number => normalUpperTail(-z);

/**
 * The value below which a share of the distribution lies.
 *
 * @param share - above 0, below 1
 * @see Abramowitz and Stegun 26.2.23, then Halley's rule
 */
export function normalQuantile(share: number): number {
  if (share > 0.5) return -normalQuantile(1 - share);
  const t = Math.sqrt(-2 * Math.log(share));
  // Off by less than 4.5e-4; each step triples the digits.
  let upper = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let i = 0; i < 3; i++) {
    const step = (normalUpperTail(upper) - share) / density(upper);
    upper += step / (1 - (upper * step) / 2);
  }
  return -upper;
}

/** Probabilistic PCA in closed form (Tipping and Bishop, doi:10.1111/1467-9868.00196). */

/**
 * Eigenvalues of a symmetric matrix, largest first, by Jacobi's rotations.
 *
 * @param matrix - row-major, overwritten
 */
export function eigenvalues(matrix: Float64Array, size: number): number[] {
  const at = (i: number, j: number) => matrix[i * size + j]!;
  for (let sweep = 0; sweep < 50; sweep++) {
    let off = 0;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        off += at(p, q) ** 2;
        if (at(p, q) === 0) continue;
        const theta = (at(q, q) - at(p, p)) / (2 * at(p, q));
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
        const s = t * c;
        for (let k = 0; k < size; k++) {
          const [a, b] = [at(k, p), at(k, q)];
          matrix[k * size + p] = c * a - s * b;
          matrix[k * size + q] = s * a + c * b;
        }
        for (let k = 0; k < size; k++) {
          const [a, b] = [at(p, k), at(q, k)];
          matrix[p * size + k] = c * a - s * b;
          matrix[q * size + k] = s * a + c * b;
        }
      }
    }
    if (off < 1e-22) break;
  }
  return Array.from({ length: size }, (_, i) => at(i, i)).sort((a, b) => b - a);
}

/** Eigenvalues of the covariance (divided by the number of rows) of centred rows. @param rows - `[rows, columns]` */
export function covarianceEigenvalues(rows: ArrayLike<number>, columns: number): number[] {
  const count = rows.length / columns;
  const means = new Float64Array(columns);
  for (let i = 0; i < rows.length; i++) means[i % columns]! += rows[i]! / count;
  const covariance = new Float64Array(columns * columns);
  for (let row = 0; row < count; row++)
    for (let i = 0; i < columns; i++)
      for (let j = 0; j < columns; j++)
        covariance[i * columns + j]! +=
          ((rows[row * columns + i]! - means[i]!) * (rows[row * columns + j]! - means[j]!)) / count;
  return eigenvalues(covariance, columns);
}

export interface BestBound {
  /** Nats a row: what the best linear Gaussian model reaches. */
  readonly elbo: number;
  /** Of the noise. */
  readonly variance: number;
  readonly activeUnits: number;
}

/**
 * The best bound of a linear model with so many latent units; it equals the log-likelihood.
 *
 *   -2 log p = D log 2 pi + sum over used l_i of (log l_i + 1) + sum over the others of (log v + l_i / v)
 *
 * A unit is used where its eigenvalue exceeds the noise; a noise that is learned is the mean of the eigenvalues left.
 */
export function bestBound(values: readonly number[], latent: number, fixedVariance?: number): BestBound {
  const rest = values.slice(latent);
  const variance = fixedVariance ?? rest.reduce((a, b) => a + b) / rest.length;
  const activeUnits = values.slice(0, latent).filter((value) => value > variance).length;
  const doubled = values.reduce(
    (total, value, i) => total + (i < activeUnits ? Math.log(value) + 1 : Math.log(variance) + value / variance),
    values.length * Math.log(2 * Math.PI),
  );
  return { elbo: -doubled / 2, variance, activeUnits };
}

/**
 * Principal components of all modalities at once: the best a linear autoencoder of the same latent size can do, and
 * so the least a reconstruction should beat. Only their span matters here, never their order.
 *
 * The span comes from subspace iteration on the covariance of the columns or, where there are more columns than rows,
 * on the products of rows with each other.
 */
import { RandomStreams } from '../../base/random.ts';
import { type Dataset, readRows } from '../../data/dataset.ts';
import { blockRowCount } from './column-sums.ts';
import { type Matrix, matrixProduct } from './matrix-product.ts';

export interface PrincipalComponents {
  /** `[features]` */
  readonly mean: Float64Array;
  /** `[features, components]`, orthonormal columns. */
  readonly components: Matrix;
}

/** Multiplications and additions spent on a covariance: about a second. 60,000 images of 784 pixels still fit. */
const COVARIANCE_OPERATIONS = 8e10;
/** Rows and numbers held at once where there are more columns than rows. */
const MOST_ROWS = 2000;
const MOST_NUMBERS = 32e6;

/** 40 iterations, fewer where keeping a wide basis orthonormal would take longer than a few seconds. */
const iterationLimit = (size: number, count: number): number =>
  Math.max(4, Math.min(40, Math.floor(4e9 / (2 * size * count ** 2))));

/** The iteration ends once it adds less than this share of the total variance: far below what a verdict turns on. */
const ENOUGH_GAIN = 1e-6;

/**
 * @param trainRows - where they are too many, a fixed random part of them is used
 * @param mean - `[features]` column means over all train rows
 */
export async function fitPrincipalComponents(
  dataset: Dataset,
  trainRows: Int32Array,
  mean: Float64Array,
  componentCount: number,
): Promise<PrincipalComponents> {
  const { featureCount } = dataset;
  const affordable = Math.floor(COVARIANCE_OPERATIONS / (2 * featureCount ** 2));
  if (Math.min(affordable, trainRows.length) >= featureCount) {
    const rows = randomPart(trainRows, affordable);
    const basis = await leadingSpan(await covariance(dataset, rows, mean), componentCount);
    return { mean, components: basis };
  }
  const rows = randomPart(trainRows, Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_NUMBERS / featureCount))));
  const centred = centredRows(dataset, rows, mean);
  const rowBasis = await leadingSpan(await matrixProduct(centred, centred, { right: true }), componentCount);
  const components = await matrixProduct(centred, rowBasis, { left: true });
  orthonormalize(components);
  return { mean, components };
}

/** `[features]` squared error, summed over rows, between rows and their projections on the components. */
export async function projectionErrors(
  dataset: Dataset,
  rows: Int32Array,
  { mean, components }: PrincipalComponents,
): Promise<Float64Array> {
  const errors = new Float64Array(dataset.featureCount);
  const step = blockRowCount(dataset.featureCount);
  for (let first = 0; first < rows.length; first += step) {
    const centred = centredRows(dataset, rows.subarray(first, first + step), mean);
    const scores = await matrixProduct(centred, components);
    const projected = await matrixProduct(scores, components, { right: true });
    for (let i = 0, j = 0; i < centred.data.length; i++) {
      errors[j]! += (centred.data[i]! - projected.data[i]!) ** 2;
      if (++j === errors.length) j = 0;
    }
  }
  return errors;
}

function randomPart(rows: Int32Array, most: number): Int32Array {
  if (rows.length <= most) return rows;
  const order = new RandomStreams(0).of('principal-components').permutation(rows.length);
  return order.subarray(0, most).map((i) => rows[i]!);
}

function centredRows(dataset: Dataset, rows: Int32Array, mean: Float64Array): Matrix {
  const data = readRows(dataset, rows);
  for (let i = 0, j = 0; i < data.length; i++) {
    data[i]! -= mean[j]!;
    if (++j === mean.length) j = 0;
  }
  return { rows: rows.length, columns: mean.length, data };
}

async function covariance(dataset: Dataset, rows: Int32Array, mean: Float64Array): Promise<Matrix> {
  const total = new Float32Array(mean.length ** 2);
  const step = Math.max(mean.length, blockRowCount(mean.length));
  for (let first = 0; first < rows.length; first += step) {
    const centred = centredRows(dataset, rows.subarray(first, first + step), mean);
    const { data } = await matrixProduct(centred, centred, { left: true });
    for (let i = 0; i < total.length; i++) total[i]! += data[i]!;
  }
  return { rows: mean.length, columns: mean.length, data: total };
}

/** An orthonormal basis `[size, count]` of the span of the leading eigenvectors of a symmetric matrix `[size, size]`. */
async function leadingSpan(matrix: Matrix, count: number): Promise<Matrix> {
  const size = matrix.rows;
  let trace = 0;
  for (let i = 0; i < size; i++) trace += matrix.data[i * size + i]!;
  const columns = Math.min(count, size);
  const start = new Float32Array(size * columns);
  new RandomStreams(0).of('subspace').fillStandardNormal(start);
  let basis: Matrix = { rows: size, columns, data: start };
  orthonormalize(basis);
  let explained = 0;
  const limit = iterationLimit(size, columns);
  for (let i = 0; i < limit; i++) {
    const next = await matrixProduct(matrix, basis);
    const before = explained;
    explained = basis.data.reduce((sum, value, k) => sum + value * next.data[k]!, 0);
    orthonormalize(next);
    basis = next;
    if (explained - before <= ENOUGH_GAIN * trace) break;
  }
  return basis;
}

/** Modified Gram-Schmidt in float64, which leaves float32 columns no overlap to speak of. A column that adds nothing becomes 0. */
function orthonormalize({ rows, columns, data }: Matrix): void {
  const done: Float64Array[] = [];
  for (let k = 0; k < columns; k++) {
    const column = Float64Array.from({ length: rows }, (_, i) => data[i * columns + k]!);
    const before = Math.sqrt(dot(column, column));
    for (const other of done) {
      const overlap = dot(column, other);
      for (let i = 0; i < rows; i++) column[i]! -= overlap * other[i]!;
    }
    const length = Math.sqrt(dot(column, column));
    // What is left of a float32 column inside the span of the others is rounding, not a direction.
    const scale = length > 1e-6 * before ? 1 / length : 0;
    for (let i = 0; i < rows; i++) data[i * columns + k] = column[i]! *= scale;
    done.push(column);
  }
}

// Four sums side by side: one alone would wait for each addition to finish.
function dot(a: Float64Array, b: Float64Array): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const whole = a.length - (a.length % 4);
  for (let i = 0; i < whole; i += 4) {
    s0 += a[i]! * b[i]!;
    s1 += a[i + 1]! * b[i + 1]!;
    s2 += a[i + 2]! * b[i + 2]!;
    s3 += a[i + 3]! * b[i + 3]!;
  }
  for (let i = whole; i < a.length; i++) s0 += a[i]! * b[i]!;
  return s0 + s1 + s2 + s3;
}

/** Answers with the classes of the nearest train rows. */
import { RandomStreams } from '../../base/random.ts';
import { classShares } from './majority.ts';
import { type Matrix, matrixProduct } from './matrix-product.ts';

export interface NearestNeighbours {
  readonly neighbourCount: number;
  /** Train rows compared with: a fixed random part where there are very many. */
  readonly rowsUsed: number;
  /** `[rows, classes]` */
  readonly probabilities: (rows: Matrix) => Promise<Float64Array>;
}

/** Numbers of neighbours that are tried. */
export const NEIGHBOUR_COUNTS: readonly number[] = [1, 3, 5, 9, 15, 25];
const MOST_ROWS = 10_000;
/** Distances held at once. */
const MOST_DISTANCES = 4e6;
/** Float32 products may put neighbours in a wrong order; so many more than needed are measured again in float64. */
const SPARE = 10;

/**
 * The number of neighbours is the one that answers most validation rows rightly, the smallest among equals; without
 * validation rows, most train rows by the others. Probabilities are shares of neighbours with the train shares of classes
 * counted as one neighbour more, so that none is 0.
 *
 * @param rows - train, in the scale that distances are to be taken in
 */
export async function fitNearestNeighbours(
  rows: Matrix,
  targets: Int32Array,
  classCount: number,
  validation?: { readonly rows: Matrix; readonly targets: Int32Array },
): Promise<NearestNeighbours> {
  const train = someOf(rows, targets);
  const counts = NEIGHBOUR_COUNTS.filter((k, i) => i === 0 || k < train.targets.length);
  const shares = classShares(train.targets, classCount);
  const held = validation !== undefined && validation.targets.length > 0 ? validation : undefined;
  const most = counts.at(-1)!;
  // Without validation rows each train row finds itself first, and is passed over.
  const nearest = await neighbours(train.rows, held?.rows ?? train.rows, most + 1, held === undefined);
  const judged = held?.targets ?? train.targets;
  const right = counts.map((k) =>
    judged.reduce((sum, target, row) => {
      return sum + (answer(nearest[row]!.subarray(0, k), train.targets, shares) === target ? 1 : 0);
    }, 0),
  );
  const neighbourCount = counts[right.indexOf(Math.max(...right))]!;
  return {
    neighbourCount,
    rowsUsed: train.targets.length,
    probabilities: async (fresh) => {
      const found = await neighbours(train.rows, fresh, neighbourCount, false);
      const all = new Float64Array(fresh.rows * classCount);
      found.forEach((members, row) => {
        all.set(votes(members, train.targets, shares), row * classCount);
      });
      return all;
    },
  };
}

function votes(members: Int32Array, targets: Int32Array, shares: Float64Array): Float64Array {
  const counts = shares.slice();
  for (const member of members) counts[targets[member]!]!++;
  return counts.map((count) => count / (members.length + 1));
}

function answer(members: Int32Array, targets: Int32Array, shares: Float64Array): number {
  const counts = votes(members, targets, shares);
  return counts.indexOf(counts.reduce((a, b) => Math.max(a, b), 0));
}

function someOf(rows: Matrix, targets: Int32Array): { rows: Matrix; targets: Int32Array } {
  if (rows.rows <= MOST_ROWS) return { rows, targets };
  const chosen = new RandomStreams(0).of('nearest-neighbours').permutation(rows.rows).subarray(0, MOST_ROWS).sort();
  const data = new Float32Array(MOST_ROWS * rows.columns);
  chosen.forEach((row, i) => {
    data.set(rows.data.subarray(row * rows.columns, (row + 1) * rows.columns), i * rows.columns);
  });
  return { rows: { rows: MOST_ROWS, columns: rows.columns, data }, targets: chosen.map((row) => targets[row]!) };
}

/**
 * Row numbers of the nearest train rows of each row, nearest first; the lower number among equals.
 *
 * @param withoutSelf - whether `fresh` are the train rows themselves, each of which passes over itself
 */
export async function neighbours(
  train: Matrix,
  fresh: Matrix,
  count: number,
  withoutSelf: boolean,
): Promise<Int32Array[]> {
  const squares = squaredLengths(train);
  const step = Math.max(1, Math.floor(MOST_DISTANCES / train.rows));
  const found: Int32Array[] = [];
  for (let first = 0; first < fresh.rows; first += step) {
    const last = Math.min(fresh.rows, first + step);
    const block = { rows: last - first, columns: fresh.columns, data: rowsOf(fresh, first, last) };
    const products = await matrixProduct(block, train, { right: true });
    for (let i = 0; i < block.rows; i++) {
      // The length of the row itself is the same in every comparison.
      const rough = (j: number): number => squares[j]! - 2 * products.data[i * train.rows + j]!;
      const candidates = smallest(train.rows, Math.min(train.rows, count + SPARE), (j) =>
        withoutSelf && j === first + i ? Number.POSITIVE_INFINITY : rough(j),
      );
      const exact = new Map(candidates.map((j) => [j, squaredDistance(train, j, block, i)]));
      const others = withoutSelf ? candidates.filter((j) => j !== first + i) : candidates;
      others.sort((a, b) => exact.get(a)! - exact.get(b)! || a - b);
      found.push(Int32Array.from(others.slice(0, count)));
    }
  }
  return found;
}

const rowsOf = ({ data, columns }: Matrix, first: number, last: number): Float32Array =>
  data.subarray(first * columns, last * columns);

function squaredLengths({ rows, columns, data }: Matrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += data[i * columns + j]! ** 2;
    return sum;
  });
}

function squaredDistance(a: Matrix, i: number, b: Matrix, j: number): number {
  let sum = 0;
  for (let k = 0; k < a.columns; k++) sum += (a.data[i * a.columns + k]! - b.data[j * b.columns + k]!) ** 2;
  return sum;
}

/** Positions of the smallest values, in no order. */
function smallest(length: number, count: number, valueAt: (position: number) => number): number[] {
  const positions: number[] = [];
  const values: number[] = [];
  for (let position = 0; position < length; position++) {
    const value = valueAt(position);
    if (positions.length === count && value >= values[count - 1]!) continue;
    let at = Math.min(positions.length, count - 1);
    for (; at > 0 && values[at - 1]! > value; at--) {
      values[at] = values[at - 1]!;
      positions[at] = positions[at - 1]!;
    }
    values[at] = value;
    positions[at] = position;
  }
  return positions;
}

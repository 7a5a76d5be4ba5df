/**
 * The least value of a smooth function, by L-BFGS: each step looks along a direction that the last few gradients say
 * is short to the minimum. For fits small enough to be done in float64, such as logistic regression; networks train
 * elsewhere.
 */

/** The value at a point; the gradient there goes into `gradient`. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number | Promise<number>;

export interface MinimizeOptions {
  /** Steps after which it gives up. */
  readonly mostSteps?: number;
  /** Ends once no entry of the gradient is larger than this. */
  readonly tolerance?: number;
}

export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
  readonly stepCount: number;
  /** False where it gave up: after `mostSteps`. */
  readonly converged: boolean;
}

/** Pairs of steps and changes of the gradient that are remembered. */
const MEMORY = 10;
/** A step must win this share of what the slope promises (Armijo), and leave at most this share of the slope (Wolfe). */
const ENOUGH_GAIN = 1e-4;
const ENOUGH_FLATTENED = 0.9;
const MOST_TRIES = 20;

interface Place {
  readonly point: Float64Array;
  readonly gradient: Float64Array;
  readonly value: number;
}

/** @see Nocedal and Wright, "Numerical Optimization" (2006), algorithms 7.4 and 7.5; bisection for the weak Wolfe conditions */
export async function minimize(
  objective: Objective,
  start: Float64Array,
  { mostSteps = 1000, tolerance = 1e-8 }: MinimizeOptions = {},
): Promise<Minimum> {
  const visit = async (point: Float64Array): Promise<Place> => {
    const gradient = new Float64Array(point.length);
    return { point, gradient, value: await objective(point, gradient) };
  };
  const history: Pair[] = [];
  let place = await visit(start.slice());
  for (let stepCount = 0; ; stepCount++) {
    const { point, gradient, value } = place;
    const converged = gradient.every((slope) => Math.abs(slope) <= tolerance);
    if (converged || stepCount === mostSteps) return { point, value, stepCount, converged };
    const direction = descent(gradient, history);
    // Without a history the gradient says nothing of the distance.
    const first = history.length === 0 ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
    const next = await search(visit, place, direction, first);
    // Rounding leaves nothing to win: as low as float64 tells.
    if (next === undefined) return { point, value, stepCount, converged: true };
    const step = next.point.map((at, i) => at - point[i]!);
    const change = next.gradient.map((slope, i) => slope - gradient[i]!);
    const curvature = dot(step, change);
    if (curvature > 0) history.push({ step, change, curvature });
    if (history.length > MEMORY) history.shift();
    place = next;
  }
}

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly curvature: number;
}

/** The gradient times the remembered inverse curvature, downwards. */
function descent(gradient: Float64Array, history: readonly Pair[]): Float64Array {
  const direction = gradient.map((slope) => -slope);
  const shares: number[] = [];
  for (const { step, change, curvature } of history.toReversed()) {
    const share = dot(step, direction) / curvature;
    shares.push(share);
    add(direction, change, -share);
  }
  const last = history.at(-1);
  if (last !== undefined) {
    const scale = last.curvature / dot(last.change, last.change);
    for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  }
  for (const { step, change, curvature } of history) {
    add(direction, step, shares.pop()! - dot(change, direction) / curvature);
  }
  return direction;
}

/** A point along the direction that is low and flat enough. @returns undefined when none is lower */
async function search(
  visit: (point: Float64Array) => Promise<Place>,
  from: Place,
  direction: Float64Array,
  first: number,
): Promise<Place | undefined> {
  const slope = dot(from.gradient, direction);
  let [tooShort, tooLong] = [0, Number.POSITIVE_INFINITY];
  let length = first;
  let lower: Place | undefined;
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const point = from.point.slice();
    add(point, direction, length);
    const place = await visit(point);
    if (!(place.value <= from.value + ENOUGH_GAIN * length * slope)) tooLong = length;
    else {
      if (place.value < from.value) lower = place;
      if (dot(place.gradient, direction) >= ENOUGH_FLATTENED * slope) return place.value < from.value ? place : lower;
      tooShort = length;
    }
    length = tooLong === Number.POSITIVE_INFINITY ? 2 * length : (tooShort + tooLong) / 2;
  }
  return lower;
}

function add(target: Float64Array, values: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * values[i]!;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

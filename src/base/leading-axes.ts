/** The directions along which points spread most, for pictures of many dimensions. */

/** Power iterations: a picture needs no more digits than these give. */
const ITERATIONS = 200;

export interface LeadingAxes {
  /** `[axes][points]` coordinates, centred. */
  readonly coordinates: readonly Float64Array[];
  /** Share of the variance along each. */
  readonly shares: readonly number[];
}

/**
 * Principal components of points, widest first; the largest entry of each direction is positive.
 *
 * @param points - `[points, dimensions]`
 * @param axisCount - at most the number of dimensions
 */
export function leadingAxes(points: ArrayLike<number>, dimensions: number, axisCount: number): LeadingAxes {
  const pointCount = points.length / dimensions;
  const centred = Float64Array.from(points);
  for (let j = 0; j < dimensions; j++) {
    let sum = 0;
    for (let i = j; i < centred.length; i += dimensions) sum += centred[i]!;
    for (let i = j; i < centred.length; i += dimensions) centred[i]! -= sum / pointCount;
  }
  const totalSquares = centred.reduce((sum, value) => sum + value * value, 0);
  const directions: Float64Array[] = [];
  const coordinates: Float64Array[] = [];
  const shares: number[] = [];
  for (let axis = 0; axis < axisCount; axis++) {
    const direction = leadingDirection(centred, dimensions, directions);
    const along = project(centred, dimensions, direction);
    directions.push(direction);
    coordinates.push(along);
    shares.push(totalSquares === 0 ? 0 : along.reduce((sum, value) => sum + value * value, 0) / totalSquares);
  }
  return { coordinates, shares };
}

function leadingDirection(centred: Float64Array, dimensions: number, before: readonly Float64Array[]): Float64Array {
  let direction = firstGuess(dimensions, before);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const along = project(centred, dimensions, direction);
    const next = new Float64Array(dimensions);
    for (let i = 0, k = 0; i < centred.length; i += dimensions, k++) {
      for (let j = 0; j < dimensions; j++) next[j]! += along[k]! * centred[i + j]!;
    }
    // Points that do not spread any further: any direction will do.
    if (!normalize(next, before)) break;
    direction = next;
  }
  const largest = direction.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return largest < 0 ? direction.map((value) => -value) : direction;
}

function project(centred: Float64Array, dimensions: number, direction: Float64Array): Float64Array {
  return Float64Array.from({ length: centred.length / dimensions }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < dimensions; j++) sum += centred[i * dimensions + j]! * direction[j]!;
    return sum;
  });
}

/** Unlike entries, so that no direction is left out by being at a right angle to it; else the first axis that is free. */
function firstGuess(dimensions: number, before: readonly Float64Array[]): Float64Array {
  let guess: Float64Array = Float64Array.from({ length: dimensions }, (_, j) => 1 + j / dimensions);
  for (let axis = 0; !normalize(guess, before) && axis < dimensions; axis++)
    guess = Float64Array.from({ length: dimensions }, (_, j) => Number(j === axis));
  return guess;
}

/** Less than this share of a direction is rounding alone. */
const ROUNDING = 1e-9;

/** Makes a direction of length 1 at right angles to those before. @returns false where nothing is left of it */
function normalize(direction: Float64Array, before: readonly Float64Array[]): boolean {
  const lengthBefore = lengthOf(direction);
  for (const other of before) {
    const overlap = other.reduce((sum, value, j) => sum + value * direction[j]!, 0);
    for (let j = 0; j < direction.length; j++) direction[j]! -= overlap * other[j]!;
  }
  const length = lengthOf(direction);
  if (!(length > ROUNDING * lengthBefore)) return false;
  for (let j = 0; j < direction.length; j++) direction[j]! /= length;
  return true;
}

const lengthOf = (direction: Float64Array): number =>
  Math.sqrt(direction.reduce((sum, value) => sum + value * value, 0));

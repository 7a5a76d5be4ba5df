import { expect, test } from 'vitest';
import { minimize, type Objective } from '../../src/base/minimize.ts';

/** A narrow curved valley; least, 0, where every coordinate is 1. */
const rosenbrock: Objective = (point, gradient) => {
  gradient.fill(0);
  let value = 0;
  for (let i = 0; i + 1 < point.length; i++) {
    const across = point[i + 1]! - point[i]! ** 2;
    const along = 1 - point[i]!;
    value += 100 * across ** 2 + along ** 2;
    gradient[i]! += -400 * across * point[i]! - 2 * along;
    gradient[i + 1]! += 200 * across;
  }
  return value;
};

test('the end of a curved valley is found', async () => {
  const { point, value, converged, stepCount } = await minimize(rosenbrock, new Float64Array(10));
  for (const at of point) expect(at).toBeCloseTo(1, 7);
  expect(value).toBeLessThan(1e-15);
  expect(converged).toBe(true);
  expect(stepCount).toBeLessThan(200);
});

test('directions of very different curvature are no hindrance', async () => {
  const curvatures = [1e-3, 1, 1e3, 1e5];
  const bowl: Objective = (point, gradient) => {
    point.forEach((at, i) => {
      gradient[i] = curvatures[i]! * (at - i);
    });
    return curvatures.reduce((sum, curvature, i) => sum + (curvature * (point[i]! - i) ** 2) / 2, 0);
  };
  const { point } = await minimize(bowl, Float64Array.of(5, 5, 5, 5), { tolerance: 1e-10 });
  point.forEach((at, i) => {
    expect(at).toBeCloseTo(i, 5);
  });
});

test('it gives up after so many steps, and says so', async () => {
  const { stepCount, converged } = await minimize(rosenbrock, new Float64Array(10), { mostSteps: 3 });
  expect(stepCount).toBe(3);
  expect(converged).toBe(false);
});

test('the start is left as it was, and is the answer where it is the minimum', async () => {
  const start = new Float64Array(4).fill(1);
  const { point, stepCount } = await minimize(rosenbrock, start);
  expect(stepCount).toBe(0);
  expect(point).not.toBe(start);
  expect(point).toEqual(start);
});

test('an objective may take its time', async () => {
  const { point } = await minimize(async (at, gradient) => {
    gradient[0] = 2 * (at[0]! - 3);
    return (at[0]! - 3) ** 2;
  }, new Float64Array(1));
  expect(point[0]).toBeCloseTo(3, 8);
});

import { expect, test } from 'vitest';
import { shapiroWilk } from '../../src/base/normality.ts';
import { RandomStreams } from '../../src/base/random.ts';
import { describeUnits } from '../../src/diagnose/latent-units.ts';

const ROWS = 5000;
const noise = new Float32Array(2 * ROWS);
new RandomStreams(2).of('z').fillStandardNormal(noise);
const latents = {
  rowCount: ROWS,
  latentCount: 2,
  sample: noise,
  mean: noise.map((_, i) => (i % 2 === 0 ? noise[i]! / 2 : 0)),
  logVariance: noise.map((_, i) => (i % 2 === 0 ? Math.log(0.25) : 0)),
};

test('each unit is described by itself, on 2000 rows at equal steps', () => {
  const [first, second] = describeUnits(latents, [0.25, 0], [0.25, 1])!;
  const z = Float64Array.from({ length: 2000 }, (_, i) => noise[2 * Math.floor(i * 2.5)]!);
  expect(first).toMatchObject({ index: 1, equalsPrior: false, sigma: expect.closeTo(0.5, 6), sigmaSpread: 0 });
  expect(first!.shapiroW).toBe(shapiroWilk(z).statistic);
  expect(first!.meanSpread).toBeCloseTo(first!.zSpread / 2, 6);
  expect(second).toMatchObject({ index: 2, equalsPrior: true, meanSpread: 0, meanShapiroW: 0, sigma: 1 });
});

test('means that stand still under a small variance are a latent that shrank, not the prior', () => {
  expect(describeUnits(latents, [0.005, 0.005], [0.79, 0.8])!.map(({ equalsPrior }) => equalsPrior)).toEqual([
    false,
    true,
  ]);
});

test('fewer than 20 rows have no shape', () => {
  expect(describeUnits({ ...latents, rowCount: 19 }, [1, 1], [1, 1])).toBeUndefined();
});

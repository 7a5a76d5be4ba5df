import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { input, sum } from '../../src/graph/operations/index.ts';
import {
  diagonalGaussian,
  LOG_VARIANCE_RANGE,
  sample,
  standardNormalKl,
  standardNormalLogDensity,
} from '../../src/nn/diagonal-gaussian.ts';
import { compute, expectClose } from '../float64.ts';
import { toolkits } from '../golden/toolkits.ts';

const klOf = (mean: readonly number[], logVariance: readonly number[]): number[] => {
  const shape = ['batch', mean.length] as const;
  const posterior = diagonalGaussian(input('mean', shape), input('logVariance', shape));
  return compute([standardNormalKl(posterior)], { mean: [mean], logVariance: [logVariance] })[0]!;
};

describe('the divergence from the standard normal', () => {
  test("is that of PyTorch's distributions", () => {
    const { mean, logVariance, perUnit } = toolkits.divergence;
    mean.forEach((row, i) => {
      expectClose(klOf(row, logVariance[i]!), perUnit[i]!);
    });
  });

  test('is zero at the standard normal and, up to rounding, positive elsewhere', () => {
    expect(klOf([0], [0])).toEqual([0]);
    const number = fc.double({ min: -15, max: 15, noNaN: true });
    fc.assert(fc.property(number, number, (mean, logVariance) => klOf([mean], [logVariance])[0]! > -1e-15));
  });

  test('agrees with a million draws of log q - log p within half a percent', () => {
    const [mean, logVariance] = [0.8, -1.3];
    const draws = new Float64Array(1_000_000);
    new RandomStreams(11).of('noise').fillStandardNormal(draws);
    const deviation = Math.exp(logVariance / 2);
    let total = 0;
    for (const epsilon of draws) {
      const z = mean + deviation * epsilon;
      total += -0.5 * (logVariance + epsilon ** 2) + 0.5 * z ** 2;
    }
    const [expected] = klOf([mean], [logVariance]);
    expect(Math.abs(total / draws.length / expected! - 1)).toBeLessThan(0.005);
  });

  test.each([-1e4, 1e4])('stays finite at a log-variance of %d, which is held in its range', (extreme) => {
    const [kl] = klOf([0], [extreme]);
    const held = LOG_VARIANCE_RANGE[extreme < 0 ? 0 : 1];
    expect(kl).toBe(0.5 * (Math.exp(held) - held - 1));
    expect(Number.isFinite(Math.fround(kl!))).toBe(true);
  });
});

test('a sample is the mean plus noise by the standard deviation', () => {
  const shape = ['batch', 2] as const;
  const posterior = diagonalGaussian(input('mean', shape), input('logVariance', shape));
  const feeds = { mean: [[1, -1]], logVariance: [[0, Math.log(4)]], noise: [[0.5, -3]] };
  expectClose(compute([sample(posterior, input('noise', shape))], feeds)[0]!, [1.5, -7]);
});

test('the density of the standard normal is the product over its units', () => {
  const rows = [
    [0, 0],
    [1, -2],
  ];
  const [found] = compute([standardNormalLogDensity(input('latent', ['batch', 2]))], { latent: rows }, 2);
  expectClose(found!, [-Math.log(2 * Math.PI), -Math.log(2 * Math.PI) - 2.5]);
});

test('the divergence of a row is the sum over its units', () => {
  const shape = ['batch', 3] as const;
  const perUnit = standardNormalKl(diagonalGaussian(input('mean', shape), input('logVariance', shape)));
  const { mean, logVariance, perUnit: golden } = toolkits.divergence;
  const [rows] = compute([sum(perUnit, [1])], { mean, logVariance }, 2);
  expectClose(
    rows!,
    golden.map((units) => units.reduce((a, b) => a + b)),
  );
});

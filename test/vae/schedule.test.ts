import { describe, expect, test } from 'vitest';
import { buildSchedule, scheduleOption } from '../../src/vae/schedule.ts';

const where = 'config.objective.beta';
const at = (option: Parameters<typeof buildSchedule>[0], epochs: readonly number[]) => {
  const schedule = buildSchedule(option, where);
  return epochs.map((epoch) => schedule.at(epoch));
};

describe('a schedule', () => {
  test('may be a number, which never changes', () => {
    expect(buildSchedule(0.5, where)).toMatchObject({ constant: 0.5, settledAfter: 0 });
    expect(at(0.5, [0, 3, 1000])).toEqual([0.5, 0.5, 0.5]);
    expect(at({ kind: 'constant', value: 2 } as never, [0, 7])).toEqual([2, 2]);
  });

  test('that warms up grows in a straight line, within epochs too, and then stays', () => {
    const warmUp = { kind: 'linear-warm-up', from: 0, to: 4, epochs: 10 } as never;
    expect(at(warmUp, [0, 0.25, 5, 10, 11, 1000])).toEqual([0, 0.1, 2, 4, 4, 4]);
    const built = buildSchedule(warmUp, where);
    expect(built.settledAfter).toBe(10);
    expect(built.constant).toBeUndefined();
  });

  test('may fall as well as grow', () => {
    expect(at({ kind: 'linear-warm-up', from: 1, to: 0.5, epochs: 2 } as never, [0, 1, 2, 3])).toEqual([
      1, 0.75, 0.5, 0.5,
    ]);
  });

  test('in cycles grows for the first part of each, stays for the rest, and stays after the last', () => {
    const cycles = { kind: 'cyclical', epochs: 40 } as never;
    expect(at(cycles, [0, 1, 2.5, 5, 9.99, 10, 12.5, 20, 35, 39.9, 40, 41, 1000])).toEqual([
      0, 0.2, 0.5, 1, 1, 0, 0.5, 0, 1, 1, 1, 1, 1,
    ]);
    const other = { kind: 'cyclical', from: 1, to: 3, epochs: 6, cycles: 2, rampShare: 1 } as never;
    expect(at(other, [0, 1.5, 3, 4.5, 6])).toEqual([1, 2, 1, 2, 3]);
    expect(buildSchedule(cycles, where).settledAfter).toBe(40);
  });

  test('of one cycle that grows all along is a warm-up', () => {
    const times = [0, 0.3, 1, 4.7, 7, 8];
    const ends = { from: 0.25, to: 2, epochs: 7 };
    expect(at({ kind: 'cyclical', ...ends, cycles: 1, rampShare: 1 } as never, times)).toEqual(
      at({ kind: 'linear-warm-up', ...ends } as never, times),
    );
  });

  test('along a cosine is half way in the middle and ends where it is told to', () => {
    const cosine = { kind: 'cosine', from: 0.01, to: 0.001, epochs: 5 } as never;
    // torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=5, eta_min=0.001) of PyTorch 2.15, its rates by epoch
    const golden = [
      0.01, 0.009140576474687266, 0.006890576474687264, 0.004109423525312737, 0.0018594235253127371, 0.001,
    ];
    at(cosine, [0, 1, 2, 3, 4, 5]).forEach((rate, epoch) => {
      expect(rate).toBeCloseTo(golden[epoch]!, 15);
    });
    expect(at(cosine, [2.5])[0]).toBeCloseTo(0.0055, 15);
    expect(at(cosine, [5, 6, 100])).toEqual([0.001, 0.001, 0.001]);
  });

  test('of steps falls by a factor every so many epochs, and settles after its last fall if it has one', () => {
    const steps = { kind: 'step', from: 8, factor: 0.5, epochs: 3 } as never;
    expect(at(steps, [0, 2.99, 3, 5.5, 6, 9])).toEqual([8, 8, 4, 4, 2, 1]);
    expect(buildSchedule(steps, where).settledAfter).toBe(Number.POSITIVE_INFINITY);
    const twice = { kind: 'step', from: 8, factor: 0.5, epochs: 3, falls: 2 } as never;
    expect(at(twice, [0, 2.99, 3, 5.5, 6, 9, 1000])).toEqual([8, 8, 4, 4, 2, 2, 2]);
    expect(buildSchedule(twice, where).settledAfter).toBe(6);
  });

  test('that is not known is refused, and so are options that do not fit', () => {
    expect(() => buildSchedule({ kind: 'linear-warmup' }, where)).toThrow(
      'config.objective.beta: "linear-warmup" is not known. Expected one of: constant, linear-warm-up, cyclical, cosine, step. Did you mean "linear-warm-up"?',
    );
    expect(() => buildSchedule({ kind: 'linear-warm-up', epochs: 0 } as never, where)).toThrow(
      'config.objective.beta.epochs: 0 does not fit. Expected a number above 0.',
    );
  });

  test('as an option is a number from its smallest on, or a map', () => {
    const option = scheduleOption({ default: 1, min: 0, help: 'weight' });
    expect(option.parse(undefined)).toBe(1);
    expect(option.safeParse(-1).success).toBe(false);
    expect(option.safeParse({ kind: 'constant', value: 3 }).success).toBe(true);
  });
});

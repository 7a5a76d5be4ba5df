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

  test('that is not known is refused, and so are options that do not fit', () => {
    expect(() => buildSchedule({ kind: 'linear-warmup' }, where)).toThrow(
      'config.objective.beta: "linear-warmup" is not known. Expected one of: constant, linear-warm-up. Did you mean "linear-warm-up"?',
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

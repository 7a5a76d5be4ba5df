import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildSchedule, schedules } from '../../src/vae/schedule.ts';

/** Options without a default. */
const NEEDED: Readonly<Record<string, object>> = {
  constant: { value: 0.3 },
  'linear-warm-up': { from: 0.1, to: 2, epochs: 7.5 },
  cyclical: { from: 0.1, to: 2, epochs: 7.5 },
  cosine: { from: 2, to: 0.1, epochs: 7.5 },
  step: { from: 2, epochs: 7.5 },
};

describe.each(Object.keys(schedules))('schedule %s', (kind) => {
  const schedule = buildSchedule({ kind, ...NEEDED[kind] }, 'schedule');

  test('is finite at every time', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (epochs) => Number.isFinite(schedule.at(epochs))),
    );
  });

  test('has its last value once it says it has settled, and all along when it says it is constant', () => {
    const { at, settledAfter, constant } = schedule;
    for (const later of [0, 0.5, 10, 1e6]) expect(at(settledAfter + later)).toBe(at(settledAfter));
    if (constant !== undefined) for (const time of [0, 1, 99]) expect(at(time)).toBe(constant);
    else expect(at(0)).not.toBe(at(settledAfter));
  });
});

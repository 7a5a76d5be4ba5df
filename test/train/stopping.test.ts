import { describe, expect, test } from 'vitest';
import { afterEvaluation, STOPPING_START, type StoppingOptions } from '../../src/train/stopping.ts';

const options: StoppingOptions = { monitor: 'loss', patience: 2, minDelta: 0.1, restoreBest: true };

/** What each evaluation leads to: `+` improved, `-` waited, `x` stopped, `.` disarmed. */
const trace = (values: readonly number[], armedFrom = 0): string => {
  let state = STOPPING_START;
  return values
    .map((value, i) => {
      const armed = i >= armedFrom;
      const after = afterEvaluation(options, state, value, armed);
      state = after.state;
      return after.stop ? 'x' : after.improved ? '+' : armed ? '-' : '.';
    })
    .join('');
};

describe('early stopping', () => {
  test('waits for its patience and then stops', () => {
    expect(trace([3, 2, 2, 1, 1, 1])).toBe('++-+-x');
  });

  test('counts an improvement only when it is more than minDelta', () => {
    expect(trace([3, 2.95, 2.85, 2.8, 2.78])).toBe('+-+-x');
  });

  test('is disarmed until warm-up ends: what was better before does not count', () => {
    expect(trace([1, 2, 3, 4, 5, 3, 3, 3], 4)).toBe('....++-x');
  });

  test('never takes a value that is not a number for an improvement', () => {
    expect(trace([3, Number.NaN, Number.NaN])).toBe('+-x');
  });
});

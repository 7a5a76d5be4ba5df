import { describe, expect, test } from 'vitest';
import { averagesOf, EMPTY_SUMS, plusStep } from '../../src/train/running-sums.ts';
import { expectClose } from '../float64.ts';

const first = { loss: 3, kl: 1, perModality: { a: 2, b: 4 } };
const second = { loss: 6, kl: 4, perModality: { a: 5, b: 1 } };

describe('the averages of an epoch', () => {
  test('weigh steps by their rows', () => {
    const sums = plusStep(plusStep(EMPTY_SUMS, first, 8, 0.5, undefined), second, 4, 2, undefined);
    expect(averagesOf(sums, 1)).toEqual({
      loss: 4,
      negativeElbo: 8,
      reconstruction: 6,
      kl: 2,
      weightedKl: 1,
      perModality: { a: 3, b: 3 },
    });
  });

  test('hold what trains in place of a reconstruction', () => {
    const focal = (value: number) => ({ ...first, trainedPerModality: { b: value } });
    const sums = plusStep(plusStep(EMPTY_SUMS, focal(1), 1, 0, undefined), focal(4), 2, 0, undefined);
    expect(averagesOf(sums, 1).trainedPerModality).toEqual({ b: 3 });
  });

  test('divide sums over hidden entries by the rows that have them', () => {
    const masked = (nats: number, rows: number) => ({
      'hidden nats of a': nats,
      'rows with hidden a': rows,
      'seen nats of a': 0,
      'rows with seen a': 0,
      'objective over hidden': nats,
      'objective over seen': 0,
      'objective over all': nats,
    });
    const terms = { loss: 1, kl: 1, perModality: { a: 1 } };
    const sums = plusStep(plusStep(EMPTY_SUMS, terms, 8, 0.5, masked(6, 2)), terms, 4, 0.5, masked(3, 1));
    const found = averagesOf(sums, 4).masked!;
    expect([found.hidden, found.seen]).toEqual([{ a: 3 }, {}]);
    // The objective is over all rows, times the batch that it is summed over, with KL.
    expectClose([found.objectives.hidden, found.objectives.seen], [(4 * 9) / 12 + 0.5, 0.5]);
  });
});

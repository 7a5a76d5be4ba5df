import { describe, expect, test } from 'vitest';
import { afterEvaluation, PLATEAU_START, type PlateauOptions, plateauOption } from '../../src/train/plateau.ts';
import { expectClose } from '../float64.ts';
import { toolkits } from '../golden/toolkits.ts';

const ratesOf = (options: PlateauOptions, losses: readonly number[], learningRate: number): number[] => {
  let state = PLATEAU_START;
  return losses.map((loss) => {
    state = afterEvaluation(options, state, loss, learningRate);
    return learningRate * state.factor;
  });
};
const options = (changes: Partial<PlateauOptions>): PlateauOptions => ({
  ...plateauOption.parse({ kind: 'reduce-on-plateau' }),
  ...changes,
});

describe('the learning rate on a plateau', () => {
  const given = options({ factor: 0.5, patience: 2, cooldown: 1, minLearningRate: 2e-4 });

  test("is that of Keras's ReduceLROnPlateau, evaluation by evaluation", () => {
    const { losses, rates } = toolkits.plateau;
    expectClose(
      rates,
      [1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.2, 0.2, 0.2, 0.2, 0.2].map((rate) => rate / 1000),
    );
    expectClose(ratesOf(given, losses, 1e-3), rates);
  });

  test('needs an improvement of more than minDelta', () => {
    expect(ratesOf(options({ patience: 1, minDelta: 0.5 }), [2, 1.5, 1.5], 1).at(-1)).toBeCloseTo(0.01, 12);
    expect(ratesOf(options({ patience: 1, minDelta: 0.4 }), [2, 1.5, 1], 1)).toEqual([1, 1, 1]);
  });

  test('goes on from a kept state as if it had never stopped', () => {
    const { losses, rates } = toolkits.plateau;
    let state = PLATEAU_START;
    losses.forEach((loss, i) => {
      state = afterEvaluation(given, JSON.parse(JSON.stringify(state)), loss, 1e-3);
      expectClose([state.factor * 1e-3], [rates[i]!]);
    });
  });
});

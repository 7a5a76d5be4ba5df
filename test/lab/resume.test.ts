import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../../src/lab/experiment-config.ts';
import { allDifferences, firstDifference, requireSameConfig, withMoreEpochs } from '../../src/lab/resume.ts';
import type { EpochRecord } from '../../src/store/run-record.ts';
import { messageOf } from '../message-of.ts';

describe('differences', () => {
  test('are found at any depth, with both values', () => {
    expect(allDifferences({ a: 1, b: { c: [1, 2], d: 'x' } }, { a: 1, b: { c: [1, 3] }, e: null })).toEqual([
      { path: 'b.c', before: '[1,2]', now: '[1,3]' },
      { path: 'b.d', before: '"x"', now: 'nothing' },
      { path: 'e', before: 'nothing', now: 'null' },
    ]);
    expect(firstDifference({ a: { b: 1 } }, { a: { b: 1 } })).toBeUndefined();
  });

  test('do not depend on the order of keys', () => {
    expect(allDifferences({ a: 1, b: 2 }, { b: 2, a: 1 })).toEqual([]);
  });

  test('count a part that became a value', () => {
    expect(allDifferences({ a: { b: 1 } }, { a: 1 })).toHaveLength(2);
  });
});

describe('a config to resume with', () => {
  const config = (learningRate: unknown, seed = 1) => ({
    seed,
    training: { optimizer: { kind: 'adam', learningRate } },
  });

  test('may differ in its learning rate when that is forced, and in nothing else', async () => {
    const fork = { path: 'training.optimizer.learningRate', before: '0.1', now: '0.2' };
    expect(requireSameConfig('runs/a', config(0.1), config(0.2), true)).toEqual(fork);
    expect(requireSameConfig('runs/a', config(0.1), config(0.1), true)).toBeUndefined();
    expect(await messageOf(() => requireSameConfig('runs/a', config(0.1), config(0.2, 2), true))).toBe(
      'runs/a: config.seed was 1 and is 2. Expected the config the run began with. Leave the override out, or train a new run.',
    );
    expect(await messageOf(() => requireSameConfig('runs/a', config(0.1), config(0.2), false))).toBe(
      'runs/a: config.training.optimizer.learningRate was 0.1 and is 0.2. Expected the config the run began with. Leave the override out, train a new run, or fork this one with --force.',
    );
  });
});

describe('more epochs', () => {
  const records = (...phases: string[]) => phases.map((phase) => ({ phase }) as EpochRecord);
  const config = resolveConfig({ data: { source: 'a.csv' }, training: { epochs: 9 } });

  test('are counted from what was done, which may be less than was planned', () => {
    expect(withMoreEpochs(config, records('joint', 'joint', 'joint'), 5).training.epochs).toBe(8);
  });

  test('prolong the last phase of a list', () => {
    const phases = { ...config, strategy: [{ name: 'a', epochs: 2 }, { name: 'b' }] };
    expect(withMoreEpochs(phases, records('a', 'a', 'b'), 5)).toMatchObject({
      strategy: [
        { name: 'a', epochs: 2 },
        { name: 'b', epochs: 6 },
      ],
      training: { epochs: 9 },
    });
  });
});

import { describe, expect, test } from 'vitest';
import { PARTS, resolveStrategy, strategies } from '../../src/vae/strategy/strategy.ts';
import { smallJob, trained } from '../train/small-job.ts';

describe.each(Object.keys(strategies))('strategy %s', (name) => {
  test('is a list of phases of known parts, each with a name and a length', () => {
    const phases = resolveStrategy(name, 7, 'strategy');
    expect(phases.length).toBeGreaterThan(0);
    expect(new Set(phases.map((phase) => phase.name)).size).toBe(phases.length);
    for (const { trains, epochs } of phases) {
      expect(trains.every((part) => PARTS.includes(part))).toBe(true);
      expect(epochs).toBe(7);
    }
    // Written out, it is the same strategy.
    expect(resolveStrategy([...strategies[name]!.phases], 7, 'strategy')).toEqual(phases);
  });

  test('trains to its end', async () => {
    const { result, epochs } = await trained(
      smallJob({ strategy: name, epochs: 2, architecture: { kind: 'classifier-head', encoder: [5], decoder: [4] } }),
    );
    expect(epochs).toHaveLength(2 * strategies[name]!.phases.length);
    expect(result.outcome).toBe('finished');
  });
});

import { expect, test } from 'vitest';
import { smallJob, trained } from '../train/small-job.ts';

test.each(['mean', 'sum'])(
  'fault 47: rows of which no entry trains add 0 to the loss, with a %s over entries',
  async (reconstruction) => {
    const masking = { kind: 'within-modality', fraction: 1e-9, trains: 'hidden' };
    const objective = { kind: 'beta', beta: 1, reduction: { reconstruction } };
    const { epochs, steps } = await trained(smallJob({ objective, masking }));
    for (const { loss } of steps) expect(Number.isFinite(loss)).toBe(true);
    for (const { running } of epochs) {
      expect(running.loss).toBeCloseTo(running.kl, 6);
      expect(running.masked!.objectives.all).toBeGreaterThan(running.kl);
    }
  },
);

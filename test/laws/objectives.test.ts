/** What ties objectives together: special cases of one are another, bit for bit. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { effectiveBeta } from '../../src/diagnose/effective-beta.ts';
import { inputsOf } from '../../src/graph/node.ts';
import { trainingStep } from '../../src/train/training-step.ts';
import { LATENT_NOISE } from '../../src/vae/model-graph.ts';
import { objectiveOf } from '../../src/vae/term-evaluator.ts';
import { expectClose } from '../float64.ts';
import { smallDataset } from '../small-dataset.ts';
import { SMALL_DENSE, smallModel } from '../small-model.ts';
import { bitsOf, type SmallJobChoices, smallJob, trained } from '../train/small-job.ts';

const bitsAfter = async (choices: SmallJobChoices) => {
  const { result, steps } = await trained(smallJob(choices));
  return { parameters: bitsOf(result.parameters), losses: steps.map(({ loss }) => loss) };
};

test('beta 1 is the plain bound, bit for bit', async () => {
  expect(await bitsAfter({ objective: { kind: 'beta', beta: 1 } })).toEqual(await bitsAfter({ objective: 'elbo' }));
});

test('a capacity of 0 nats with gamma is beta, bit for bit', async () => {
  expect(await bitsAfter({ objective: { kind: 'capacity', gamma: 0.3, capacity: 0 } })).toEqual(
    await bitsAfter({ objective: { kind: 'beta', beta: 0.3 } }),
  );
});

test('a capacity holds KL at its nats, from below too, and the KL of records stays raw', async () => {
  const schedule = { kind: 'linear-warm-up', from: 0, to: 1.5, epochs: 100 };
  const objective = { kind: 'capacity', gamma: 50, capacity: schedule };
  const { epochs } = await trained(smallJob({ objective, architecture: SMALL_DENSE, epochs: 250 }));
  // The capacity of an epoch is that of its last step, the fourth of four.
  expectClose([epochs[49]!.capacity!, epochs[249]!.capacity!], [1.5 * 0.4975, 1.5], 1e-12);
  for (const at of [99, 149, 249]) {
    const { capacity, running, train } = epochs[at]!;
    expect(Math.abs(train!.kl - capacity!)).toBeLessThan(0.15);
    expectClose([train!.weightedKl], [50 * Math.abs(train!.kl - capacity!)], 1e-10);
    expectClose([train!.negativeElbo], [train!.reconstruction + train!.kl], 1e-10);
    expectClose([running.loss], [running.reconstruction + running.weightedKl], 1e-4);
  }
});

test('beta 0 is the reconstruction of a sample, and moves no log-variance towards the prior', async () => {
  const { steps } = await trained(smallJob({ objective: { kind: 'beta', beta: 0 } }));
  for (const { loss, perModality, kl } of steps) {
    expectClose([loss], [perModality.marks! + perModality.expression!], 1e-6);
    expect(kl).toBeGreaterThan(0);
  }
});

test('beta 0 on the latent mean is a plain autoencoder, bit for bit', async () => {
  const strategy = [{ name: 'joint', latent: 'mean', epochs: 3 }];
  expect(await bitsAfter({ objective: { kind: 'beta', beta: 0 }, strategy })).toEqual(
    await bitsAfter({ objective: 'autoencoder', strategy }),
  );
});

test('a phase without KL is beta 0, bit for bit', async () => {
  const strategy = [{ name: 'joint', terms: ['reconstruction'], epochs: 3 }];
  expect(await bitsAfter({ objective: 'elbo', strategy })).toEqual(
    await bitsAfter({ objective: { kind: 'beta', beta: 0 }, strategy: [{ name: 'joint', epochs: 3 }] }),
  );
});

describe('a plain autoencoder', () => {
  /** The same streams but for the latent noise. */
  class OtherNoise extends RandomStreams {
    override of(purpose: string, first = 0, second = 0) {
      return super.of(purpose === LATENT_NOISE ? 'other noise' : purpose, first, second);
    }
  }
  const bitsWith = async (objective: string, random: RandomStreams) => {
    const { result } = await trained(smallJob({ objective, architecture: SMALL_DENSE }, { random }));
    return bitsOf(result.parameters);
  };

  test('ignores noise, which the others do not', async () => {
    expect(await bitsWith('autoencoder', new OtherNoise(1))).toEqual(
      await bitsWith('autoencoder', new RandomStreams(1)),
    );
    expect(await bitsWith('elbo', new OtherNoise(1))).not.toEqual(await bitsWith('elbo', new RandomStreams(1)));
    const job = smallJob({ objective: 'autoencoder' });
    const { spec } = trainingStep(job.model, job.phases[0]!, job.optimizer);
    expect(inputsOf([spec.updates[0]!.loss]).some(({ attributes }) => attributes.role === 'noise')).toBe(false);
  });
});

test('weights of 1 are no weights, bit for bit', async () => {
  const weighted = { kind: 'elbo', modalityWeights: { marks: 1, expression: 1 } };
  expect(await bitsAfter({ objective: weighted })).toEqual(await bitsAfter({ objective: 'elbo' }));
});

test('a weight of 0 takes a modality out of the loss', async () => {
  const { steps } = await trained(smallJob({ objective: { kind: 'elbo', modalityWeights: { expression: 0 } } }));
  for (const { loss, perModality, kl } of steps) expectClose([loss], [perModality.marks! + kl], 1e-6);
});

test('any reduction is reconstruction + effective beta * KL, times a number that does not depend on either', () => {
  const dataset = smallDataset('bits');
  const reductions = fc.record({
    reconstruction: fc.constantFrom('sum', 'mean'),
    kl: fc.constantFrom('sum', 'mean-over-units', 'mean-over-features'),
    reconstructionBatch: fc.constantFrom('mean', 'sum'),
    klBatch: fc.constantFrom('mean', 'sum'),
  } as const);
  const nats = fc.double({ min: 0.1, max: 100, noNaN: true });
  fc.assert(
    fc.property(
      reductions,
      nats,
      nats,
      nats,
      fc.integer({ min: 1, max: 500 }),
      (reduction, marks, kl, klWeight, batchSize) => {
        const model = smallModel(dataset, { objective: { kind: 'elbo', reduction } });
        const { featureCount, latentCount } = model.sizes;
        const { value: beta } = effectiveBeta({
          klWeight,
          klReduction: reduction.kl,
          reconstructionReduction: reduction.reconstruction === 'mean' ? 'mean-over-features' : 'sum',
          klBatch: reduction.klBatch,
          reconstructionBatch: reduction.reconstructionBatch,
          featureCount,
          latentCount,
          batchSize,
        });
        const state = { klWeight, batchSize };
        const factor = objectiveOf(model, { marks: 1, expression: 0 }, 0, state);
        const loss = objectiveOf(model, { marks, expression: 2 }, kl, state);
        expectClose([loss], [factor * (marks + 2 + beta! * kl)], 1e-10);
      },
    ),
  );
});

test('the loss a step reports is the objective of its raw terms, whatever the reduction', async () => {
  const reduction = { reconstruction: 'mean', kl: 'mean-over-units', reconstructionBatch: 'sum', klBatch: 'mean' };
  const objective = { kind: 'beta', beta: 0.3, reduction, modalityWeights: 'by-size' };
  const job = smallJob({ objective });
  const { steps } = await trained(job);
  steps.forEach(({ loss, perModality, kl }, index) => {
    const batchSize = index % 4 === 3 ? 6 : 8;
    expectClose([loss], [objectiveOf(job.model, perModality, kl, { klWeight: 0.3, batchSize })], 1e-5);
  });
});

describe('focal cross-entropy', () => {
  test('with gamma 0 and without balancing is cross-entropy, bit for bit', async () => {
    expect(await bitsAfter({ likelihood: { kind: 'focal-bernoulli', gamma: 0 } })).toEqual(
      await bitsAfter({ likelihood: 'bernoulli' }),
    );
  });

  test('is in the loss of steps and epochs, beside a reconstruction in nats', async () => {
    const { steps, epochs } = await trained(smallJob({ likelihood: 'focal-bernoulli', objective: 'elbo' }));
    for (const { loss, perModality, kl } of steps)
      expect(loss).toBeLessThan(perModality.marks! + perModality.expression! + kl);
    for (const { running, train, validation } of epochs)
      for (const terms of [running, train!, validation!]) {
        const { marks, expression } = terms.trainedPerModality!;
        expectClose([terms.loss], [marks! + expression! + terms.kl], 1e-5);
        expectClose([terms.negativeElbo], [terms.perModality.marks! + terms.perModality.expression! + terms.kl], 1e-10);
      }
  });

  test('balanced at alpha 1/2 with gamma 0 is half the cross-entropy', async () => {
    const balanced = { kind: 'focal-bernoulli', gamma: 0, alpha: 0.5, classBalancing: true };
    const { epochs } = await trained(smallJob({ likelihood: balanced, epochs: 1 }));
    const { trainedPerModality, perModality } = epochs[0]!.running;
    expectClose([trainedPerModality!.marks!], [perModality.marks! / 2], 1e-6);
  });
});

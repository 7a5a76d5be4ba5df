import { describe, expect, test } from 'vitest';
import { parseOptions } from '../../../src/base/options.ts';
import { resolveChoice } from '../../../src/base/variant.ts';
import type { Node } from '../../../src/graph/node.ts';
import { constant, input } from '../../../src/graph/operations/index.ts';
import { autoencoder } from '../../../src/vae/objective/autoencoder.ts';
import { objectives } from '../../../src/vae/objective/index.ts';
import {
  batchLoss,
  klScale,
  modalityWeights,
  NATS,
  type Objective,
  objectiveOptions,
  type Reduction,
  reconstructionScale,
  resolveReduction,
} from '../../../src/vae/objective/objective.ts';
import { compute, expectClose } from '../../float64.ts';

// Two modalities, of 6 columns and of 2; 4 latent units; two rows.
const sizes = { featureCount: 8, latentCount: 4, columnCounts: { marks: 6, expression: 2 } };
const feeds = { marks: [1, 3], expression: [10, 20], kl: [0.5, 1.5], focal: [4, 6] };
const lossOf = (
  reduction: Partial<Reduction>,
  weights: Objective['modalityWeights'] = {},
  klWeight: number | null = 2,
  trained: Record<string, Node> = {},
  capacity?: number,
): number => {
  const objective = { reduction: { ...NATS, ...reduction }, modalityWeights: weights } as Objective;
  const row = (name: string) => input(name, ['batch']);
  const terms = { reconstruction: { marks: row('marks'), expression: row('expression') }, trained, kl: row('kl') };
  const weight = klWeight === null ? undefined : constant(klWeight);
  const aim = capacity === undefined ? undefined : constant(capacity);
  return compute([batchLoss(objective, terms, sizes, weight, aim)], feeds, 2)[0]![0]!;
};

describe('the loss of a batch', () => {
  test('in nats is the mean over rows of reconstruction and weighted KL', () => {
    expect(lossOf({})).toBe((11 + 23) / 2 + 2 * 1);
    expect(lossOf({}, {}, null)).toBe(17);
  });

  test('counts what trains in place of a reconstruction, with its weight', () => {
    expect(lossOf({}, { marks: 3 }, 2, { marks: input('focal', ['batch']) })).toBe(15 + 3 * 5 + 2);
  });

  // Reconstruction is 17 a row and 34 a batch, KL 1 and 2; their weight is 2.
  test.each<[Partial<Reduction>, number]>([
    [{ reconstruction: 'mean' }, 17 / 8 + 2],
    [{ kl: 'mean-over-units' }, 17 + 2 / 4],
    [{ kl: 'mean-over-features' }, 17 + 2 / 8],
    [{ reconstructionBatch: 'sum' }, 34 + 2],
    [{ klBatch: 'sum' }, 17 + 4],
    [{ reconstruction: 'mean', kl: 'mean-over-features', reconstructionBatch: 'sum', klBatch: 'sum' }, 34 / 8 + 4 / 8],
  ])('follows the reduction %j', (reduction, expected) => {
    expectClose([lossOf(reduction)], [expected]);
  });

  // The mean KL of the batch is 1 nat, of its rows 0.5 and 1.5: the distance is that of the mean.
  test.each<[number, Partial<Reduction>, number]>([
    [0, {}, 17 + 2],
    [0.75, {}, 17 + 2 * 0.25],
    [3, {}, 17 + 2 * 2],
    [3, { kl: 'mean-over-units' }, 17 + (2 * 2) / 4],
    [3, { klBatch: 'sum' }, 17 + 2 * 2 * 2],
  ])(
    'with a capacity of %d nats and %j counts the distance of the mean KL from it',
    (capacity, reduction, expected) => {
      expectClose([lossOf(reduction, {}, 2, {}, capacity)], [expected]);
    },
  );

  test('weighs modalities: by name, 1 where not named, or by size', () => {
    expectClose([lossOf({}, { expression: 3 })], [2 + 45 + 2]);
    // Each modality counts like one of the average size: 8 / 2 columns.
    expectClose([lossOf({}, 'by-size')], [(2 * 4) / 6 + (15 * 4) / 2 + 2]);
  });
});

test('weights by size add up to the number of columns', () => {
  const weights = modalityWeights({ modalityWeights: 'by-size' } as Objective, sizes);
  expectClose([weights.marks! * 6 + weights.expression! * 2], [8]);
});

test('a scale says what one nat counts', () => {
  expect(reconstructionScale({ ...NATS, reconstruction: 'mean' }, sizes)).toBe(1 / 8);
  expect(klScale({ ...NATS, kl: 'mean-over-units' }, sizes)).toBe(1 / 4);
  expect([reconstructionScale(NATS, sizes), klScale(NATS, sizes)]).toEqual([1, 1]);
});

test('a reduction has every key; what is not a reduction is refused', () => {
  expect(resolveReduction('nats', 'config.objective.reduction')).toEqual(NATS);
  expect(parseOptions(objectiveOptions.reduction, { kl: 'mean-over-units' }, 'config.objective.reduction')).toEqual({
    ...NATS,
    kl: 'mean-over-units',
  });
  expect(() => resolveChoice(objectives, { kind: 'elbo', reduction: { kl: 'median' } }, 'config.objective')).toThrow(
    'config.objective.reduction: {"kl":"median"} does not fit. Expected "nats", or "sum" or "mean-over-units" or "mean-over-features".',
  );
});

test('objectives differ in the weight of KL and in what is decoded', () => {
  const options = { reduction: 'nats', modalityWeights: {} } as const;
  expect(objectives.elbo.build(options)).toMatchObject({ latent: 'sampled', klWeight: { constant: 1 } });
  expect(objectives.beta.build({ ...options, beta: 0.25 })).toMatchObject({
    latent: 'sampled',
    klWeight: { constant: 0.25 },
  });
  expect(objectives.capacity.build({ ...options, gamma: 3, capacity: 12 })).toMatchObject({
    latent: 'sampled',
    klWeight: { constant: 3 },
    capacity: { constant: 12 },
  });
  expect(autoencoder.build(options)).toMatchObject({ latent: 'mean', klWeight: { constant: 0 } });
});

/**
 * What training makes small. Terms keep their names and units; this file is the one place that averages over a batch.
 *
 * Every raw term is `[batch]` in nats, summed over columns or latent units; a loss that trains in place of a
 * reconstruction (focal) is kept apart from it. A reduction other than nats divides or
 * sums terms differently, as the notebooks do; what that amounts to as a weight of KL is `effectiveBeta`.
 */
import { z } from 'zod';
import { choice, number, parseOptions } from '../../base/options.ts';
import type { Node } from '../../graph/node.ts';
import {
  absolute,
  add,
  constant,
  divide,
  maximum,
  multiply,
  scale,
  size,
  subtract,
  sum,
} from '../../graph/operations/index.ts';
import type { CountedTerms, MaskedTerms } from '../masking/mask-graph.ts';
import type { Entries } from '../masking/masking.ts';
import type { Schedule } from '../schedule.ts';

const reductionTable = {
  reconstruction: choice(['sum', 'mean'], {
    default: 'sum',
    help: 'over the columns of a row: their sum (nats) or their mean',
  }),
  kl: choice(['sum', 'mean-over-units', 'mean-over-features'], {
    default: 'sum',
    help: 'over latent units: their sum (nats), their mean, or their sum divided by the number of columns',
  }),
  reconstructionBatch: choice(['mean', 'sum'], { default: 'mean', help: 'over the rows of a batch' }),
  klBatch: choice(['mean', 'sum'], { default: 'mean', help: 'over the rows of a batch' }),
};
const reductionObject = z.strictObject(reductionTable);
export type Reduction = z.output<typeof reductionObject>;

export const NATS: Reduction = { reconstruction: 'sum', kl: 'sum', reconstructionBatch: 'mean', klBatch: 'mean' };

/** Options that every objective has. */
export const objectiveOptions = {
  reduction: z
    .union([z.literal('nats'), reductionObject])
    .default('nats')
    .meta({ description: '`nats`, or how each term is averaged: {reconstruction, kl, reconstructionBatch, klBatch}' }),
  modalityWeights: z
    .union([z.literal('by-size'), z.record(z.string(), number({ min: 0, help: 'weight' }))])
    .default({})
    .meta({
      description:
        "weight of each modality's reconstruction (1 where not named), or `by-size`: each counts like the average one",
    }),
};

/** A choice of reduction with every key filled in. */
export const resolveReduction = (given: 'nats' | Reduction, where: string): Reduction =>
  given === 'nats' ? NATS : parseOptions(reductionObject, given, where);

export interface Objective {
  /** `mean` decodes the posterior mean and leaves KL out: a plain autoencoder. */
  readonly latent: 'sampled' | 'mean';
  /** Weight of the KL term; 0 where it does not take part. */
  readonly klWeight: Schedule;
  /** Nats of KL that are aimed at: the mean KL of a batch enters as its distance from them. */
  readonly capacity?: Schedule;
  readonly reduction: Reduction;
  readonly modalityWeights: 'by-size' | Readonly<Record<string, number>>;
}

/** Numbers of columns, by modality, decide weights `by-size` and means over features. */
export interface ObjectiveSizes {
  readonly featureCount: number;
  readonly latentCount: number;
  readonly columnCounts: Readonly<Record<string, number>>;
}

/** Weight of each modality's reconstruction. */
export function modalityWeights(objective: Objective, sizes: ObjectiveSizes): Record<string, number> {
  const names = Object.keys(sizes.columnCounts);
  const { modalityWeights: given } = objective;
  return Object.fromEntries(
    names.map((name) => [
      name,
      given === 'by-size' ? sizes.featureCount / (names.length * sizes.columnCounts[name]!) : (given[name] ?? 1),
    ]),
  );
}

/** What one nat of a row's KL counts in the objective, weight left out; times the batch size when summed over it. */
export const klScale = (reduction: Reduction, sizes: ObjectiveSizes): number =>
  1 / { sum: 1, 'mean-over-units': sizes.latentCount, 'mean-over-features': sizes.featureCount }[reduction.kl];

export const reconstructionScale = (reduction: Reduction, sizes: ObjectiveSizes): number =>
  reduction.reconstruction === 'sum' ? 1 : 1 / sizes.featureCount;

/** What the mean over a batch of either term is multiplied by. */
export const batchScale = (over: Reduction['klBatch'], batchSize: number): number => (over === 'sum' ? batchSize : 1);

/** What a head says of the label of each row. */
export interface PredictionTerms {
  /** Of the label. */
  readonly name: string;
  /** `[batch]` nats. */
  readonly nats: Node;
  /** `[batch]` the same, times the weight of the row's class. */
  readonly trained: Node;
}

/** The raw terms of a batch. */
export interface RawTerms {
  /** Modality to `[batch]` nats. */
  readonly reconstruction: Readonly<Record<string, Node>>;
  /** Modality to `[batch]`, not in nats: what trains in place of its reconstruction, where something does. */
  readonly trained: Readonly<Record<string, Node>>;
  /** `[batch]` nats. */
  readonly kl: Node;
  /** Where a head predicts the label. */
  readonly prediction?: PredictionTerms | undefined;
  /** Where entries are hidden from the encoder; only some of them may train. */
  readonly masked?: (MaskedTerms & { readonly trains: Entries }) | undefined;
}

/**
 * The reconstruction of each row as it enters the objective, batch reduction left out.
 *
 * @returns `[batch]`, in the objective's own units
 */
export function countedReconstruction(
  objective: Objective,
  { terms, entryCount }: CountedTerms,
  sizes: ObjectiveSizes,
): Node {
  const weights = modalityWeights(objective, sizes);
  const total = Object.entries(terms)
    .map(([name, values]) => scale(values, weights[name]!))
    .reduce((sum, each) => add(sum, each));
  if (objective.reduction.reconstruction === 'sum') return total;
  // A row of which nothing counts adds 0.
  return entryCount === undefined
    ? scale(total, 1 / sizes.featureCount)
    : divide(total, maximum(entryCount, constant(1)));
}

/** Weight of the prediction of the label. */
export const predictionWeight = ({ modalityWeights: given }: Objective, label: string): number =>
  given === 'by-size' ? 1 : (given[label] ?? 1);

/** Terms that take part in a loss beside KL; the label counts once a row, whatever the columns are averaged over. */
export interface TermsInLoss {
  readonly reconstruction: boolean;
  readonly prediction: boolean;
}
export const ALL_TERMS: TermsInLoss = { reconstruction: true, prediction: true };

/**
 * The loss of a batch.
 *
 * @param inLoss - at least one that the model has
 * @param klWeight - the weight of this step, shape `[]`; absent when KL takes no part
 * @param capacity - nats that this step aims at, shape `[]`; absent where the objective has no capacity
 * @returns shape `[]`, in the objective's own units
 */
export function batchLoss(
  objective: Objective,
  terms: RawTerms,
  sizes: ObjectiveSizes,
  klWeight: Node | undefined,
  capacity?: Node,
  inLoss: TermsInLoss = ALL_TERMS,
): Node {
  const { reconstruction, kl } = batchTerms(objective, terms, sizes, klWeight, capacity, inLoss);
  return kl === undefined ? reconstruction : add(reconstruction, kl);
}

/** The parts that `batchLoss` adds up, each of shape `[]`: KL with its weight, and all else. */
export function batchTerms(
  objective: Objective,
  terms: RawTerms,
  sizes: ObjectiveSizes,
  klWeight: Node | undefined,
  capacity?: Node,
  inLoss: TermsInLoss = ALL_TERMS,
): { readonly reconstruction: Node; readonly kl?: Node } {
  const { reduction } = objective;
  const overBatch = (values: Node, how: 'mean' | 'sum') =>
    how === 'sum' ? sum(values) : divide(sum(values), size(values, 0));
  const counted = terms.masked?.counted[terms.masked.trains] ?? {
    terms: { ...terms.reconstruction, ...terms.trained },
  };
  const perRow = [
    ...(inLoss.reconstruction && Object.keys(counted.terms).length > 0
      ? [countedReconstruction(objective, counted, sizes)]
      : []),
    ...(inLoss.prediction && terms.prediction !== undefined
      ? [scale(terms.prediction.trained, predictionWeight(objective, terms.prediction.name))]
      : []),
  ].reduce((sum, each) => add(sum, each));
  const reconstruction = overBatch(perRow, reduction.reconstructionBatch);
  if (klWeight === undefined) return { reconstruction };
  return { reconstruction, kl: multiply(klWeight, scale(klOverBatch(), klScale(reduction, sizes))) };

  function klOverBatch(): Node {
    if (capacity === undefined) return overBatch(terms.kl, reduction.klBatch);
    const distance = absolute(subtract(overBatch(terms.kl, 'mean'), capacity));
    return reduction.klBatch === 'sum' ? multiply(distance, size(terms.kl, 0)) : distance;
  }
}

/** A model: the rows of the tables put together for one dataset. It holds no numbers; `model-graph.ts` makes graphs of it. */
import { ConfigError } from '../base/errors.ts';
import { build, type ResolvedChoice } from '../base/variant.ts';
import type { Dataset, Modality } from '../data/dataset.ts';
import { requireRange } from '../data/range.ts';
import type { Conventions } from '../nn/conventions.ts';
import type { Architecture } from './architecture/architecture.ts';
import { architectures } from './architecture/index.ts';
import type { ModelDescription } from './description.ts';
import { createLabel, type ModelLabel, type TrainLabels } from './label.ts';
import { likelihoods } from './likelihood/index.ts';
import type { Likelihood } from './likelihood/likelihood.ts';
import { maskings } from './masking/index.ts';
import { inMasking, type ModelMasking, maskInputCount } from './masking/mask-graph.ts';
import type { Masking } from './masking/masking.ts';
import { objectives } from './objective/index.ts';
import type { Objective, ObjectiveSizes } from './objective/objective.ts';
import { priors } from './prior/index.ts';
import type { Prior } from './prior/prior.ts';
import type { Available } from './strategy/strategy.ts';

export interface ModelChoices {
  readonly architecture: ResolvedChoice;
  /** One per modality. */
  readonly likelihood: Readonly<Record<string, ResolvedChoice>>;
  readonly objective: ResolvedChoice;
  readonly masking: ResolvedChoice;
  readonly prior: ResolvedChoice;
  readonly conventions: Conventions;
}

export interface Model {
  readonly architecture: Architecture;
  readonly likelihoods: Readonly<Record<string, Likelihood>>;
  readonly objective: Objective;
  /** Undefined where nothing is hidden. */
  readonly masking: ModelMasking | undefined;
  readonly prior: Prior;
  readonly conventions: Conventions;
  /** Of the columns. */
  readonly modalities: readonly Modality[];
  /** Undefined where no label is predicted. */
  readonly label: ModelLabel | undefined;
  /** Everything that is told from a latent: the modalities, where there is a decoder, and the label. */
  readonly told: readonly Modality[];
  readonly sizes: ObjectiveSizes;
  readonly description: ModelDescription;
}

/** What a model is made for. */
export interface ModelData extends Pick<Dataset, 'modalities' | 'featureCount'> {
  /** Of train rows, where rows have labels. */
  readonly trainLabels?: TrainLabels;
}

/** @throws ConfigError when choices do not fit the data */
export function createModel(choices: ModelChoices, { modalities, featureCount, trainLabels }: ModelData): Model {
  const architecture = build<Architecture>(architectures, choices.architecture);
  const label = architecture.label && createLabel(architecture.label, requireLabels(trainLabels), featureCount);
  const perModality = Object.fromEntries(
    modalities.map(({ name }) => [name, build<Likelihood>(likelihoods, choices.likelihood[name]!)]),
  );
  const options = build<Masking | undefined>(maskings, choices.masking);
  if (options !== undefined && label !== undefined) {
    throw new ConfigError('config.masking', 'entries are not hidden from an encoder whose latent a head reads', {
      expected: 'none with architecture.kind: classifier-head',
    });
  }
  const masking = options && inMasking(choices.masking.kind, options, options.plan(modalities), modalities);
  const layers = architecture.describe(
    featureCount + (masking ? maskInputCount(masking) : 0),
    featureCount,
    label?.modality.count,
  );
  const learned = modalities.reduce((total, { name, count }) => {
    const { learnedVariance, factors } = perModality[name]!;
    const ofFactors = factors?.parameterCount(count, architecture.latentCount) ?? 0;
    return total + (learnedVariance === undefined ? 0 : 1) + ofFactors;
  }, 0);
  return {
    architecture,
    likelihoods: perModality,
    objective: build<Objective>(objectives, choices.objective),
    masking,
    prior: build<Prior>(priors, choices.prior),
    conventions: choices.conventions,
    modalities,
    label,
    told: [...reconstructed({ architecture, modalities }), ...(label === undefined ? [] : [label.modality])],
    sizes: {
      featureCount,
      latentCount: architecture.latentCount,
      columnCounts: Object.fromEntries(modalities.map(({ name, count }) => [name, count])),
    },
    description: { ...layers, parameterCount: layers.parameterCount + learned },
  };
}

function requireLabels(labels: TrainLabels | undefined): TrainLabels {
  if (labels !== undefined) return labels;
  throw new ConfigError('config.architecture', 'a head predicts the label, and rows have none', {
    advice: 'Name the column of the label: data.label',
  });
}

/** @throws DataError naming row and column when an entry is outside its likelihood's range */
export function requireFittingData(model: Model, dataset: Dataset): void {
  for (const modality of dataset.modalities) {
    const likelihood = model.likelihoods[modality.name]!;
    if (likelihood.range !== undefined)
      requireRange(dataset, modality, ...likelihood.range, `the ${likelihood.kind} likelihood`);
  }
}

/** @throws ConfigError when the model has no decoder */
export function requireDecoder({ architecture }: Model): void {
  if (architecture.decode !== undefined) return;
  throw new ConfigError('config.architecture.decoder', 'the model has no decoder, so it makes no rows of latents', {
    advice: 'Train one with decoder sizes, or ask for its label',
  });
}

/** Modalities that a decoder tells of: all of them, or none. */
export const reconstructed = ({
  architecture,
  modalities,
}: Pick<Model, 'architecture' | 'modalities'>): readonly Modality[] =>
  architecture.decode === undefined ? [] : modalities;

/** Parts and terms that a strategy may name. */
export const availableIn = ({ architecture: { decode, label } }: Model): Available => ({
  parts: [
    'encoder',
    ...(decode === undefined ? [] : (['decoder'] as const)),
    ...(label === undefined ? [] : (['head'] as const)),
  ],
  terms: [
    ...(decode === undefined ? [] : (['reconstruction'] as const)),
    ...(label === undefined ? [] : (['prediction'] as const)),
    'kl',
  ],
});

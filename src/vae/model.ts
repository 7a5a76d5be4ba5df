/** A model: the rows of the tables put together for one dataset. It builds graphs; it holds no numbers. */
import { ConfigError } from '../base/errors.ts';
import type { RandomStreams } from '../base/random.ts';
import { build, type ResolvedChoice } from '../base/variant.ts';
import type { Dataset, Modality } from '../data/dataset.ts';
import { requireRange } from '../data/range.ts';
import type { NamedTensor } from '../engine/program.ts';
import { labelled, type Node } from '../graph/node.ts';
import { concatenate, input, multiply, slice, sum } from '../graph/operations/index.ts';
import { type Conventions, conventionValues } from '../nn/conventions.ts';
import { type DiagonalGaussian, diagonalGaussian, sample } from '../nn/diagonal-gaussian.ts';
import { Scope } from '../nn/parameters.ts';
import type { Architecture } from './architecture/architecture.ts';
import { architectures } from './architecture/index.ts';
import type { ModelDescription } from './description.ts';
import { createLabel, LABEL_INPUT, type ModelLabel, type TrainLabels } from './label.ts';
import { likelihoods } from './likelihood/index.ts';
import type { Likelihood } from './likelihood/likelihood.ts';
import { maskings } from './masking/index.ts';
import {
  encoderInput,
  inMasking,
  type MaskedTerms,
  type MaskNodes,
  type ModelMasking,
  maskedTerms,
  maskInputCount,
  maskNodes,
  type TermOf,
} from './masking/mask-graph.ts';
import type { Masking } from './masking/masking.ts';
import { objectives } from './objective/index.ts';
import type { Objective, ObjectiveSizes, PredictionTerms, RawTerms } from './objective/objective.ts';
import { priors } from './prior/index.ts';
import type { Prior } from './prior/prior.ts';
import type { Available, Part } from './strategy/strategy.ts';

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
  /** Absent where nothing is hidden. */
  readonly masking?: ModelMasking;
  readonly prior: Prior;
  readonly conventions: Conventions;
  /** Of the columns. */
  readonly modalities: readonly Modality[];
  /** Absent where no label is predicted. */
  readonly label?: ModelLabel;
  /** Everything that is told from a latent: the modalities, where there is a decoder, and the label. */
  readonly told: readonly Modality[];
  readonly sizes: ObjectiveSizes;
  readonly description: ModelDescription;
}

/** The name of the latent noise among a step's row inputs. */
export const LATENT_NOISE = 'latent noise';

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
    ...(masking === undefined ? {} : { masking }),
    prior: build<Prior>(priors, choices.prior),
    conventions: choices.conventions,
    modalities,
    ...(label === undefined ? {} : { label }),
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

/** The values of a batch, from rows to terms. */
export interface ModelGraph {
  readonly scope: Scope;
  /** `[batch, features]` */
  readonly x: Node;
  /** Where entries are hidden from the encoder. */
  readonly mask?: MaskNodes;
  readonly posterior: DiagonalGaussian;
  /** `[batch, latent]` what the decoder reads */
  readonly latent: Node;
  /** `[batch, features]`; `[batch, 0]` without a decoder. */
  readonly outputs: Node;
  /** `[batch, outputs of the label]`; absent without a head. */
  readonly labelOutputs?: Node;
  /** `[batch, latent]` nats */
  readonly klPerUnit: Node;
  readonly terms: RawTerms;
}

/**
 * @param latentKind - decode a sample of the posterior, or its mean
 * @param trains - parts in training; none: a graph for use
 */
export function buildGraph(model: Model, latentKind: 'sampled' | 'mean', trains: readonly Part[] = []): ModelGraph {
  const scope = new Scope(trains, conventionValues[model.conventions]);
  const x = input('x', ['batch', model.sizes.featureCount], 'rows');
  const { masking } = model;
  const mask = masking && maskNodes(masking, model.modalities, scope);
  const raw = model.architecture.encode(
    scope,
    mask === undefined ? x : encoderInput(masking!, mask, perModality(model, x)),
  );
  const posterior = diagonalGaussian(raw.mean, raw.logVariance);
  const latent =
    latentKind === 'mean' ? posterior.mean : sample(posterior, scope.noise(LATENT_NOISE, model.sizes.latentCount));
  const outputs = decode(model, scope, latent);
  const labelOutputs = labelOutputsOf(model, scope, latent);
  const klPerUnit = model.prior.klPerUnit(posterior);
  const reconstruction = reconstructionTerms(model, scope, outputs, x);
  const masked = mask && maskedTermsOf(model, scope, mask, outputs, x);
  const terms: RawTerms = {
    reconstruction,
    trained: trainedTerms(model, outputs, x),
    ...(labelOutputs === undefined ? {} : { prediction: predictionTerms(model.label!, scope, labelOutputs) }),
    kl: sum(klPerUnit, [1]),
    ...(masked === undefined ? {} : { masked: { ...masked, trains: masking!.trains } }),
  };
  return {
    scope,
    x,
    ...(mask === undefined ? {} : { mask }),
    posterior,
    latent,
    outputs,
    ...(labelOutputs === undefined ? {} : { labelOutputs }),
    klPerUnit,
    terms,
  };
}

/** What is told from a latent, by itself: the latent is fed. */
export interface DecoderGraph extends Pick<ModelGraph, 'scope' | 'latent' | 'outputs' | 'labelOutputs'> {}

export function buildDecoder(model: Model): DecoderGraph {
  const scope = new Scope([], conventionValues[model.conventions]);
  const latent = input('latent', ['batch', model.sizes.latentCount], 'noise');
  const outputs = decode(model, scope, latent);
  const labelOutputs = labelOutputsOf(model, scope, latent);
  return {
    scope,
    latent,
    outputs,
    ...(labelOutputs === undefined ? {} : { labelOutputs }),
  };
}

/** Nothing is told of rows without a decoder: the empty block is never computed. */
function decode(model: Model, scope: Scope, latent: Node): Node {
  const outputs = model.architecture.decode?.(scope, latent, model.sizes.featureCount);
  return outputs === undefined
    ? input('no decoder', ['batch', 0], 'value')
    : withFactors(model, scope, outputs, latent);
}

function withFactors({ modalities, likelihoods }: Model, scope: Scope, outputs: Node, latent: Node): Node {
  if (modalities.every(({ name }) => likelihoods[name]!.factors === undefined)) return outputs;
  const parts = modalities.map((modality) => {
    const own = columnsOf(outputs, modality);
    return likelihoods[modality.name]!.factors?.apply(scope, modality.name, own, latent) ?? own;
  });
  return parts.length === 1 ? parts[0]! : concatenate(parts, 1);
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

const labelOutputsOf = ({ label, architecture }: Model, scope: Scope, latent: Node): Node | undefined =>
  label && architecture.label!.predict(scope, latent, label.modality.count);

/** Targets of the label, `[batch, outputs of the label]`. */
export const labelTargets = ({ modality }: ModelLabel): Node => input(LABEL_INPUT, ['batch', modality.count], 'rows');

/** The label's term, and what trains in its place where classes have weights. */
export function predictionTerms(label: ModelLabel, scope: Scope, outputs: Node): PredictionTerms {
  const { name } = label.modality;
  const targets = labelTargets(label);
  const nats = labelled(label.likelihood.term(scope, name, outputs, targets), `prediction of ${name}`);
  return { name, nats, trained: label.weights === undefined ? nats : multiply(nats, label.weights(targets)) };
}

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

/** The columns of one modality. @param block - `[batch, features]` */
export const columnsOf = (block: Node, { start, count }: Modality): Node => slice(block, 1, start, start + count);

const perModality = (model: Model, block: Node): Record<string, Node> =>
  Object.fromEntries(model.modalities.map((modality) => [modality.name, columnsOf(block, modality)]));

/** Modality to `[batch]` nats. */
export function reconstructionTerms(model: Model, scope: Scope, outputs: Node, x: Node): Record<string, Node> {
  return Object.fromEntries(
    reconstructed(model).map((modality) => {
      const likelihood = model.likelihoods[modality.name]!;
      const term = likelihood.term(scope, modality.name, columnsOf(outputs, modality), columnsOf(x, modality));
      return [modality.name, labelled(term, `reconstruction of ${modality.name}`)];
    }),
  );
}

/** Modality to `[batch]`: what trains in place of its reconstruction, where something does. */
function trainedTerms(model: Model, outputs: Node, x: Node): Record<string, Node> {
  return Object.fromEntries(
    reconstructed(model).flatMap((modality) => {
      const { trained } = model.likelihoods[modality.name]!;
      if (trained === undefined) return [];
      const term = trained.term(columnsOf(outputs, modality), columnsOf(x, modality));
      return [[modality.name, labelled(term, `${trained.name} loss of ${modality.name}`)]];
    }),
  );
}

/** Terms by what the encoder saw, of a model that masks. */
export function maskedTermsOf(model: Model, scope: Scope, mask: MaskNodes, outputs: Node, x: Node): MaskedTerms {
  const reconstruction: Record<string, TermOf> = {};
  const trained: Record<string, TermOf> = {};
  for (const modality of model.modalities) {
    const { name } = modality;
    const likelihood = model.likelihoods[name]!;
    const [own, targets] = [columnsOf(outputs, modality), columnsOf(x, modality)];
    reconstruction[name] = (counted) => likelihood.term(scope, name, own, targets, counted);
    const { trained: other } = likelihood;
    if (other !== undefined) trained[name] = (counted) => other.term(own, targets, counted);
  }
  return maskedTerms(model.masking!, mask, model.modalities, reconstruction, trained);
}

/** Parameters and running statistics at the start, each drawn from a stream of its own. */
export function initialState(model: Model, random: RandomStreams): Record<string, NamedTensor> {
  const { scope } = buildGraph(model, 'sampled');
  const tensors: Record<string, NamedTensor> = {};
  for (const [name, { shape, initializer }] of scope.parameters) {
    const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
    initializer(data, random.of(`initialization of ${name}`));
    tensors[name] = { shape, data };
  }
  for (const [name, { shape, initialValue }] of scope.states) {
    tensors[name] = { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(initialValue) };
  }
  return tensors;
}

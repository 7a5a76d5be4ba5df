/** The graphs of a model: the whole, from rows to terms, and what a latent alone tells. */
import type { Node } from '../graph/node.ts';
import { concatenate, input, sum } from '../graph/operations/index.ts';
import { conventionValues } from '../nn/conventions.ts';
import { type DiagonalGaussian, diagonalGaussian, sample } from '../nn/diagonal-gaussian.ts';
import { Scope } from '../nn/parameters.ts';
import { encoderInput, type MaskNodes, maskNodes } from './masking/mask-graph.ts';
import type { Model } from './model.ts';
import { columnsOf, maskedTermsOf, predictionTerms, reconstructionTerms, trainedTerms } from './model-terms.ts';
import type { RawTerms } from './objective/objective.ts';
import type { Part } from './strategy/strategy.ts';

/** The name of the latent noise among a step's row inputs. */
export const LATENT_NOISE = 'latent noise';

/** The values of a batch, from rows to terms. */
export interface ModelGraph {
  readonly scope: Scope;
  /** `[batch, features]` */
  readonly x: Node;
  /** Where entries are hidden from the encoder. */
  readonly mask: MaskNodes | undefined;
  readonly posterior: DiagonalGaussian;
  /** `[batch, latent]` what the decoder reads */
  readonly latent: Node;
  /** `[batch, features]`; `[batch, 0]` without a decoder. */
  readonly outputs: Node;
  /** `[batch, outputs of the label]`; undefined without a head. */
  readonly labelOutputs: Node | undefined;
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
  const masked = mask && maskedTermsOf(model, scope, mask, outputs, x);
  const terms: RawTerms = {
    reconstruction: reconstructionTerms(model, scope, outputs, x),
    trained: trainedTerms(model, outputs, x),
    prediction: labelOutputs && predictionTerms(model.label!, scope, labelOutputs),
    kl: sum(klPerUnit, [1]),
    masked: masked && { ...masked, trains: masking!.trains },
  };
  return { scope, x, mask, posterior, latent, outputs, labelOutputs, klPerUnit, terms };
}

/** What is told from a latent, by itself: the latent is fed. */
export interface DecoderGraph extends Pick<ModelGraph, 'scope' | 'latent' | 'outputs' | 'labelOutputs'> {}

export function buildDecoder(model: Model): DecoderGraph {
  const scope = new Scope([], conventionValues[model.conventions]);
  const latent = input('latent', ['batch', model.sizes.latentCount], 'noise');
  const outputs = decode(model, scope, latent);
  return { scope, latent, outputs, labelOutputs: labelOutputsOf(model, scope, latent) };
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

const labelOutputsOf = ({ label, architecture }: Model, scope: Scope, latent: Node): Node | undefined =>
  label && architecture.label!.predict(scope, latent, label.modality.count);

const perModality = (model: Model, block: Node): Record<string, Node> =>
  Object.fromEntries(model.modalities.map((modality) => [modality.name, columnsOf(block, modality)]));

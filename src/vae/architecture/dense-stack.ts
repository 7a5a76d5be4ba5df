/** Hidden layers one after the other: what encoders, decoders and heads are made of. */
import { z } from 'zod';
import { ConfigError } from '../../base/errors.ts';
import { choice, integer, list, number } from '../../base/options.ts';
import { labelled, type Node } from '../../graph/node.ts';
import { ACTIVATION_NAMES, type ActivationName, activations } from '../../nn/activations.ts';
import { dense as denseLayer } from '../../nn/dense.ts';
import type { Scope } from '../../nn/parameters.ts';
import { batchNormalization, dropout as dropoutLayer } from '../../nn/regularization.ts';
import type { LayerDescription, ModelDescription, PartDescription } from '../description.ts';

export const sizesOption = (value: number[], help: string) =>
  list(integer({ min: 1, help: 'units' }), { default: value, help });

/** Options of all hidden layers of a model. */
export const hiddenOptions = {
  activation: choice(ACTIVATION_NAMES, { default: 'relu', help: 'activation of the hidden layers' }),
  batchNorm: z
    .union([z.boolean(), z.literal('after-activation')])
    .default(false)
    .meta({
      description: 'batch normalization between a hidden layer and its activation, or after it',
    }),
  dropout: number({ default: 0, min: 0, below: 1, help: 'share of hidden units dropped in training' }),
  regularized: z
    .union([z.literal('all'), z.array(z.string())])
    .default('all')
    .meta({
      description: 'hidden layers that have batch normalization and dropout: `all`, or names such as decoder.hidden.1',
    }),
};

export interface HiddenOptions {
  readonly activation: ActivationName;
  readonly batchNorm: boolean | 'after-activation';
  readonly dropout: number;
  readonly regularized: 'all' | readonly string[];
}

/** What stands at one hidden layer. */
const ofLayer = (
  name: string,
  { batchNorm, dropout, regularized }: HiddenOptions,
): Omit<HiddenOptions, 'activation' | 'regularized'> =>
  regularized === 'all' || regularized.includes(name) ? { batchNorm, dropout } : { batchNorm: false, dropout: 0 };

export function denseStack(scope: Scope, part: string, x: Node, units: readonly number[], hidden: HiddenOptions): Node {
  const { activation } = hidden;
  return units.reduce((below, count, index) => {
    const name = `${part}.hidden.${index}`;
    const { batchNorm, dropout } = ofLayer(name, hidden);
    const normalized = (node: Node): Node => batchNormalization(scope, `${name}.batchNorm`, node);
    const linear = denseLayer(scope, name, below, count);
    const before = batchNorm === true ? normalized(linear) : linear;
    const active = labelled(activations[activation](before, scope.conventions), `${name} ${activation}`);
    const after = batchNorm === 'after-activation' ? normalized(active) : active;
    return dropoutLayer(scope, `${name}.dropout`, after, dropout);
  }, x);
}

/** What a decoder answers when its hidden layers say nothing. */
export const OUTPUT_BIAS = 'decoder.output.bias';

/** Hidden layers and a linear one. */
export const denseOutputs = (
  scope: Scope,
  part: string,
  x: Node,
  units: readonly number[],
  outputCount: number,
  hidden: HiddenOptions,
): Node => denseLayer(scope, `${part}.output`, denseStack(scope, part, x, units, hidden), outputCount);

const layer = (name: string, kind: string, inputs: number, outputs: number): LayerDescription => ({
  name,
  kind,
  inputs,
  outputs,
  parameterCount: inputs * outputs + outputs,
});

export function describeEncoder(
  inputs: number,
  units: readonly number[],
  latent: number,
  hidden: HiddenOptions,
): PartDescription {
  const last = units.at(-1) ?? inputs;
  return {
    name: 'encoder',
    layers: [
      ...describeStack('encoder', inputs, units, hidden),
      layer('encoder.mean', 'dense', last, latent),
      layer('encoder.logVariance', 'dense', last, latent),
    ],
  };
}

export const describeOutputs = (
  name: 'decoder' | 'head',
  inputs: number,
  units: readonly number[],
  outputCount: number,
  hidden: HiddenOptions,
): PartDescription => ({
  name,
  layers: [
    ...describeStack(name, inputs, units, hidden),
    layer(`${name}.output`, 'dense', units.at(-1) ?? inputs, outputCount),
  ],
});

export const describeParts = (
  architecture: string,
  latentCount: number,
  parts: readonly PartDescription[],
  { regularized }: HiddenOptions,
): ModelDescription => {
  requireLayers(regularized, parts);
  const parameterCount = parts.flatMap(({ layers }) => layers).reduce((total, each) => total + each.parameterCount, 0);
  return { architecture, latentCount, parts, parameterCount };
};

/** A part that is described later says for itself which layers it has. */
function requireLayers(regularized: HiddenOptions['regularized'], parts: readonly PartDescription[]): void {
  if (regularized === 'all') return;
  const hidden = parts.flatMap(({ layers }) =>
    layers.map(({ name }) => name).filter((name) => /^\w+\.hidden\.\d+$/.test(name)),
  );
  const described = parts.map(({ name }) => `${name}.`);
  const isElsewhere = (name: string): boolean =>
    PART_NAMES.some((part) => name.startsWith(part) && !described.includes(part));
  const unknown = regularized.find((name) => !hidden.includes(name) && !isElsewhere(name));
  if (unknown === undefined) return;
  throw new ConfigError('config.architecture.regularized', `"${unknown}" is not a hidden layer of this model`, {
    expected: hidden,
    given: unknown,
  });
}

const PART_NAMES: readonly string[] = ['encoder.', 'decoder.', 'head.'];

function describeStack(
  part: string,
  inputs: number,
  units: readonly number[],
  hidden: HiddenOptions,
): LayerDescription[] {
  const { activation } = hidden;
  return units.flatMap((count, index) => {
    const name = `${part}.hidden.${index}`;
    const { batchNorm, dropout } = ofLayer(name, hidden);
    const same = { inputs: count, outputs: count };
    const normal = { name: `${name}.batchNorm`, kind: 'batch normalization', ...same, parameterCount: 2 * count };
    return [
      layer(name, 'dense', units[index - 1] ?? inputs, count),
      ...(batchNorm === true ? [normal] : []),
      ...(activation === 'linear'
        ? []
        : [{ name: `${name} ${activation}`, kind: activation, ...same, parameterCount: 0 }]),
      ...(batchNorm === 'after-activation' ? [normal] : []),
      ...(dropout > 0
        ? [{ name: `${name}.dropout`, kind: 'dropout', ...same, parameterCount: 0, note: `rate ${dropout}` }]
        : []),
    ];
  });
}

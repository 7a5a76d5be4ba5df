/** Hidden layers one after the other: what encoders, decoders and heads are made of. */
import { boolean, choice, integer, list, number } from '../../base/options.ts';
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
  batchNorm: boolean({ default: false, help: 'batch normalization between a hidden layer and its activation' }),
  dropout: number({ default: 0, min: 0, below: 1, help: 'share of hidden units dropped in training' }),
};

export interface HiddenOptions {
  readonly activation: ActivationName;
  readonly batchNorm: boolean;
  readonly dropout: number;
}

export function denseStack(
  scope: Scope,
  part: string,
  x: Node,
  units: readonly number[],
  { activation, batchNorm, dropout }: HiddenOptions,
): Node {
  return units.reduce((below, count, index) => {
    const name = `${part}.hidden.${index}`;
    const linear = denseLayer(scope, name, below, count);
    const normal = batchNorm ? batchNormalization(scope, `${name}.batchNorm`, linear) : linear;
    const active = labelled(activations[activation](normal, scope.conventions), `${name} ${activation}`);
    return dropoutLayer(scope, `${name}.dropout`, active, dropout);
  }, x);
}

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
): ModelDescription => ({
  architecture,
  latentCount,
  parts,
  parameterCount: parts.flatMap((part) => part.layers).reduce((total, each) => total + each.parameterCount, 0),
});

function describeStack(
  part: string,
  inputs: number,
  units: readonly number[],
  { activation, batchNorm, dropout }: HiddenOptions,
): LayerDescription[] {
  return units.flatMap((count, index) => {
    const name = `${part}.hidden.${index}`;
    const same = { inputs: count, outputs: count };
    return [
      layer(name, 'dense', units[index - 1] ?? inputs, count),
      ...(batchNorm
        ? [{ name: `${name}.batchNorm`, kind: 'batch normalization', ...same, parameterCount: 2 * count }]
        : []),
      ...(activation === 'linear'
        ? []
        : [{ name: `${name} ${activation}`, kind: activation, ...same, parameterCount: 0 }]),
      ...(dropout > 0
        ? [{ name: `${name}.dropout`, kind: 'dropout', ...same, parameterCount: 0, note: `rate ${dropout}` }]
        : []),
    ];
  });
}

/** Fully connected layers on both sides. */
import { boolean, choice, integer, list, number } from '../../base/options.ts';
import { defineVariant } from '../../base/variant.ts';
import { labelled, type Node } from '../../graph/node.ts';
import { ACTIVATION_NAMES, type ActivationName, activations } from '../../nn/activations.ts';
import { dense as denseLayer } from '../../nn/dense.ts';
import type { Scope } from '../../nn/parameters.ts';
import { batchNormalization, dropout as dropoutLayer, flatten } from '../../nn/regularization.ts';
import type { LayerDescription } from '../description.ts';
import type { Architecture } from './architecture.ts';

const sizes = (value: number[], help: string) => list(integer({ min: 1, help: 'units' }), { default: value, help });

interface HiddenOptions {
  readonly activation: ActivationName;
  readonly batchNorm: boolean;
  readonly dropout: number;
}

export const dense = defineVariant({
  summary: 'fully connected layers; a linear model when no hidden sizes are given',
  options: {
    encoder: sizes([512, 256], 'units of the hidden layers from the input to the latent'),
    latent: integer({ default: 20, min: 1, help: 'latent units (the notebooks say codings_size)' }),
    decoder: sizes([256, 512], 'units of the hidden layers from the latent to the output'),
    activation: choice(ACTIVATION_NAMES, { default: 'relu', help: 'activation of the hidden layers' }),
    batchNorm: boolean({ default: false, help: 'batch normalization between a hidden layer and its activation' }),
    dropout: number({ default: 0, min: 0, below: 1, help: 'share of hidden units dropped in training' }),
  },
  build: ({ encoder, latent, decoder, ...hidden }): Architecture => ({
    latentCount: latent,
    encode(scope, x) {
      const top = stack(scope, 'encoder', flatten(x), encoder, hidden);
      return {
        mean: denseLayer(scope, 'encoder.mean', top, latent),
        logVariance: denseLayer(scope, 'encoder.logVariance', top, latent),
      };
    },
    decode: (scope, sample, outputCount) =>
      denseLayer(scope, 'decoder.output', stack(scope, 'decoder', sample, decoder, hidden), outputCount),
    describe(featureCount, outputCount) {
      const last = encoder.at(-1) ?? featureCount;
      const parts = [
        {
          name: 'encoder' as const,
          layers: [
            ...describeStack('encoder', featureCount, encoder, hidden),
            layer('encoder.mean', 'dense', last, latent),
            layer('encoder.logVariance', 'dense', last, latent),
          ],
        },
        {
          name: 'decoder' as const,
          layers: [
            ...describeStack('decoder', latent, decoder, hidden),
            layer('decoder.output', 'dense', decoder.at(-1) ?? latent, outputCount),
          ],
        },
      ];
      const parameterCount = parts
        .flatMap((part) => part.layers)
        .reduce((total, each) => total + each.parameterCount, 0);
      return { architecture: 'dense', latentCount: latent, parts, parameterCount };
    },
  }),
});

function stack(
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

const layer = (name: string, kind: string, inputs: number, outputs: number): LayerDescription => ({
  name,
  kind,
  inputs,
  outputs,
  parameterCount: inputs * outputs + outputs,
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

/** Fully connected layers on both sides. */
import { integer } from '../../base/options.ts';
import { defineVariant } from '../../base/variant.ts';
import { dense as denseLayer } from '../../nn/dense.ts';
import { flatten } from '../../nn/regularization.ts';
import type { Architecture } from './architecture.ts';
import {
  denseOutputs,
  denseStack,
  describeEncoder,
  describeOutputs,
  describeParts,
  hiddenOptions,
  sizesOption,
} from './dense-stack.ts';

export const dense = defineVariant({
  summary: 'fully connected layers; a linear model when no hidden sizes are given',
  options: {
    encoder: sizesOption([512, 256], 'units of the hidden layers from the input to the latent'),
    latent: integer({ default: 20, min: 1, help: 'latent units (the notebooks say codings_size)' }),
    decoder: sizesOption([256, 512], 'units of the hidden layers from the latent to the output'),
    ...hiddenOptions,
  },
  build: ({ encoder, latent, decoder, ...hidden }) =>
    ({
      latentCount: latent,
      encode(scope, x) {
        const top = denseStack(scope, 'encoder', flatten(x), encoder, hidden);
        return {
          mean: denseLayer(scope, 'encoder.mean', top, latent),
          logVariance: denseLayer(scope, 'encoder.logVariance', top, latent),
        };
      },
      decode: (scope, sample, outputCount) => denseOutputs(scope, 'decoder', sample, decoder, outputCount, hidden),
      describe: (inputCount, outputCount) =>
        describeParts(
          'dense',
          latent,
          [
            describeEncoder(inputCount, encoder, latent, hidden),
            describeOutputs('decoder', latent, decoder, outputCount, hidden),
          ],
          hidden,
        ),
    }) satisfies Architecture,
});

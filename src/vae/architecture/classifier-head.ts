/** An encoder whose latent a head reads to predict the label; a decoder beside it where rows are to be reconstructed. */
import { z } from 'zod';
import { choice, integer } from '../../base/options.ts';
import { defineVariant } from '../../base/variant.ts';
import { LABEL_TASKS } from '../label.ts';
import type { Architecture } from './architecture.ts';
import { dense } from './dense.ts';
import { denseOutputs, describeOutputs, describeParts, hiddenOptions, sizesOption } from './dense-stack.ts';

export const classifierHead = defineVariant({
  summary: 'dense layers with a head that predicts the label from the latent, with or without a decoder',
  options: {
    encoder: sizesOption([16, 8], 'units of the hidden layers from the input to the latent'),
    latent: integer({ default: 2, min: 1, help: 'latent units' }),
    decoder: z
      .union([z.literal('none'), z.array(z.number().int().min(1))])
      .default('none')
      .meta({ description: 'units of the hidden layers from the latent to the output, or `none`: no decoder' }),
    head: sizesOption([], 'units of the hidden layers from the latent to the label'),
    ...hiddenOptions,
    task: choice(LABEL_TASKS, {
      default: 'auto',
      help: 'what the label is; `auto`: binary for two classes, else multi-class. regression takes classes as numbers',
    }),
    classWeights: z
      .union([z.enum(['none', 'balanced']), z.record(z.string(), z.number().positive())])
      .default('none')
      .meta({
        description:
          'weight of a row by its class; `balanced`: every class counts alike, the mean over train rows is 1; or {class: weight}',
      }),
  },
  build: ({ encoder, latent, decoder, head, task, classWeights, ...hidden }): Architecture => {
    const plain = dense.build({ encoder, latent, decoder: decoder === 'none' ? [] : decoder, ...hidden });
    return {
      latentCount: latent,
      encode: plain.encode,
      ...(decoder === 'none' ? {} : { decode: plain.decode }),
      label: {
        task,
        classWeights,
        predict: (scope, sample, outputCount) => denseOutputs(scope, 'head', sample, head, outputCount, hidden),
      },
      describe(inputCount, outputCount, labelOutputs = 1) {
        const { parts } = plain.describe(inputCount, outputCount);
        return describeParts(
          'classifier-head',
          latent,
          [
            ...parts.filter(({ name }) => name === 'encoder' || decoder !== 'none'),
            describeOutputs('head', latent, head, labelOutputs, hidden),
          ],
          hidden,
        );
      },
    };
  },
});

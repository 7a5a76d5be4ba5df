import { z } from 'zod';
import { text } from '../../base/options.ts';
import { defineVariant } from '../../base/variant.ts';
import { constantPlan, HIDDEN, type Masking, maskingOptions, modalityIndex, requireSomethingSeen } from './masking.ts';

export const fixedModality = defineVariant({
  summary: 'the same modalities are hidden in every row: learns to predict them from the others',
  options: {
    modality: z
      .union([text({ help: 'name' }), z.array(z.string()).min(1)])
      .meta({ description: 'name of the hidden modality, or a list of names' }),
    ...maskingOptions,
  },
  build: ({ modality, ...options }): Masking => ({
    ...options,
    plan(modalities) {
      const codes = new Uint8Array(modalities.length);
      for (const name of typeof modality === 'string' ? [modality] : modality)
        codes[modalityIndex(modalities, name, 'modality')] = HIDDEN;
      requireSomethingSeen(modalities, codes.filter((code) => code === HIDDEN).length, '.modality');
      return constantPlan(modalities, codes);
    },
  }),
});

import { choice } from '../../base/options.ts';
import { defineVariant } from '../../base/variant.ts';
import { HIDDEN, type Masking, maskingOptions, requireSomethingSeen, SEEN } from './masking.ts';

export const randomModality = defineVariant({
  summary: 'one modality is hidden, drawn anew for every batch or row: learns to predict each from the others',
  options: {
    per: choice(['batch', 'row'], { default: 'batch', help: 'how often the hidden modality is drawn' }),
    ...maskingOptions,
  },
  build: ({ per, ...options }): Masking => ({
    ...options,
    plan(modalities) {
      requireSomethingSeen(modalities, 1, '');
      const width = modalities.length;
      return {
        per: 'modality',
        hides: modalities.map(({ name }) => name),
        draw(codes, rowCount, random) {
          let hidden = random.integer(width);
          for (let row = 0; row < rowCount; row++) {
            if (per === 'row' && row > 0) hidden = random.integer(width);
            codes[row * width + hidden] = HIDDEN;
          }
        },
        cases: modalities.map((_, hidden) => Uint8Array.from(modalities, (_, at) => (at === hidden ? HIDDEN : SEEN))),
      };
    },
  }),
});

import { choice } from '../../base/options.ts';
import { defineVariant } from '../../base/variant.ts';
import { HIDDEN, type Masking, maskingOptions, requireSomethingSeen } from './masking.ts';

/** Every non-empty part of the modalities but all of them is as likely, whatever its size. */
export const randomSubset = defineVariant({
  summary: 'some modalities are hidden, any but all of them, drawn anew for every row or batch',
  options: {
    per: choice(['row', 'batch'], { default: 'row', help: 'how often the hidden modalities are drawn' }),
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
          for (let row = 0; row < rowCount; row++) {
            const own = codes.subarray(row * width, (row + 1) * width);
            if (per === 'batch' && row > 0) {
              own.set(codes.subarray(0, width));
              continue;
            }
            do random.fillBernoulli(own, 0.5);
            while (own.every((code) => code === own[0]));
          }
        },
        // Each modality hidden alone, then each seen alone.
        passes: width === 2 ? 2 : 2 * width,
        cover(codes, { first, count }, pass) {
          for (let row = 0; row < count; row++) {
            const place = (first + row + pass) % this.passes;
            const own = codes.subarray(row * width, (row + 1) * width);
            own.fill(place < width ? 0 : HIDDEN);
            own[place % width] = place < width ? HIDDEN : 0;
          }
        },
      };
    },
  }),
});

import { choice } from '../../base/options.ts';
import { defineVariant } from '../../base/variant.ts';
import { HIDDEN, type Masking, maskingOptions, requireSomethingSeen, SEEN } from './masking.ts';

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
        // Each modality hidden alone, then each seen alone; of two, the one is the other.
        cases: [HIDDEN, ...(width > 2 ? [SEEN] : [])].flatMap((code) =>
          modalities.map((_, one) => Uint8Array.from(modalities, (_, at) => (at === one ? code : HIDDEN - code))),
        ),
      };
    },
  }),
});

import { ConfigError } from '../../base/errors.ts';
import { choice, number, text } from '../../base/options.ts';
import { RandomStreams } from '../../base/random.ts';
import { defineVariant } from '../../base/variant.ts';
import type { Modality } from '../../data/dataset.ts';
import { HIDDEN, type Masking, maskingOptions, modalityIndex, SEEN } from './masking.ts';

const EACH = 'each';

/** Cases of an evaluation, at most: a smaller share than a tenth is evaluated as a tenth. */
const MOST_CASES = 10;

export const withinModality = defineVariant({
  summary: 'a share of the columns is hidden in every row, scattered or in runs of neighbours',
  options: {
    modality: text({ default: EACH, help: 'name of the modality to hide columns of, or `each`' }),
    fraction: number({
      default: 0.15,
      min: 0,
      below: 1,
      help: 'share of its columns; under a tenth is evaluated as a tenth',
    }),
    pattern: choice(['random', 'runs'], {
      default: 'random',
      help: 'columns by themselves, or one run of neighbours in each row, over the end and on from the start',
    }),
    ...maskingOptions,
  },
  build: ({ modality, fraction, pattern, ...options }): Masking => ({
    ...options,
    plan(modalities) {
      if (fraction === 0 && options.trains === 'hidden') {
        throw new ConfigError(
          'config.masking.fraction',
          'a share of 0 hides nothing, and trains: hidden trains on it',
          {
            expected: 'a number above 0 and below 1, or trains: all',
          },
        );
      }
      const chosen = modality === EACH ? modalities : [modalities[modalityIndex(modalities, modality, 'modality')]!];
      const width = modalities.reduce((total, { count }) => total + count, 0);
      const folds = coverFolds(fraction);
      const order = columnOrder(chosen);
      return {
        per: 'column',
        hides: fraction === 0 ? [] : chosen.map(({ name }) => name),
        draw(codes, rowCount, random) {
          for (let row = 0; row < rowCount; row++) {
            for (const { start, count } of chosen) {
              const own = codes.subarray(row * width + start, row * width + start + count);
              if (pattern === 'random') random.fillBernoulli(own, fraction);
              else hideRun(own, random.integer(count), Math.round(fraction * count));
            }
          }
        },
        cases: Array.from({ length: folds.count }, (_, fold) => {
          const codes = new Uint8Array(width);
          if (fraction === 0) return codes;
          for (const { start, count } of chosen) {
            for (let j = 0; j < count; j++) {
              const own =
                pattern === 'random' ? order[start + j]! % folds.count : Math.floor((j * folds.count) / count);
              codes[start + j] = (own === fold) === folds.isHidden ? HIDDEN : SEEN;
            }
          }
          return codes;
        }),
      };
    },
  }),
});

/** Parts that columns are dealt into, one for each case: hidden in turn or, where most is hidden, seen in turn. */
function coverFolds(fraction: number): { readonly count: number; readonly isHidden: boolean } {
  if (fraction === 0) return { count: 1, isHidden: true };
  const isHidden = fraction <= 0.5;
  const share = isHidden ? fraction : 1 - fraction;
  return { count: Math.max(2, Math.min(MOST_CASES, Math.round(1 / share))), isHidden };
}

/** Places of columns in a random order of their modality, the same for every run: evaluations can be compared. */
function columnOrder(modalities: readonly Modality[]): Int32Array {
  const order = new Int32Array(Math.max(...modalities.map(({ start, count }) => start + count)));
  for (const { name, start, count } of modalities)
    order.set(new RandomStreams(0).of(`mask of ${name}`).permutation(count), start);
  return order;
}

function hideRun(codes: Uint8Array, start: number, length: number): void {
  for (let k = 0; k < length; k++) codes[(start + k) % codes.length] = HIDDEN;
}

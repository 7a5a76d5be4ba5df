import { ConfigError } from '../../base/errors.ts';
import { text } from '../../base/options.ts';
import { defineVariant } from '../../base/variant.ts';
import {
  constantPlan,
  DUMMY,
  HIDDEN,
  type Masking,
  maskingOptions,
  modalityIndex,
  requireSomethingSeen,
} from './masking.ts';

/** In the place of a name: one run for each modality. */
export const EACH = 'each';

export const allPairs = defineVariant({
  summary: 'a primary modality is hidden and scored, a second is hidden as a dummy; a study of all pairs by default',
  options: {
    primary: text({ default: EACH, help: 'name of the modality to predict, or `each`: a run for each' }),
    dummy: text({ default: EACH, help: 'name of the modality hidden beside it, or `each`: a run for each other one' }),
    ...maskingOptions,
  },
  build: ({ primary, dummy, ...options }): Masking => ({
    ...options,
    plan(modalities) {
      if (primary === dummy) {
        throw new ConfigError('config.masking.dummy', `"${dummy}" is the primary modality as well`, {
          expected: modalities.map(({ name }) => name).filter((name) => name !== primary),
        });
      }
      const codes = new Uint8Array(modalities.length);
      codes[modalityIndex(modalities, primary, 'primary')] = HIDDEN;
      codes[modalityIndex(modalities, dummy, 'dummy')] = DUMMY;
      requireSomethingSeen(modalities, 2, '');
      return constantPlan(modalities, codes);
    },
  }),
});

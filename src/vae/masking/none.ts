import { defineVariant } from '../../base/variant.ts';
import type { Masking } from './masking.ts';

export const none = defineVariant({
  summary: 'the encoder sees every entry',
  options: {},
  build: (): Masking => ({ encoderInput: (x) => x }),
});

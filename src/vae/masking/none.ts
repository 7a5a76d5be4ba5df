import { defineVariant } from '../../base/variant.ts';

export const none = defineVariant({
  summary: 'the encoder sees every entry',
  options: {},
  build: (): undefined => undefined,
});

import { defineVariant } from '../../base/variant.ts';
import { standardNormalKl, standardNormalLogDensity } from '../../nn/diagonal-gaussian.ts';
import type { Prior } from './prior.ts';

export const standardNormal = defineVariant({
  summary: 'independent standard normal units',
  options: {},
  build: (): Prior => ({ klPerUnit: standardNormalKl, logDensity: standardNormalLogDensity }),
});

import type { VariantTable } from '../../base/variant.ts';
import type { Prior } from './prior.ts';
import { standardNormal } from './standard-normal.ts';

export const priors = { 'standard-normal': standardNormal } satisfies VariantTable<Prior>;

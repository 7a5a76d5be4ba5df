import type { VariantTable } from '../../base/variant.ts';
import { bernoulli } from './bernoulli.ts';
import { focalBernoulli } from './focal-bernoulli.ts';
import { gaussian } from './gaussian.ts';
import type { Likelihood } from './likelihood.ts';

export const likelihoods = {
  bernoulli,
  'focal-bernoulli': focalBernoulli,
  gaussian,
} satisfies VariantTable<Likelihood>;

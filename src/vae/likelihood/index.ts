import type { VariantTable } from '../../base/variant.ts';
import { bernoulli } from './bernoulli.ts';
import { factorBernoulli } from './factor-bernoulli.ts';
import { focalBernoulli } from './focal-bernoulli.ts';
import { gaussian } from './gaussian.ts';
import type { Likelihood } from './likelihood.ts';

export const likelihoods = {
  bernoulli,
  'factor-bernoulli': factorBernoulli,
  'focal-bernoulli': focalBernoulli,
  gaussian,
} satisfies VariantTable<Likelihood>;

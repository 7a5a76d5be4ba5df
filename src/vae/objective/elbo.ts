import { defineVariant } from '../../base/variant.ts';
import { buildSchedule } from '../schedule.ts';
import { type Objective, objectiveOptions, resolveReduction } from './objective.ts';

/** The negative evidence lower bound: reconstruction + KL (arXiv:1312.6114). */
export const elbo = defineVariant({
  summary: 'reconstruction + KL: the negative evidence lower bound',
  options: objectiveOptions,
  build: ({ reduction, modalityWeights }): Objective => ({
    latent: 'sampled',
    klWeight: buildSchedule(1, 'config.objective'),
    reduction: resolveReduction(reduction, 'config.objective.reduction'),
    modalityWeights,
  }),
});

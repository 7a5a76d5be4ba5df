import { defineVariant } from '../../base/variant.ts';
import { buildSchedule, scheduleOption } from '../schedule.ts';
import { type Objective, objectiveOptions, resolveReduction } from './objective.ts';

/** reconstruction + beta KL (Higgins et al., openreview Sy2fzU9gl). */
export const beta = defineVariant({
  summary: 'reconstruction + beta * KL: weighs the divergence to trade reconstruction for a simpler latent space',
  options: { beta: scheduleOption({ default: 1, min: 0, help: 'weight of the KL term' }), ...objectiveOptions },
  build: ({ beta: weight, reduction, modalityWeights }): Objective => ({
    latent: 'sampled',
    klWeight: buildSchedule(weight, 'config.objective.beta'),
    reduction: resolveReduction(reduction, 'config.objective.reduction'),
    modalityWeights,
  }),
});

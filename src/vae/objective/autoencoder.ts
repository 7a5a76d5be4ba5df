import { defineVariant } from '../../base/variant.ts';
import { buildSchedule } from '../schedule.ts';
import { type Objective, objectiveOptions, resolveReduction } from './objective.ts';

export const autoencoder = defineVariant({
  summary: 'reconstruction only, decoded from the latent mean: a plain autoencoder; KL is logged and takes no part',
  options: objectiveOptions,
  build: ({ reduction, modalityWeights }): Objective => ({
    latent: 'mean',
    klWeight: buildSchedule(0, 'config.objective'),
    reduction: resolveReduction(reduction, 'config.objective.reduction'),
    modalityWeights,
  }),
});

import { number } from '../../base/options.ts';
import { defineVariant } from '../../base/variant.ts';
import { buildSchedule, scheduleOption } from '../schedule.ts';
import { type Objective, objectiveOptions, resolveReduction } from './objective.ts';

/**
 * reconstruction + gamma |KL - C|: holds the mean KL of a batch at C nats, from below too, so no posterior collapses while
 * C is above 0 (Burgess et al., arXiv:1804.03599, eq. 8).
 */
export const capacity = defineVariant({
  summary: 'reconstruction + gamma * |KL - capacity|: holds KL at so many nats, most often more and more of them',
  options: {
    gamma: number({ default: 1000, above: 0, help: 'weight of the distance between KL and the capacity' }),
    capacity: scheduleOption({
      default: { kind: 'linear-warm-up', to: 25, epochs: 100 },
      min: 0,
      help: 'KL that is aimed at, nats',
    }),
    ...objectiveOptions,
  },
  build: ({ gamma, capacity: nats, reduction, modalityWeights }): Objective => ({
    latent: 'sampled',
    klWeight: buildSchedule(gamma, 'config.objective.gamma'),
    capacity: buildSchedule(nats, 'config.objective.capacity'),
    reduction: resolveReduction(reduction, 'config.objective.reduction'),
    modalityWeights,
  }),
});

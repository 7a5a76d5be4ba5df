/** A number that changes while training goes on: the weight of a term, or the learning rate. */
import { z } from 'zod';
import { number } from '../base/options.ts';
import { build, defineVariant, type ResolvedChoice, resolveChoice, type VariantTable } from '../base/variant.ts';

/** The value after a number of epochs, parts of an epoch included. */
export interface Schedule {
  readonly at: (epochs: number) => number;
  /** Absent when the value never changes. */
  readonly constant?: number;
  /** Epochs until it has its final value. */
  readonly settledAfter: number;
}

export const schedules = {
  constant: defineVariant({
    summary: 'the same value throughout',
    options: { value: number({ help: 'the value' }) },
    build: ({ value }): Schedule => ({ at: () => value, constant: value, settledAfter: 0 }),
  }),
  'linear-warm-up': defineVariant({
    summary: 'grows in a straight line, then stays (Sonderby et al., arXiv:1602.02282)',
    options: {
      from: number({ default: 0, help: 'value at the start' }),
      to: number({ default: 1, help: 'value after the warm-up' }),
      epochs: number({ above: 0, help: 'length of the warm-up', unit: 'epochs' }),
    },
    build: ({ from, to, epochs }): Schedule => ({
      at: (done) => from + (to - from) * Math.min(1, done / epochs),
      settledAfter: epochs,
    }),
  }),
} satisfies VariantTable<Schedule>;

/** An option that is a number, or a schedule: `1e-3`, or `{kind: linear-warm-up, to: 1, epochs: 10}`. */
export const scheduleOption = ({ default: value, min, help }: { default: number; min: number; help: string }) =>
  z
    .union([z.number().min(min), z.looseObject({ kind: z.string() })])
    .default(value)
    .meta({ description: `${help} (a number, or a schedule: ${Object.keys(schedules).join(', ')})` });
export type ScheduleOption = number | { readonly kind: string };

/** @throws ConfigError when the schedule is not known or its options do not fit */
export function buildSchedule(option: ScheduleOption, where: string): Schedule {
  const choice: ResolvedChoice =
    typeof option === 'number' ? { kind: 'constant', value: option } : resolveChoice(schedules, option, where);
  return build<Schedule>(schedules, choice);
}

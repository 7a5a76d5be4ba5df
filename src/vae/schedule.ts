/** A number that changes while training goes on: the weight of a term, or the learning rate. */
import { z } from 'zod';
import { integer, number } from '../base/options.ts';
import { build, defineVariant, type ResolvedChoice, resolveChoice, type VariantTable } from '../base/variant.ts';

/** The value after a number of epochs, parts of an epoch included. */
export interface Schedule {
  readonly at: (epochs: number) => number;
  /** Absent when the value never changes. */
  readonly constant?: number;
  /** Epochs until it has its final value; infinite when it never has. */
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
  cyclical: defineVariant({
    summary: 'warms up again and again, then stays (Fu et al., arXiv:1903.10145)',
    options: {
      from: number({ default: 0, help: 'value at the start of each cycle' }),
      to: number({ default: 1, help: 'value after the ramp of each cycle, and after the last one' }),
      epochs: number({ above: 0, help: 'length of all cycles together', unit: 'epochs' }),
      cycles: integer({ default: 4, min: 1, help: 'how many' }),
      rampShare: number({ default: 0.5, above: 0, max: 1, help: 'share of a cycle that grows' }),
    },
    build: ({ from, to, epochs, cycles, rampShare }): Schedule => ({
      at(done) {
        if (done >= epochs) return to;
        const share = ((done * cycles) / epochs) % 1;
        return from + (to - from) * Math.min(1, share / rampShare);
      },
      settledAfter: epochs,
    }),
  }),
  cosine: defineVariant({
    summary:
      'half a wave of the cosine from one value to another, then stays (Loshchilov and Hutter, arXiv:1608.03983)',
    options: {
      from: number({ help: 'value at the start' }),
      to: number({ default: 0, help: 'value at the end' }),
      epochs: number({ above: 0, help: 'length of the way', unit: 'epochs' }),
    },
    build: ({ from, to, epochs }): Schedule => ({
      at: (done) => (done >= epochs ? to : to + ((from - to) * (1 + Math.cos((Math.PI * done) / epochs))) / 2),
      settledAfter: epochs,
    }),
  }),
  step: defineVariant({
    summary: 'falls by a factor every so many epochs, a given number of times or without end',
    options: {
      from: number({ help: 'value at the start' }),
      factor: number({ default: 0.1, above: 0, below: 1, help: 'what the value is multiplied by' }),
      epochs: number({ above: 0, help: 'time from one fall to the next', unit: 'epochs' }),
      falls: integer({
        min: 1,
        help: 'how many; where not given, without end, and early stopping never begins under a weight like this',
      }).optional(),
    },
    build: ({ from, factor, epochs, falls = Number.POSITIVE_INFINITY }): Schedule => ({
      at: (done) => from * factor ** Math.min(falls, Math.floor(done / epochs)),
      settledAfter: falls * epochs,
    }),
  }),
} satisfies VariantTable<Schedule>;

/** An option that is a number, or a schedule: `1e-3`, or `{kind: linear-warm-up, to: 1, epochs: 10}`. */
export const scheduleOption = ({ default: value, min, help }: { default: ScheduleOption; min: number; help: string }) =>
  z
    .union([z.number().min(min), z.looseObject({ kind: z.string() })])
    .default(value)
    .meta({
      description: `${help} (a number, or a schedule: ${Object.keys(schedules).join(', ')})`,
      choosesFrom: 'schedules',
    });
export type ScheduleOption = number | { readonly kind: string; readonly [option: string]: unknown };

/** @throws ConfigError when the schedule is not known or its options do not fit */
export function buildSchedule(option: ScheduleOption, where: string): Schedule {
  const choice: ResolvedChoice =
    typeof option === 'number' ? { kind: 'constant', value: option } : resolveChoice(schedules, option, where);
  return build<Schedule>(schedules, choice);
}

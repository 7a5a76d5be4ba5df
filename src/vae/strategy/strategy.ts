/** What trains when. A strategy is data: a list of phases. What is not named in `trains` keeps every bit. */
import { z } from 'zod';
import { choice, integer, parseOptions, text } from '../../base/options.ts';

export const PARTS = ['encoder', 'decoder'] as const;
export type Part = (typeof PARTS)[number];
export const TERMS = ['reconstruction', 'kl'] as const;

/** One phase of a list; its `epochs` are those of the training where not given. */
export const phaseObject = z.strictObject({
  name: text({ help: 'what it is called in records and reports' }),
  trains: z
    .array(z.enum(PARTS))
    .min(1)
    .default([...PARTS])
    .meta({ description: 'parts that move' }),
  terms: z
    .array(z.enum(TERMS))
    .refine(
      (terms) => terms.includes('reconstruction'),
      'a phase trains on the reconstruction at least. Add "reconstruction"',
    )
    .default([...TERMS])
    .meta({ description: 'terms of the objective that take part; reconstruction always does' }),
  latent: choice(['objective', 'sampled', 'mean'], {
    default: 'objective',
    help: 'what the decoder reads; `objective`: as the objective says',
  }),
  epochs: integer({ min: 1, help: 'length' }).optional(),
  learningRate: z.number().positive().optional().meta({ description: "in place of the optimizer's" }),
});
export type Phase = z.output<typeof phaseObject>;

/** Named strategies. */
export const strategies: Readonly<Record<string, { readonly summary: string; readonly phases: readonly Phase[] }>> = {
  joint: {
    summary: 'everything at once',
    phases: [{ name: 'joint', trains: [...PARTS], terms: [...TERMS], latent: 'objective' }],
  },
};

export const strategyOption = z
  .union([z.string(), z.array(z.looseObject({}))])
  .default('joint')
  .meta({
    description: `a name (${Object.keys(strategies).join(', ')}), or a list of phases {name, trains, terms, latent, epochs, learningRate}`,
    choosesFrom: 'phases',
  });

/**
 * The phases of a choice, each with its length.
 *
 * @param epochs - length of a phase that does not say its own
 * @throws ConfigError when the name is not known, a phase does not fit, or two phases share a name
 */
export function resolveStrategy(
  given: string | readonly unknown[],
  epochs: number,
  where: string,
): (Phase & { epochs: number })[] {
  const named = typeof given === 'string';
  const known = z.enum(Object.keys(strategies) as [string]);
  const phases = named
    ? strategies[parseOptions(known, given, where)]!.phases
    : parseOptions(z.array(phaseObject).min(1), given, where);
  const names = z
    .array(z.string())
    .refine(
      (all) => new Set(all).size === all.length,
      'two phases have one name. Expected a name of its own for each phase',
    );
  parseOptions(
    names,
    phases.map((phase) => phase.name),
    where,
  );
  return phases.map((phase) => ({ ...phase, epochs: phase.epochs ?? epochs }));
}

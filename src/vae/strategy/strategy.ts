/** What trains when. A strategy is data: a list of phases. What is not named in `trains` keeps every bit. */
import { z } from 'zod';
import { ConfigError } from '../../base/errors.ts';
import { choice, integer, parseOptions, text } from '../../base/options.ts';

export const PARTS = ['encoder', 'decoder', 'head'] as const;
export type Part = (typeof PARTS)[number];
export const TERMS = ['reconstruction', 'prediction', 'kl'] as const;
export type Term = (typeof TERMS)[number];

/** One phase of a list; its `epochs` are those of the training where not given. */
export const phaseObject = z.strictObject({
  name: text({ help: 'what it is called in records and reports' }),
  trains: z
    .array(z.enum(PARTS))
    .min(1)
    .default([...PARTS])
    .meta({ description: 'parts that move, of those the model has' }),
  terms: z
    .array(z.enum(TERMS))
    .refine(
      (terms) => terms.some((term) => term !== 'kl'),
      'a phase trains on what is told of rows. Add "reconstruction" or "prediction"',
    )
    .default([...TERMS])
    .meta({ description: 'terms of the objective that take part, of those the model has' }),
  latent: choice(['objective', 'sampled', 'mean'], {
    default: 'objective',
    help: 'what decoder and head read; `objective`: as the objective says',
  }),
  epochs: integer({ min: 1, help: 'length' }).optional(),
  learningRate: z.number().positive().optional().meta({ description: "in place of the optimizer's" }),
});
export type Phase = z.output<typeof phaseObject>;

interface NamedStrategy {
  readonly summary: string;
  readonly phases: readonly Phase[];
}

/** Named strategies. */
export const strategies: Readonly<Record<string, NamedStrategy>> = {
  joint: {
    summary: 'everything at once: what the notebooks call fit_all_parts',
    phases: [{ name: 'joint', trains: [...PARTS], terms: [...TERMS], latent: 'objective' }],
  },
  'encoder-decoder': {
    summary: 'encoder and decoder alone, a head stays as it began: fit_autoencoder',
    phases: [
      { name: 'encoder-decoder', trains: ['encoder', 'decoder'], terms: ['reconstruction', 'kl'], latent: 'objective' },
    ],
  },
  'classifier-head': {
    summary: 'the head alone, on the means of an encoder that stays as it is: give one with initializeFrom',
    phases: [{ name: 'head', trains: ['head'], terms: ['prediction'], latent: 'mean' }],
  },
  'deterministic-classifier': {
    summary: 'encoder and head on the prediction alone, without sampling: a plain network',
    phases: [{ name: 'classifier', trains: ['encoder', 'head'], terms: ['prediction'], latent: 'mean' }],
  },
  'variational-classifier': {
    summary: 'encoder and head on prediction and KL, with a sampled latent',
    phases: [{ name: 'classifier', trains: ['encoder', 'head'], terms: ['prediction', 'kl'], latent: 'sampled' }],
  },
  'encoder-decoder-then-head': {
    summary: 'encoder and decoder first, then the head on means of the frozen encoder',
    phases: [
      { name: 'encoder-decoder', trains: ['encoder', 'decoder'], terms: ['reconstruction', 'kl'], latent: 'objective' },
      { name: 'head', trains: ['head'], terms: ['prediction'], latent: 'mean' },
    ],
  },
};

/** Parts and terms that a model has. */
export interface Available {
  readonly parts: readonly Part[];
  readonly terms: readonly Term[];
}

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
 * @param available - absent: a phase is checked by itself, whatever the model has
 * @throws ConfigError when the name is not known, a phase does not fit, or two phases share a name
 */
export function resolveStrategy(
  given: string | readonly unknown[],
  epochs: number,
  where: string,
  available?: Available,
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
  return phases.map((phase, index) => {
    const asked = named ? {} : (given[index] as { trains?: unknown; terms?: unknown });
    const at = named ? where : `${where}.${index}`;
    const fitted = available === undefined ? phase : fitTo(phase, asked, available, at);
    return { ...fitted, epochs: phase.epochs ?? epochs };
  });
}

const NEEDS: Readonly<Record<Term, string>> = {
  reconstruction: 'a decoder, and the model has none',
  prediction: 'a head, and the model has none: architecture.kind: classifier-head with data.label gives it one',
  kl: 'a latent',
};
/** The term through which a part learns; an encoder learns through all. */
const REACHED_BY: Readonly<Partial<Record<Part, Term>>> = { decoder: 'reconstruction', head: 'prediction' };

/** Parts and terms of a phase that the model has and that meet. What was asked for by name must be among them. */
function fitTo(phase: Phase, asked: { trains?: unknown; terms?: unknown }, available: Available, where: string): Phase {
  const terms = phase.terms.filter((term) => available.terms.includes(term));
  const lost = phase.terms.find((term) => !available.terms.includes(term));
  if (lost !== undefined && asked.terms !== undefined)
    throw new ConfigError(`${where}.terms`, `${lost} needs ${NEEDS[lost]}`);
  if (lost !== undefined && terms.every((term) => term === 'kl'))
    throw new ConfigError(where, `the phase "${phase.name}" trains on ${lost}, which needs ${NEEDS[lost]}`);
  const trains = phase.trains.filter((part) => {
    const through = REACHED_BY[part];
    return available.parts.includes(part) && (through === undefined || terms.includes(through));
  });
  const idle = phase.trains.find((part) => !trains.includes(part));
  if (idle !== undefined && (asked.trains !== undefined || trains.length === 0)) {
    const through = REACHED_BY[idle]!;
    const problem = available.parts.includes(idle)
      ? `the ${idle} learns through ${through} alone, and the phase has no such term`
      : `the ${idle} is to train: ${through} needs ${NEEDS[through]}`;
    throw new ConfigError(`${where}.trains`, problem);
  }
  return { ...phase, trains, terms };
}

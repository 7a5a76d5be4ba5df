/** The whole config of an experiment: every key with its default, checked before anything is read or made. */
import { z } from 'zod';
import { ConfigError } from '../base/errors.ts';
import { choice, integer, parseOptions, text } from '../base/options.ts';
import { build, type ResolvedChoice, resolveChoice, type VariantTable } from '../base/variant.ts';
import { dataOptions } from '../data/data-options.ts';
import { optimizers } from '../train/optimizers/index.ts';
import { evaluationOptions, trainingOptions } from '../train/training-options.ts';
import { architectures } from '../vae/architecture/index.ts';
import { likelihoods } from '../vae/likelihood/index.ts';
import { maskings } from '../vae/masking/index.ts';
import { objectives } from '../vae/objective/index.ts';
import { priors } from '../vae/prior/index.ts';
import { schedules } from '../vae/schedule.ts';
import { resolveStrategy, strategyOption } from '../vae/strategy/strategy.ts';
import { initializeFromOption } from './warm-start.ts';

/** The tables of variants, by the name under which `choosesFrom` of an option's description refers to them. */
export const tables = { architectures, likelihoods, objectives, maskings, priors, optimizers, schedules };

/** A name, or `{kind: name, ...options}`; checked against its table afterwards. */
const variant = (choosesFrom: keyof typeof tables, kind: string, help: string) =>
  z
    .union([z.string(), z.looseObject({})])
    .default(kind)
    .meta({ description: `${help}: ${Object.keys(tables[choosesFrom]).join(', ')}`, choosesFrom });

export const experimentOptions = z.strictObject({
  name: text({ default: 'experiment', help: 'goes into the name of the run' }),
  seed: integer({ default: 42, min: 0, max: 2 ** 32 - 1, help: 'everything random follows from it' }),
  seeds: integer({
    default: 1,
    min: 1,
    max: 10_000,
    help: 'above 1: a study of runs with seeds counted up from `seed`',
  }),
  folds: integer({
    default: 1,
    min: 1,
    max: 1000,
    help: 'above 1: a study of cross-validation, a run per fold; with `seeds` repeated, each time with other folds',
  }),
  splitModelsBy: text({
    default: 'none',
    help: 'a label: a study of one run per class of it, and one of all classes that is looked at class by class',
  }),
  data: dataOptions,
  initializeFrom: initializeFromOption,
  architecture: variant('architectures', 'dense', 'wiring'),
  likelihood: variant('likelihoods', 'bernoulli', 'how an entry is modelled; one, or one per modality'),
  objective: variant('objectives', 'beta', 'what training makes small'),
  masking: variant('maskings', 'none', 'entries hidden from the encoder'),
  strategy: strategyOption,
  prior: variant('priors', 'standard-normal', 'what the latent is held against'),
  training: trainingOptions.prefault({} as never),
  evaluation: evaluationOptions.prefault({} as never),
  device: choice(['cpu'], { default: 'cpu', help: 'where it computes' }),
  threads: z
    .union([z.literal('auto'), z.number().int().min(1).max(1024)])
    .default('auto')
    .meta({ description: 'threads of the engine; auto: one per core' }),
  published: z
    .strictObject({
      by: text({ help: 'who published them, and where' }),
      numbers: z
        .record(z.string(), z.union([z.number(), z.string()]))
        .meta({ description: 'what a number is of, to the number' }),
    })
    .optional()
    .meta({
      description: 'numbers that others published for this experiment: shown in reports, and compared with nothing',
    }),
});

type Checked = z.output<typeof experimentOptions>;

export interface ExperimentConfig
  extends Omit<Checked, 'architecture' | 'likelihood' | 'objective' | 'masking' | 'prior' | 'training'> {
  readonly architecture: ResolvedChoice;
  /** One for all modalities, or modality to its own. */
  readonly likelihood: ResolvedChoice | Readonly<Record<string, ResolvedChoice>>;
  readonly objective: ResolvedChoice;
  readonly masking: ResolvedChoice;
  readonly prior: ResolvedChoice;
  readonly training: Omit<Checked['training'], 'optimizer'> & { readonly optimizer: ResolvedChoice };
}

const WHERE = 'config';

/** @throws ConfigError naming the first key that does not fit */
export function resolveConfig(given: unknown): ExperimentConfig {
  const checked = parseOptions(experimentOptions, given, WHERE);
  const one = (table: VariantTable<unknown>, value: unknown, fallback: string, where: string) =>
    resolveChoice(table, withKind(value, fallback), `${WHERE}.${where}`);
  const config: ExperimentConfig = {
    ...checked,
    architecture: one(architectures, checked.architecture, 'dense', 'architecture'),
    likelihood: resolveLikelihood(checked.likelihood),
    objective: one(objectives, checked.objective, 'beta', 'objective'),
    masking: one(maskings, checked.masking, 'none', 'masking'),
    prior: one(priors, checked.prior, 'standard-normal', 'prior'),
    training: {
      ...checked.training,
      optimizer: one(optimizers, checked.training.optimizer, 'adam', 'training.optimizer'),
    },
  };
  resolveStrategy(config.strategy, config.training.epochs, `${WHERE}.strategy`);
  // Schedules inside are checked where they are built.
  build(objectives, config.objective);
  build(optimizers, config.training.optimizer);
  return config;
}

/** A map without `kind` means the default variant. */
const withKind = (value: unknown, fallback: string): unknown =>
  typeof value === 'object' && value !== null && !('kind' in value) ? { kind: fallback, ...value } : value;

function resolveLikelihood(given: string | Record<string, unknown>): ExperimentConfig['likelihood'] {
  if (typeof given === 'string' || 'kind' in given) return resolveChoice(likelihoods, given, `${WHERE}.likelihood`);
  return Object.fromEntries(
    Object.entries(given).map(([modality, value]) => [
      modality,
      resolveChoice(likelihoods, value, `${WHERE}.likelihood.${modality}`),
    ]),
  );
}

/**
 * The likelihood of each modality.
 *
 * @throws ConfigError when a name is not a modality, or a modality has no likelihood
 */
export function likelihoodPerModality(
  config: ExperimentConfig,
  modalities: readonly string[],
): Record<string, ResolvedChoice> {
  const given = config.likelihood;
  if (typeof given.kind === 'string')
    return Object.fromEntries(modalities.map((name) => [name, given as ResolvedChoice]));
  const perModality = given as Readonly<Record<string, ResolvedChoice>>;
  requireModalities(Object.keys(perModality), modalities, `${WHERE}.likelihood`);
  const without = modalities.find((name) => perModality[name] === undefined);
  if (without !== undefined) {
    throw new ConfigError(`${WHERE}.likelihood`, `the modality "${without}" has no likelihood`, {
      expected: `one for each of: ${modalities.join(', ')}`,
    });
  }
  return { ...perModality };
}

/** @throws ConfigError when a name is not a modality of the data */
export function requireModalities(names: readonly string[], modalities: readonly string[], where: string): void {
  const unknown = names.find((name) => !modalities.includes(name));
  if (unknown === undefined) return;
  throw new ConfigError(`${where}.${unknown}`, `"${unknown}" is not a modality of this dataset`, {
    expected: modalities,
    given: unknown,
  });
}

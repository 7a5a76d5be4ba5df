/** Models of the small dataset from choices as a config makes them. */
import { type ResolvedChoice, resolveChoice } from '../src/base/variant.ts';
import type { Dataset } from '../src/data/dataset.ts';
import type { Conventions } from '../src/nn/conventions.ts';
import { architectures } from '../src/vae/architecture/index.ts';
import { likelihoods } from '../src/vae/likelihood/index.ts';
import { maskings } from '../src/vae/masking/index.ts';
import { createModel, type Model } from '../src/vae/model.ts';
import { objectives } from '../src/vae/objective/index.ts';
import { priors } from '../src/vae/prior/index.ts';

export interface SmallChoices {
  readonly architecture?: unknown;
  /** Of every modality. */
  readonly likelihood?: unknown;
  readonly objective?: unknown;
  readonly masking?: unknown;
  readonly prior?: unknown;
  readonly conventions?: Conventions;
}

export const SMALL_DENSE = { kind: 'dense', encoder: [5], latent: 2, decoder: [4], activation: 'tanh' };

export function smallModel(dataset: Dataset, choices: SmallChoices = {}): Model {
  const likelihood: ResolvedChoice = resolveChoice(likelihoods, choices.likelihood ?? 'bernoulli', 'likelihood');
  return createModel(
    {
      architecture: resolveChoice(architectures, choices.architecture ?? SMALL_DENSE, 'architecture'),
      likelihood: Object.fromEntries(dataset.modalities.map(({ name }) => [name, likelihood])),
      objective: resolveChoice(objectives, choices.objective ?? 'elbo', 'objective'),
      masking: resolveChoice(maskings, choices.masking ?? 'none', 'masking'),
      prior: resolveChoice(priors, choices.prior ?? 'standard-normal', 'prior'),
      conventions: choices.conventions ?? 'keras',
    },
    { ...dataset, trainLabels: { name: 'program', classes: ['a', 'b'], counts: [15, 15] } },
  );
}

import type { VariantTable } from '../../base/variant.ts';
import { autoencoder } from './autoencoder.ts';
import { beta } from './beta.ts';
import { capacity } from './capacity.ts';
import { elbo } from './elbo.ts';
import type { Objective } from './objective.ts';

export const objectives = { elbo, beta, autoencoder, capacity } satisfies VariantTable<Objective>;

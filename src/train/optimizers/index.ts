import type { VariantTable } from '../../base/variant.ts';
import { adam } from './adam.ts';
import type { Optimizer } from './optimizer.ts';
import { sgd } from './sgd.ts';

export const optimizers = { adam, sgd } satisfies VariantTable<Optimizer>;

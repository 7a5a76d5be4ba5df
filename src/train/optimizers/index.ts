import type { VariantTable } from '../../base/variant.ts';
import { adam } from './adam.ts';
import { adamw } from './adamw.ts';
import type { Optimizer } from './optimizer.ts';
import { rmsprop } from './rmsprop.ts';
import { sgd } from './sgd.ts';

export const optimizers = { adam, adamw, rmsprop, sgd } satisfies VariantTable<Optimizer>;

import type { VariantTable } from '../../base/variant.ts';
import type { Masking } from './masking.ts';
import { none } from './none.ts';

export const maskings = { none } satisfies VariantTable<Masking>;

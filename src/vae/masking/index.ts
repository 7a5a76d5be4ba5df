import type { VariantTable } from '../../base/variant.ts';
import { allPairs } from './all-pairs.ts';
import { fixedModality } from './fixed-modality.ts';
import type { Masking } from './masking.ts';
import { none } from './none.ts';
import { randomModality } from './random-modality.ts';
import { randomSubset } from './random-subset.ts';
import { withinModality } from './within-modality.ts';

export const maskings = {
  none,
  'random-modality': randomModality,
  'fixed-modality': fixedModality,
  'all-pairs': allPairs,
  'within-modality': withinModality,
  'random-subset': randomSubset,
} satisfies VariantTable<Masking | undefined>;

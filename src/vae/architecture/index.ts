import type { VariantTable } from '../../base/variant.ts';
import type { Architecture } from './architecture.ts';
import { dense } from './dense.ts';

export const architectures = { dense } satisfies VariantTable<Architecture>;

import type { VariantTable } from '../../base/variant.ts';
import type { Architecture } from './architecture.ts';
import { classifierHead } from './classifier-head.ts';
import { dense } from './dense.ts';

export const architectures = { dense, 'classifier-head': classifierHead } satisfies VariantTable<Architecture>;

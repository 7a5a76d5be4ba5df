/** A diagnostic looks at what is known of a run and says one thing about it, or nothing where it does not apply. */
import type { SplitName } from '../data/dataset.ts';
import type { EpochRecord } from '../store/run-record.ts';
import type { DataFacts } from './data.ts';
import type { EffectiveBeta } from './effective-beta.ts';
import type { Evaluation, Latents } from './evaluation.ts';
import type { Finding } from './finding.ts';
import type { DomainComparison } from './out-of-domain.ts';
import type { TrainingFacts } from './training-facts.ts';

export interface DiagnosticInput {
  readonly evaluation?: Evaluation;
  /** Latents of the evaluated splits. */
  readonly latents?: Readonly<Partial<Record<SplitName, Latents>>>;
  readonly epochs?: readonly EpochRecord[];
  readonly effectiveBeta?: EffectiveBeta;
  readonly data?: DataFacts;
  readonly training?: TrainingFacts;
  /** A new table beside the rows that the run held out. */
  readonly domain?: { readonly tableName: string; readonly comparisons: readonly DomainComparison[] };
}

export type Diagnostic = (input: DiagnosticInput) => Finding | undefined;

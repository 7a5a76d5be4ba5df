/** What a report is written from: plain data that a run folder keeps. */
import type { Modality, SplitName } from '../data/dataset.ts';
import type { Evaluation, Latents } from '../diagnose/evaluation.ts';
import type { Finding } from '../diagnose/finding.ts';
import type { RowExamples } from '../diagnose/row-examples.ts';
import type { RowReview } from '../diagnose/row-review.ts';
import type { EpochRecord } from '../store/run-record.ts';
import type { ModelDescription } from '../vae/description.ts';
import type { PhaseDescription } from './model-diagram-rows.ts';
import type { PriorSamples } from './prior-sample-figures.ts';
import type { LatentSnapshots } from './snapshot-figures.ts';

export interface DataSummary {
  /** As the config names its source. */
  readonly name: string;
  readonly rowCount: number;
  readonly featureCount: number;
  readonly modalities: readonly Modality[];
  readonly splitCounts: Readonly<Record<SplitName, number>>;
  /** What was hashed to the hash. */
  readonly fingerprints?: Readonly<Record<string, string>>;
  /** What the reader did that a person should know. */
  readonly notices?: readonly string[];
}

export interface LatentLabels {
  readonly name: string;
  readonly classes: readonly string[];
  /** Places in the classes; -1 where a row has none. */
  readonly splits: Readonly<Partial<Record<SplitName, readonly number[]>>>;
}

export interface ReportInput {
  readonly name: string;
  /** `config.resolved.json` */
  readonly config: unknown;
  readonly data: DataSummary;
  readonly model: ModelDescription;
  /** Oldest first. */
  readonly epochs: readonly EpochRecord[];
  readonly evaluation: Evaluation;
  /** Class of the label to an evaluation on its held-out rows alone. */
  readonly perClass?: Readonly<Record<string, Evaluation>>;
  readonly latents?: Readonly<Partial<Record<SplitName, Latents>>>;
  /** Of the rows whose latents are kept, in their order. */
  readonly latentLabels?: LatentLabels;
  /** Rows beside their reconstructions. */
  readonly rows?: RowReview;
  /** In the order of training. */
  readonly priorSamples?: readonly PriorSamples[];
  /** While it trained, and of the finished model. */
  readonly snapshots?: LatentSnapshots;
  /** The epoch whose parameters the model has, where early stopping went back to one before the last. */
  readonly restoredEpoch?: number;
  /** What trained when; by default everything at once. */
  readonly phases?: readonly PhaseDescription[];
  /** Ten rows as the model answers them. */
  readonly examples?: RowExamples;
  readonly findings: readonly Finding[];
  /** `env.json` */
  readonly environment?: unknown;
  /** What people wrote about the run; paragraphs stand apart by an empty line. */
  readonly notes?: string;
  /** What happened to the run: interrupted, resumed, stopped early. Whole sentences. */
  readonly notices?: readonly string[];
}

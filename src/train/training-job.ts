/** What training is given, and what it says while it goes on. Plain data and a few questions to the caller. */
import type { RandomStreams } from '../base/random.ts';
import type { Dataset, Split } from '../data/dataset.ts';
import type { NamedTensor } from '../engine/program.ts';
import type { EngineOptions } from '../engine/session.ts';
import type { EpochRecord } from '../store/run-record.ts';
import type { Model } from '../vae/model.ts';
import type { Phase } from '../vae/strategy/strategy.ts';
import type { BatchPlan } from './batches.ts';
import type { Optimizer } from './optimizers/optimizer.ts';
import type { StepTerms } from './step-reports.ts';
import type { TrainerState } from './trainer-state.ts';
import type { EvaluationOptions, TrainingOptions } from './training-options.ts';

export type Phases = readonly (Phase & { readonly epochs: number })[];

export interface TrainingJob {
  readonly model: Model;
  readonly dataset: Dataset;
  readonly split: Split;
  readonly phases: Phases;
  readonly optimizer: Optimizer;
  readonly training: TrainingOptions;
  readonly evaluation: EvaluationOptions;
  readonly random: RandomStreams;
  readonly engine: EngineOptions;
  /** Where to go on from. */
  readonly state: TrainerState;
  /** Parameters, running statistics and optimizer slots at that point. */
  readonly tensors: Readonly<Record<string, NamedTensor>>;
  /** Steps of a chunk, at most; by default as many as suit its pace. The numbers computed do not depend on it. */
  readonly chunkSteps?: number;
  /** Epochs at whose end parameters are handed out to be looked at; by default none. */
  readonly looksAt?: (epoch: number) => boolean;
  /** Asked between chunks. */
  readonly shouldStop: () => boolean;
  /** Brings back the tensors of an earlier checkpoint. */
  readonly recall: (step: number) => Readonly<Record<string, NamedTensor>>;
}

/** One line of `steps.jsonl`. */
export interface StepRecord extends StepTerms {
  readonly step: number;
  readonly epoch: number;
}

export type TrainingEvent =
  /** The engine is ready for a phase. */
  | { readonly kind: 'phase'; readonly phase: string; readonly nodeCount: number }
  | { readonly kind: 'steps'; readonly records: readonly StepRecord[]; readonly durationMs: number }
  | { readonly kind: 'epoch'; readonly record: EpochRecord }
  /** The end of an epoch that is looked at. */
  | { readonly kind: 'look'; readonly epoch: number; readonly parameters: Readonly<Record<string, NamedTensor>> }
  /** A state worth keeping. `isBest`: early stopping may come back to it. */
  | {
      readonly kind: 'checkpoint';
      readonly state: TrainerState;
      readonly tensors: Readonly<Record<string, NamedTensor>>;
      readonly isBest: boolean;
    };

export interface TrainingResult {
  /** `interrupted`: it was asked to stop; a checkpoint was handed out. */
  readonly outcome: 'finished' | 'interrupted';
  readonly state: TrainerState;
  readonly parameters: Readonly<Record<string, NamedTensor>>;
}

/** Which rows make a step, as a config says. */
export function batchPlan(
  split: Split,
  { batchSize, lastBatch }: Pick<TrainingOptions, 'batchSize' | 'lastBatch'>,
): BatchPlan {
  return { trainRows: split.train, batchSize: batchSize === 'all' ? split.train.length : batchSize, lastBatch };
}

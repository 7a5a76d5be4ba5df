/** What an evaluation is given. */
import type { RandomStreams } from '../base/random.ts';
import type { Dataset, Split, SplitName } from '../data/dataset.ts';
import type { NamedTensors } from '../engine/program.ts';
import type { EngineOptions } from '../engine/session.ts';
import type { Model } from '../vae/model.ts';
import type { ObjectiveState } from '../vae/term-evaluator.ts';
import type { EffectiveBeta } from './effective-beta.ts';
import type { PriorShift } from './prior-correction.ts';

export interface EvaluationJob {
  readonly model: Model;
  readonly dataset: Dataset;
  readonly split: Split;
  readonly parameters: NamedTensors;
  /** What the decoder reads. */
  readonly latent: 'sampled' | 'mean';
  /** How the objective counts its terms at the end of training. */
  readonly objective: ObjectiveState;
  readonly effectiveBeta: EffectiveBeta;
  /** Train rows looked at, at most. */
  readonly trainRows: number;
  /** Draws of the latent a row, over which its numbers are averaged. */
  readonly samples: number;
  /** Draws a validation or test row for the importance-weighted bound; 0: none. */
  readonly importanceSamples: number;
  /** Of a label that was balanced for training. */
  readonly priorShift?: PriorShift;
  readonly random: RandomStreams;
  readonly engine: EngineOptions;
  /** Splits to evaluate; by default all that have rows. */
  readonly splits?: readonly SplitName[];
}

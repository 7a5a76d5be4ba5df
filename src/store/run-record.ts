/** The records a run keeps on disk, apart from its evaluation. Plain JSON; no clock values (those are in `timings.jsonl`). */

/** Terms by what the encoder saw. */
export interface MaskedAverages {
  /** Modality to nats a row over its hidden entries, averaged over rows that have some; absent where none has. */
  readonly hidden: Readonly<Record<string, number>>;
  /** The same over entries that the encoder saw. */
  readonly seen: Readonly<Record<string, number>>;
  /** The objective if these entries alone entered it, in its own units. Entries of a dummy modality count in `all` only. */
  readonly objectives: Readonly<Record<'hidden' | 'seen' | 'all', number>>;
}

/** What a head answers rows, the latent read in one way. */
export interface LabelAverages {
  /** Share of rows answered right, the most probable class being the answer; classes only. */
  readonly accuracy?: number;
  /** Of two classes, of the second; of more, the mean over classes that have rows or answers. */
  readonly f1?: number;
  /** In the label's own units; numbers only. */
  readonly rootMeanSquare?: number;
}

/** Where a head predicts the label, after a whole split was evaluated. */
export interface LabelRecord {
  /** Sampling off. */
  readonly mean: LabelAverages;
  /** Sampling on, one draw a row, the same at every epoch; absent where the latent is not sampled. */
  readonly sampled?: LabelAverages;
  /** `[latent]` variance over rows of the posterior mean. */
  readonly meanVariancePerUnit: readonly number[];
  /** Directions in which the posterior means spread: (sum of eigenvalues)^2 / sum of their squares, of their covariance. */
  readonly dimensions: number;
}

/** Terms averaged over rows. All in nats per row but `loss` and `weightedKl`, which are in the objective's units. */
export interface TermAverages {
  readonly loss: number;
  /** Reconstruction + KL, unweighted. */
  readonly negativeElbo: number;
  readonly reconstruction: number;
  readonly kl: number;
  readonly weightedKl: number;
  /** Modality name to its raw reconstruction term. */
  readonly perModality: Readonly<Record<string, number>>;
  /** Modality name to the term that trains in place of its reconstruction, such as the focal loss; not in nats. */
  readonly trainedPerModality?: Readonly<Record<string, number>>;
  /** Where entries are hidden from the encoder. */
  readonly masked?: MaskedAverages;
  /** Where a head predicts the label, and a whole split was evaluated. */
  readonly label?: LabelRecord;
  /** `[latent]`; only where a whole split was evaluated. */
  readonly klPerUnit?: readonly number[];
}

/** One line of `metrics.jsonl`. */
export interface EpochRecord {
  /** 1 is the first epoch; counts on over phases and continued training. */
  readonly epoch: number;
  /** Steps done at the end of this epoch, from the start of the run. */
  readonly step: number;
  readonly phase: string;
  readonly learningRate: number;
  /** Weights of the objective's terms at this epoch's last step, such as `{kl: 1}`. */
  readonly weights: Readonly<Record<string, number>>;
  /** Nats of KL aimed at in this epoch's last step, where the objective has a capacity. */
  readonly capacity?: number;
  /** Averages over the epoch's steps, while parameters moved, with dropout and sampling on. */
  readonly running: TermAverages;
  /** After the epoch, on up to `evaluation.trainRows` train rows: dropout off, batch norm at its running statistics. */
  readonly train?: TermAverages;
  readonly validation?: TermAverages;
  /** Where `evaluation.testCurve` asks for it; nothing is chosen by it. */
  readonly test?: TermAverages;
}

export const RUN_STATES = ['created', 'running', 'checkpointed', 'finished', 'failed'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** `status.json` */
export interface RunStatus {
  readonly state: RunState;
  readonly epoch: number;
  readonly step: number;
  /** Why it stopped, when it did not finish: whole sentences. */
  readonly reason?: string;
  /** Of the validation rows once it has finished, where there are any: lists of many runs read no larger file. */
  readonly negativeElbo?: number;
}

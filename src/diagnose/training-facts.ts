/** What is known of a training before its first step. Plain data: it is kept in `summary.json`. */

export interface TrainingFacts {
  readonly modalities: readonly TrainedModality[];
  /** What changes by itself while training goes on. */
  readonly schedules: readonly ScheduleFacts[];
  /** Absent where nothing stops training early. */
  readonly earlyStopping?: readonly StoppingFacts[];
  /** Absent where the learning rate does not follow validation. */
  readonly plateau?: PlateauFacts;
}

export interface TrainedModality {
  readonly name: string;
  readonly columns: number;
  /** Whether the encoder reads it, in some rows at least. */
  readonly isRead: boolean;
  /** Whether its reconstruction enters the objective, in some rows at least, and with a weight above 0. */
  readonly isAsked: boolean;
  /** Whether its one column is the label. */
  readonly isLabel: boolean;
  /** Where it trains on the focal loss. */
  readonly focal?: { readonly gamma: number; readonly alpha: number; readonly classBalancing: boolean };
  /** Where a sigmoid predicts columns that are not all 0 / 1. */
  readonly sigmoid?: {
    /** Columns with more than one value on train. */
    readonly varyingColumns: number;
    /** Those of them whose values lie close together. */
    readonly narrowColumns: number;
  };
}

/** A schedule in one phase. */
export interface ScheduleFacts {
  readonly phase: string;
  /** Such as `weight of KL`. */
  readonly what: 'weight of KL' | 'capacity of KL' | 'learning rate';
  /** Length of the phase. */
  readonly epochs: number;
  readonly start: number;
  /** At the phase's last step. */
  readonly last: number;
  /** Where it settles, and after how many epochs; absent when it never does. */
  readonly end?: number;
  readonly settledAfter?: number;
  /** Share of the phase in which it has that value. */
  readonly shareAtEnd: number;
}

export interface StoppingFacts {
  readonly phase: string;
  readonly epochs: number;
  /** Epochs before it begins to watch; absent when it never does. */
  readonly beginsAfter?: number;
}

export interface PlateauFacts {
  readonly factor: number;
  readonly patience: number;
  readonly minDelta: number;
  readonly minLearningRate: number;
  /** Whether the rate changes for no other reason. */
  readonly actsAlone: boolean;
  readonly phases: readonly {
    readonly phase: string;
    /** How often validation is looked at. */
    readonly evaluations: number;
    /** The largest rate of the phase. */
    readonly learningRate: number;
  }[];
}

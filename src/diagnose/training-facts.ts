/** What is known of a training before its first step. Plain data: it is kept in `summary.json`. */

export interface TrainingFacts {
  readonly modalities: readonly TrainedModality[];
  /** Absent where no head predicts a label. */
  readonly label?: LabelFacts;
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

export interface LabelFacts {
  readonly name: string;
  /** Of its classes on train rows, as they weigh; absent where the label is a number. */
  readonly entropyNats?: number;
  readonly phases: readonly LabelPhase[];
}

export interface LabelPhase {
  readonly phase: string;
  /** Whether rows are reconstructed. */
  readonly tellsRows: boolean;
  /** The weight of KL as the config gives it, at the end of the phase; 0 where KL takes no part. */
  readonly klWeight: number;
  /**
   * What a nat of KL counts against a nat of the label, the class that weighs most. Absent where the label is not
   * predicted, KL takes no part or is held at a capacity, or the encoder stays as it is.
   */
  readonly againstLabel?: number;
  /** What makes it another number than `klWeight`: clauses such as `KL is averaged over 2 latent units`. */
  readonly reductions: readonly string[];
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
  /** Whether training ends with the parameters of the best evaluation. */
  readonly restoresBest?: boolean;
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

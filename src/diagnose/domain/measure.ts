/**
 * A domain measure says how far points lie from those a model was trained on, and how much of train lies at least as far.
 * All of them are fitted on points of train and then score any others; none needs a label of what it scores.
 *
 * None of them is the probability that a prediction is right: a point deep inside the domain may sit on the border
 * between two classes.
 */

/** Points as rows of numbers: latents, or features. */
export interface Points {
  readonly rowCount: number;
  readonly unitCount: number;
  /** `[rows, units]` */
  readonly data: Float32Array | Float64Array;
}

/** One entry per point. */
export interface DomainScores {
  /** Grows from the middle of the domain outwards; its unit is the measure's own. */
  readonly distance: Float64Array;
  /** 1 in the middle, towards 0 far out. */
  readonly confidence: Float64Array;
}

export interface DomainMeasure<Scores extends DomainScores = DomainScores> {
  /** Units that do not vary over the points fitted on, which say nothing and are left out: those of a collapsed posterior. Counted from 0. */
  readonly flatUnits: readonly number[];
  readonly score: (points: Points) => Scores;
}

/** Why a measure is not defined on these points. */
export interface NotFitted {
  readonly notFitted: string;
}

/** Where training stands, beside the numbers themselves: plain JSON, part of a checkpoint. */
import { PLATEAU_START, type PlateauState } from './plateau.ts';
import { EMPTY_SUMS, type RunningSums } from './running-sums.ts';
import { STOPPING_START, type StoppingState } from './stopping.ts';

export interface TrainerState {
  /** Index of the current phase; the number of phases once training has ended. */
  readonly phase: number;
  /** Steps done in this phase, and in all. */
  readonly phaseStep: number;
  readonly step: number;
  /** Epochs done in all. */
  readonly epoch: number;
  readonly sums: RunningSums;
  readonly plateau: PlateauState;
  readonly stopping: StoppingState;
  /** Step of this phase's best checkpoint, where early stopping may bring it back. */
  readonly bestStep: number | null;
  /** Whether early stopping has ended this phase. */
  readonly phaseStopped: boolean;
  /** Why phases ended before their last epoch: whole sentences. */
  readonly stops: readonly string[];
}

/** What every phase begins with. */
export const PHASE_START = {
  phaseStep: 0,
  sums: EMPTY_SUMS,
  plateau: PLATEAU_START,
  stopping: STOPPING_START,
  bestStep: null,
  phaseStopped: false,
} as const satisfies Partial<TrainerState>;

export const START: TrainerState = { ...PHASE_START, phase: 0, step: 0, epoch: 0, stops: [] };

/** The epoch of its last phase that early stopping went back to; undefined where the last one was the best, or is kept. */
export const restoredEpoch = ({ bestStep, step }: TrainerState, stepsPerEpoch: number): number | undefined =>
  bestStep === null || bestStep === step ? undefined : bestStep / stepsPerEpoch;

/** Training that had ended, back in its last phase, so that it can go on for more epochs. */
export const reopened = (state: TrainerState, phaseCount: number): TrainerState => ({
  ...state,
  phase: phaseCount - 1,
  // Patience is counted anew; the best state so far stays the one to beat.
  stopping: state.phaseStopped ? { ...state.stopping, wait: 0 } : state.stopping,
  phaseStopped: false,
});
